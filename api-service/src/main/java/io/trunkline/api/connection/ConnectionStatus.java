package io.trunkline.api.connection;

/// How far a connection is linked, as manager names it. A lost socket does not change it.
public enum ConnectionStatus {
  PENDING_QR,
  CONNECTED,
  STALE
}
