package io.trunkline.whatsapp.protocol.noise;

import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.noise.HandshakeException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The running hash `h`, chaining key and cipher of a handshake (Noise specification, revision 34,
/// section 5.2). The order of calls is the pattern; the two roles hold it.
final class NoiseState {
  static final String XX = "Noise_XX_25519_AESGCM_SHA256";

  /// The pattern by which a server turns a client that tried to resume back to XX.
  static final String XX_FALLBACK = "Noise_XXfallback_25519_AESGCM_SHA256";

  private static final byte[] EMPTY = {};

  private byte[] hash;
  private byte[] chainingKey;
  private AesGcm cipher;
  private int counter;

  NoiseState(String pattern, byte[] prologue) {
    byte[] name = pattern.getBytes(StandardCharsets.US_ASCII);
    hash =
        name.length <= Sha256.SIZE_BYTES
            ? Arrays.copyOf(name, Sha256.SIZE_BYTES)
            : Sha256.hash(name);
    chainingKey = hash;
    mixHash(prologue);
  }

  void mixHash(byte[] data) {
    hash = Sha256.hash(hash, data);
  }

  void mixHash(PublicKey key) {
    mixHash(key.bytes());
  }

  void mixAgreement(PrivateKey own, PublicKey theirs) {
    byte[] shared;
    try {
      shared = Curve25519.agree(own, theirs);
    } catch (CryptoException e) {
      throw new HandshakeException(Code.BAD_KEY, e.getMessage());
    }
    byte[] keys = Hkdf.derive(shared, chainingKey, EMPTY, 64);
    chainingKey = Arrays.copyOf(keys, 32);
    cipher = AesGcm.of(Arrays.copyOfRange(keys, 32, 64));
    counter = 0;
  }

  byte[] encrypt(byte[] plaintext) {
    byte[] ciphertext = cipher.seal(nextNonce(), hash, plaintext);
    mixHash(ciphertext);
    return ciphertext;
  }

  byte[] decrypt(byte[] ciphertext) {
    byte[] plaintext;
    try {
      plaintext = cipher.open(nextNonce(), hash, ciphertext);
    } catch (CryptoException e) {
      throw new HandshakeException(Code.DECRYPTION_FAILED, "Handshake: " + e.getMessage());
    }
    mixHash(ciphertext);
    return plaintext;
  }

  /// The keys of both directions: client to server, then server to client.
  Keys split() {
    byte[] keys = Hkdf.derive(EMPTY, chainingKey, EMPTY, 64);
    return new Keys(Arrays.copyOf(keys, 32), Arrays.copyOfRange(keys, 32, 64));
  }

  private byte[] nextNonce() {
    return ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(8, counter++).array();
  }

  /// What a handshake ends in; not a record, so that no log shows it.
  static final class Keys {
    private final byte[] toServer;
    private final byte[] toClient;

    private Keys(byte[] toServer, byte[] toClient) {
      this.toServer = toServer;
      this.toClient = toClient;
    }

    NoiseTransport client() {
      return new NoiseTransport(toServer, toClient);
    }

    NoiseTransport server() {
      return new NoiseTransport(toClient, toServer);
    }
  }
}
