package io.trunkline.whatsapp.protocol.secret;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import io.trunkline.whatsapp.protocol.message.content.SecretPlaintexts;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Encrypts what belongs to another message under that message's secret, and decrypts it.
public final class SecretAdditions {
  private SecretAdditions() {}

  /// Encrypts an addition.
  ///
  /// @param context of a comment's content; no other has one
  /// @param secret of the target
  /// @param originalSender who sent the target
  /// @param sender who adds to it
  /// @param iv 12 bytes; never the same for two additions of one sender to one target, as
  ///     [MessageSecret#iv] gives it
  /// @throws IllegalArgumentException for an addition that does not travel encrypted
  public static Encrypted seal(
      Addition addition,
      MessageContext context,
      MessageSecret secret,
      Jid originalSender,
      Jid sender,
      byte[] iv) {
    byte[] plaintext = SecretPlaintexts.of(addition, context);
    Purpose purpose = SecretPlaintexts.purpose(addition);
    var names = new SecretContext(addition.target().id(), originalSender, sender);
    return new Encrypted(
        purpose,
        addition.target(),
        ByteString.copyFrom(secret.seal(SecretUseCase.of(purpose), names, iv, plaintext)),
        ByteString.copyFrom(iv),
        addition instanceof Addition.PollVote vote ? vote.at() : Optional.empty());
  }

  /// Decrypts an addition, trying every pair of senders, since nothing tells whether they were
  /// written as phone numbers or LIDs.
  ///
  /// @param secret of the target
  /// @param originalSenders who may have sent the target, in all forms, the likeliest first
  /// @param senders who may have sent the addition, in all forms, the likeliest first
  /// @throws SecretException BAD_TAG when no pair fits, MALFORMED
  public static ReadMessage open(
      Encrypted encrypted,
      MessageSecret secret,
      Collection<Jid> originalSenders,
      Collection<Jid> senders) {
    Set<SecretContext> contexts = new LinkedHashSet<>();
    for (Jid original : originalSenders) {
      for (Jid sender : senders) {
        contexts.add(new SecretContext(encrypted.target().id(), original, sender));
      }
    }
    for (SecretContext context : contexts) {
      Optional<byte[]> plaintext = tryOpen(encrypted, secret, context);
      if (plaintext.isPresent()) {
        return read(encrypted, plaintext.get());
      }
    }
    throw new SecretException(
        Code.BAD_TAG, "No pair of senders fits, of " + contexts.size() + " that were tried");
  }

  private static Optional<byte[]> tryOpen(
      Encrypted encrypted, MessageSecret secret, SecretContext context) {
    try {
      return Optional.of(
          secret.open(
              SecretUseCase.of(encrypted.purpose()),
              context,
              encrypted.iv().toByteArray(),
              encrypted.payload().toByteArray()));
    } catch (SecretException e) {
      if (e.code() != Code.BAD_TAG) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static ReadMessage read(Encrypted encrypted, byte[] plaintext) {
    try {
      return SecretPlaintexts.read(encrypted, plaintext);
    } catch (MessageException e) {
      throw new SecretException(
          Code.MALFORMED, "Authentic, but not the protobuf of " + encrypted.purpose());
    }
  }
}
