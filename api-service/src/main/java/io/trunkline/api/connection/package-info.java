/// Connections: what a caller can ask of a session, and the projection of the worker's events.
///
///     Sessions        the life of a session, the same for all dialects
///     Linking         manager's steps, which tell more apart
///     SessionOrders   orders to a session's worker, and the wait for what comes of them
///     Connections     the rows, which events project; SessionPhase says where a session stands
package io.trunkline.api.connection;
