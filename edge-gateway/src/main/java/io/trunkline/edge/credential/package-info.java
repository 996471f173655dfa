/// From the credentials of a request to the one [io.trunkline.contract.Caller] it acts for.
///
/// A credential that is present but wrong is refused and never falls back to the anonymous tenant.
/// What a credential stands for is known by api-service alone; here its answers are kept for some
/// seconds, under a hash of the credential.
package io.trunkline.edge.credential;
