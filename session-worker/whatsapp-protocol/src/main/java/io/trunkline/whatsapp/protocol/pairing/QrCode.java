package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/// What a device shows to be linked.
///
/// Text form: `https://wa.me/settings/linked_devices#` then, with commas between, the ref and in
/// standard base64 the Noise key, the identity key and the ADV secret, then the client type. Older
/// clients begin with the ref. The text is a secret: whoever scans it owns the link.
///
/// @param ref from the server, good for one scan and a limited time
/// @param noiseKey the device's Noise key
/// @param identityKey the device's identity key
/// @param advSecret 32 random bytes that only the phone that scans will know
/// @param clientType a number as listed for web clients (1 Chrome, 7 desktop), or a letter
public record QrCode(
    String ref, PublicKey noiseKey, PublicKey identityKey, byte[] advSecret, String clientType) {
  /// The client type of a desktop client.
  public static final String DESKTOP = "7";

  private static final String PREFIX = "https://wa.me/settings/linked_devices#";
  private static final int SECRET_BYTES = 32;
  private static final int PARTS_AFTER_REF = 4;

  public QrCode {
    Objects.requireNonNull(noiseKey, "noiseKey");
    Objects.requireNonNull(identityKey, "identityKey");
    if (ref.isEmpty() || clientType.isEmpty() || clientType.indexOf(',') >= 0) {
      throw new IllegalArgumentException("Expected a ref and a client type without comma");
    }
    if (advSecret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "Expected an ADV secret of 32 bytes but was " + advSecret.length);
    }
    advSecret = advSecret.clone();
  }

  @Override
  public byte[] advSecret() {
    return advSecret.clone();
  }

  /// The text form, with the address before it.
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        ",",
        PREFIX + ref,
        base64.encodeToString(noiseKey.bytes()),
        base64.encodeToString(identityKey.bytes()),
        base64.encodeToString(advSecret),
        clientType);
  }

  /// Reads both text forms.
  ///
  /// @throws QrCodeException for anything else
  public static QrCode parse(String text) {
    String bare = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    // From the end, because only the ref comes from elsewhere and might hold a comma.
    String[] parts = new String[PARTS_AFTER_REF];
    int end = bare.length();
    for (int i = parts.length - 1; i >= 0; i--) {
      int comma = bare.lastIndexOf(',', end - 1);
      if (comma < 0 || end == 0) {
        throw new QrCodeException("Expected five parts with commas between");
      }
      parts[i] = bare.substring(comma + 1, end);
      end = comma;
    }
    if (end == 0 || parts[PARTS_AFTER_REF - 1].isEmpty()) {
      throw new QrCodeException("Expected a ref and a client type");
    }
    return new QrCode(
        bare.substring(0, end),
        PublicKey.of(decode(parts[0])),
        PublicKey.of(decode(parts[1])),
        decode(parts[2]),
        parts[3]);
  }

  private static byte[] decode(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new QrCodeException("Expected base64");
    }
    if (bytes.length != SECRET_BYTES) {
      throw new QrCodeException("Expected a key of 32 bytes but was " + bytes.length);
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QrCode that
        && ref.equals(that.ref)
        && noiseKey.equals(that.noiseKey)
        && identityKey.equals(that.identityKey)
        && Arrays.equals(advSecret, that.advSecret)
        && clientType.equals(that.clientType);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ref, noiseKey, identityKey, clientType);
  }

  /// Without the secret, and without the ref, which alone lets nobody in but is worth nothing here.
  @Override
  public String toString() {
    return "QrCode[identityKey=" + identityKey + ", clientType=" + clientType + "]";
  }
}
