package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.AesCtr;
import io.trunkline.whatsapp.protocol.crypto.Pbkdf2;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// The eight characters that a device shows and that are typed on the phone.
///
/// 40 bits, five to a character, most significant first, in an alphabet without `0`, `I`, `O` and
/// `U`. Whoever knows it while it lasts can link the device, so `toString` does not show it.
///
/// ```
/// wrapped key  salt (32) | iv (16) | AES-256-CTR(PBKDF2(code, salt, 131072), iv, public key) (32)
/// ```
public final class PairingCode {

  static final int WRAPPED_KEY_BYTES = 80;

  private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTVWXYZ";
  private static final int CHARACTERS = 8;
  private static final int BITS = 5;
  private static final int BYTES = CHARACTERS * BITS / Byte.SIZE;
  private static final int SALT_BYTES = 32;
  private static final int IV_BYTES = 16;
  private static final int ITERATIONS = 131_072;

  private final String text;

  private PairingCode(String text) {
    this.text = text;
  }

  /// Draws a code.
  public static PairingCode generate(Randomness randomness) {
    return of(randomness.bytes(BYTES));
  }

  static PairingCode of(byte[] bytes) {
    long bits = 0;
    for (int i = 0; i < BYTES; i++) {
      bits = (bits << Byte.SIZE) | (bytes[i] & 0xff);
    }
    var text = new StringBuilder(CHARACTERS);
    for (int i = CHARACTERS - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt((int) (bits >>> (i * BITS)) & 31));
    }
    return new PairingCode(text.toString());
  }

  /// Reads a code as it is typed, or one of the caller's own choice: with or without the dash, in
  /// capitals or not.
  ///
  /// @throws PairingException (`BAD_CODE`)
  public static PairingCode parse(String typed) {
    var text = new StringBuilder(CHARACTERS + 1);
    typed.chars().limit(CHARACTERS + 2).forEach(c -> text.append((char) Character.toUpperCase(c)));
    if (text.length() == CHARACTERS + 1 && text.charAt(CHARACTERS / 2) == '-') {
      text.deleteCharAt(CHARACTERS / 2);
    }
    if (text.length() != CHARACTERS || text.chars().anyMatch(c -> ALPHABET.indexOf(c) < 0)) {
      throw new PairingException(
          PairingException.Code.BAD_CODE, "Expected 8 characters out of " + ALPHABET);
    }
    return new PairingCode(text.toString());
  }

  /// The characters alone.
  public String text() {
    return text;
  }

  /// As it is shown, with a dash in the middle.
  public String shown() {
    return text.substring(0, CHARACTERS / 2) + "-" + text.substring(CHARACTERS / 2);
  }

  /// Encrypts a public key so that only who knows the code can read it, and so that nobody sees
  /// whether a code is the right one. Draws the salt, then the iv. Slow.
  byte[] wrap(PublicKey key, Randomness randomness) {
    byte[] salt = randomness.bytes(SALT_BYTES);
    byte[] iv = randomness.bytes(IV_BYTES);
    byte[] wrapped = Arrays.copyOf(salt, WRAPPED_KEY_BYTES);
    System.arraycopy(iv, 0, wrapped, SALT_BYTES, IV_BYTES);
    byte[] ciphertext = AesCtr.apply(key(salt), iv, key.bytes());
    System.arraycopy(ciphertext, 0, wrapped, SALT_BYTES + IV_BYTES, ciphertext.length);
    return wrapped;
  }

  /// The key that was wrapped with this code; with another code some other 32 bytes. Slow.
  ///
  /// @param wrapped 80 bytes
  PublicKey unwrap(byte[] wrapped) {
    byte[] salt = Arrays.copyOf(wrapped, SALT_BYTES);
    byte[] iv = Arrays.copyOfRange(wrapped, SALT_BYTES, SALT_BYTES + IV_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(wrapped, SALT_BYTES + IV_BYTES, WRAPPED_KEY_BYTES);
    return PublicKey.of(AesCtr.apply(key(salt), iv, ciphertext));
  }

  private byte[] key(byte[] salt) {
    return Pbkdf2.derive(text, salt, ITERATIONS, 32);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PairingCode that && MessageDigest.isEqual(ascii(), that.ascii());
  }

  private byte[] ascii() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "PairingCode[…]";
  }
}
