package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;

/// The participant hash: by which server and client notice that they disagree about a list of
/// devices.
public final class Phash {
  private static final int HASH_BYTES = 6;

  private Phash() {}

  /// Version 2: `2:` and 8 characters of base64. Each device as `user.agent:device@server`, sorted,
  /// joined without separator, SHA-256, the first 6 bytes.
  ///
  /// @param devices all devices that receive the message and the one that sends it, in any order
  public static String v2(Collection<Jid> devices) {
    String[] texts = devices.stream().map(Phash::text).toArray(String[]::new);
    Arrays.sort(texts);
    byte[] hash = Sha256.hash(String.join("", texts).getBytes(StandardCharsets.UTF_8));
    return "2:" + Base64.getEncoder().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
  }

  private static String text(Jid device) {
    return device.user()
        + "."
        + device.agent()
        + ":"
        + device.device()
        + "@"
        + device.server().text();
  }
}
