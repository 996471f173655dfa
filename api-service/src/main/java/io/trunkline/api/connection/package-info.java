/// Connections: what a caller can ask of a session, and the projection of the worker's events.
package io.trunkline.api.connection;
