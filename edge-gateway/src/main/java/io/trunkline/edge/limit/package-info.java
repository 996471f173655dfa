/// How many requests a tenant may make, and within it a key that has a limit of its own.
///
/// A token bucket per tenant in Redis, under `trunkline:rate:{<tenant>}`, and per such key, under
/// `trunkline:rate:{key:<id>}`: a hash of `tokens` and `at`. Without Redis each gateway keeps
/// buckets of its own; so the sum over all gateways may then be higher, and nobody is locked out.
package io.trunkline.edge.limit;
