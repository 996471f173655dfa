package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The tokens that tell the server that two users know each other. A message to one user carries a
/// `tctoken`, which that user has given out, or else a `cstoken`.
public final class ContactTokens {
  private static final long BUCKET_SECONDS = Duration.ofDays(7).toSeconds();
  private static final int VALID_BUCKETS = 4;

  private ContactTokens() {}

  /// The `cstoken` for a message to a user: an HMAC of the user's LID, 32 bytes.
  ///
  /// @param nctSalt the account's salt, from history sync or app state
  /// @param lid the recipient
  public static byte[] cstoken(byte[] nctSalt, Jid lid) {
    if (!lid.isLid()) {
      throw new IllegalArgumentException("Expected a LID but was a JID at " + lid.server());
    }
    return HmacSha256.mac(nctSalt, lid.toUserJid().toString().getBytes(StandardCharsets.US_ASCII));
  }

  /// The week that an instant is in, counted since 1970. An own `tctoken` is given to a user again
  /// with the first message in a new week.
  public static long bucket(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), BUCKET_SECONDS);
  }

  /// Whether a `tctoken` that was given out at an instant can still be used: in its week and the
  /// three after it.
  public static boolean isTctokenValid(Instant issuedAt, Instant now) {
    return bucket(issuedAt) > bucket(now) - VALID_BUCKETS;
  }
}
