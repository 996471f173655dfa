/// `GET /healthz`: one answer about the gateway and everything behind it.
///
/// 200 where all are up, else 503, and in both cases
/// `{"status":"UP","services":{"api-service":{"status":"UP"},…,"redis":{"status":"UP"}}}`.
/// It needs no credential and tells no more than up or down. Orchestrators probe the management
/// port instead, because a gateway is not to be restarted for what is behind it.
package io.trunkline.edge.health;
