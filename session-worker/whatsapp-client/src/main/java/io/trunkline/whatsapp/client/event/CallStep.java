package io.trunkline.whatsapp.client.event;

/// How far a call came.
public enum CallStep {
  /// It rings.
  OFFERED,
  /// Taken on another device or by the other side.
  ACCEPTED,
  REJECTED,
  /// Ended, or missed where it was never accepted.
  TERMINATED
}
