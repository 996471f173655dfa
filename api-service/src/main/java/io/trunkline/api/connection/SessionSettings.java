package io.trunkline.api.connection;

/// What is kept per session, as the dialect that created it wants it.
///
/// @param consent whether recipients are asked for their consent before anything is sent to them
/// @param reconnectLimit reconnects in a row that may fail before the session gives up; 0 = any
///     number
public record SessionSettings(boolean consent, int reconnectLimit) {
  /// Those of a dialect that says nothing else.
  public static final SessionSettings STANDARD = new SessionSettings(false, 0);

  public SessionSettings {
    if (reconnectLimit < 0) {
      throw new IllegalArgumentException("Expected 0 or more but was " + reconnectLimit);
    }
  }
}
