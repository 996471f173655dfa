package io.trunkline.api.connection;

/// Where a session stands: the rows of the table of states in `contracts/README.md`, from which
/// each dialect takes its own words.
public enum SessionPhase {
  /// Nobody has started it since it was created or its link was erased.
  CREATED,
  /// A socket is being opened, and none was lost before.
  OPENING,
  SHOWING_QR,
  /// A phone has scanned.
  PAIRING,
  CONNECTED,
  /// The connection was lost and the next attempt is waited for.
  LOST,
  /// The connection was lost and an attempt is under way.
  RETRYING,
  /// The session does not try any more by itself: its attempts are used up, or WhatsApp or the
  /// operator must act first.
  EXHAUSTED,
  /// All QR codes were shown and none was scanned.
  QR_ROUND_OVER,
  /// Stopped by a call; credentials are kept where it had any.
  STOPPED,
  /// Unlinked, by a call or on the phone: only a new link helps.
  LOGGED_OUT
}
