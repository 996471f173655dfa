package io.trunkline.whatsapp.protocol.secret;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The secret that a message brings along for whatever is added to it later: 32 random bytes.
///
/// `toString` shows nothing, and the bytes leave only by [#bytes()].
public final class MessageSecret {
  private static final byte[] NONE = {};
  private static final int KEY_BYTES = 32;

  private final byte[] secret;

  private MessageSecret(byte[] secret) {
    this.secret = secret;
  }

  /// Takes a copy of 32 bytes.
  public static MessageSecret of(byte[] bytes) {
    if (bytes.length != PlainMessages.SECRET_BYTES) {
      throw new IllegalArgumentException(
          "Expected a message secret of 32 bytes but was " + bytes.length);
    }
    return new MessageSecret(bytes.clone());
  }

  /// The secret of an unwrapped message; empty when it has none of 32 bytes.
  public static Optional<MessageSecret> in(Message message) {
    byte[] bytes = message.getMessageContextInfo().getMessageSecret().toByteArray();
    return bytes.length == PlainMessages.SECRET_BYTES
        ? Optional.of(new MessageSecret(bytes))
        : Optional.empty();
  }

  /// A copy. The caller answers for where it goes.
  public byte[] bytes() {
    return secret.clone();
  }

  /// Encrypts an add-on.
  ///
  /// @param iv 12 random bytes
  /// @return the ciphertext and its tag of 16 bytes
  public byte[] seal(SecretUseCase useCase, SecretContext context, byte[] iv, byte[] plaintext) {
    return aes(useCase, context).seal(iv, additionalData(useCase, context), plaintext);
  }

  /// Decrypts an add-on.
  ///
  /// @throws SecretException BAD_TAG, MALFORMED
  public byte[] open(SecretUseCase useCase, SecretContext context, byte[] iv, byte[] payload) {
    if (iv.length != AesGcm.NONCE_BYTES) {
      throw new SecretException(
          Code.MALFORMED, "Expected a vector of 12 bytes but was " + iv.length);
    }
    try {
      return aes(useCase, context).open(iv, additionalData(useCase, context), payload);
    } catch (CryptoException e) {
      throw new SecretException(Code.BAD_TAG, e.getMessage());
    }
  }

  private AesGcm aes(SecretUseCase useCase, SecretContext context) {
    byte[] base =
        useCase == SecretUseCase.BOT_MESSAGE
            ? Hkdf.derive(secret, "Bot Message", KEY_BYTES)
            : secret;
    return AesGcm.of(
        key(
            base,
            context.originalId(),
            context.originalSender(),
            context.modificationSender(),
            useCase.info()));
  }

  /// The vector for the one addition that a message carries: a function of that message alone, so
  /// that each attempt to send it gives the same bytes, and of no other message.
  ///
  /// @param messageId of the message that carries the addition and has this secret
  /// @return 12 bytes
  public byte[] iv(String messageId) {
    byte[] info = ("Addition IV" + messageId).getBytes(StandardCharsets.UTF_8);
    return Hkdf.derive(secret, NONE, info, AesGcm.NONCE_BYTES);
  }

  /// The key that a report of this message is authenticated with.
  byte[] reportKey(String messageId, Jid sender, Jid remote) {
    return key(secret, messageId, sender.toUserJid(), remote.toUserJid(), "Report Token");
  }

  private static byte[] key(byte[] base, String id, Jid first, Jid second, String useCase) {
    byte[] info = (id + first + second + useCase).getBytes(StandardCharsets.UTF_8);
    return Hkdf.derive(base, NONE, info, KEY_BYTES);
  }

  private static byte[] additionalData(SecretUseCase useCase, SecretContext context) {
    return useCase.isBound()
        ? (context.originalId() + '\0' + context.modificationSender())
            .getBytes(StandardCharsets.UTF_8)
        : NONE;
  }

  @Override
  public String toString() {
    return "MessageSecret[…]";
  }
}
