package io.trunkline.whatsapp.protocol.payload;

/// What a login may choose.
///
/// @param passive the server withholds presence and queued stanzas until the client sends `active`
/// @param lidMigrated this client stores and addresses by LID
/// @param connectAttempt attempts since the last successful login, 0 for the first
public record LoginOptions(boolean passive, boolean lidMigrated, int connectAttempt) {
  /// Passive, by LID, first attempt.
  public static final LoginOptions DEFAULT = new LoginOptions(true, true, 0);

  public LoginOptions {
    if (connectAttempt < 0) {
      throw new IllegalArgumentException("Expected an attempt from 0 but was " + connectAttempt);
    }
  }
}
