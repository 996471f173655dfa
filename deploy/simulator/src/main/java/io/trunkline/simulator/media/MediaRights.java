package io.trunkline.simulator.media;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/// The right to upload: what `media_conn` gives a device and the media host asks for. Nothing is
/// kept: `auth` is base64url of `<device>|<end, unix seconds>|<MAC>`.
public final class MediaRights {
  /// How long a right lasts.
  public static final Duration LIFETIME = Duration.ofHours(1);

  private final byte[] key;
  private final Accounts accounts;
  private final Clock clock;

  /// @param key secret, 32 bytes
  public MediaRights(byte[] key, Accounts accounts, Clock clock) {
    this.key = key.clone();
    this.accounts = accounts;
    this.clock = clock;
  }

  public String give(Device device) {
    String claim = device.name() + "|" + clock.instant().plus(LIFETIME).getEpochSecond();
    return encode(claim + "|" + mac(claim));
  }

  /// Whose right it is; empty when it is none, or over, or the device's link is.
  public Optional<Device> check(String auth) {
    String[] parts;
    try {
      parts =
          new String(Base64.getUrlDecoder().decode(auth), StandardCharsets.US_ASCII)
              .split("\\|", -1);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (parts.length != 3 || !isEqual(mac(parts[0] + "|" + parts[1]), parts[2])) {
      return Optional.empty();
    }
    if (Long.parseLong(parts[1]) <= clock.instant().getEpochSecond()) {
      return Optional.empty();
    }
    try {
      return accounts.device(Jid.parse(parts[0]));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  private String mac(String claim) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            HmacSha256.mac(key, ("media|" + claim).getBytes(StandardCharsets.US_ASCII)));
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
