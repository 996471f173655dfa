package io.trunkline.whatsapp.protocol.noise;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.HexFormat;
import java.util.Objects;

/// Whose signature makes a server's certificate chain believable.
///
/// @param key the root's public key
/// @param serial the number by which intermediate certificates name this root
public record RootOfTrust(PublicKey key, int serial) {
  /// WhatsApp's own root, as its web client ships it.
  public static final RootOfTrust WHATSAPP =
      of("142375574d0a587166aae71ebe516437c4a28b73e3695c6ce1f7f9545da8ee6b", 0);

  public RootOfTrust {
    Objects.requireNonNull(key, "key");
  }

  /// A root whose key is given as 64 hex digits.
  ///
  /// @throws IllegalArgumentException for anything that is not 64 hex digits
  public static RootOfTrust of(String hexKey, int serial) {
    byte[] key = HexFormat.of().parseHex(hexKey);
    if (key.length != PublicKey.SIZE_BYTES) {
      throw new IllegalArgumentException("Expected a root key of 32 bytes but was " + key.length);
    }
    return new RootOfTrust(PublicKey.of(key), serial);
  }
}
