/// The way of a request through the gateway, and the listeners it comes in by.
///
///     FrontDoor   request id, security headers, CORS
///       PathTable   which dialect, which service; 404, 405, 501
///       BodyLimit   413
///       Callers     401, 403
///       RateLimiter 429
///     Routes      to api-service or webhook-service, with X-Trunkline-Identity
///
/// Whatever goes wrong is answered by ErrorReplies in the words of the dialect.
package io.trunkline.edge.gateway;
