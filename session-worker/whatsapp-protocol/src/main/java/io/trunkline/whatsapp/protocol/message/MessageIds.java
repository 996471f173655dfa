package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// Makes ids of messages as web clients do: `3EB0` and 18 upper-case hex digits.
public final class MessageIds {
  private static final String PREFIX = "3EB0";
  private static final int ID_BYTES = 9;
  private static final int RANDOM_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private MessageIds() {}

  /// An id that depends on sender and time as well, so that a weak source of randomness alone does
  /// not repeat one.
  public static String fromRandom(Jid own, Instant now, Randomness randomness) {
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(now.getEpochSecond()).array();
    byte[] user = (own.user() + "@c.us").getBytes(StandardCharsets.US_ASCII);
    byte[] hash = Sha256.hash(time, user, randomness.bytes(RANDOM_BYTES));
    return PREFIX + HEX.formatHex(Arrays.copyOf(hash, ID_BYTES));
  }

  /// An id of 72 random bits.
  public static String fromRandom(Randomness randomness) {
    return PREFIX + HEX.formatHex(randomness.bytes(ID_BYTES));
  }
}
