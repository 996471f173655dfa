package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.store.StoredSecret;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.MessageKey;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import io.trunkline.whatsapp.protocol.secret.MessageSecret;
import io.trunkline.whatsapp.protocol.secret.SecretAdditions;
import io.trunkline.whatsapp.protocol.secret.SecretException;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What is encrypted under the secret of another message: keeps the secrets of messages, decrypts
/// what belongs to them, encrypts what this account adds. Source: protocol dossier, 14.4.
///
/// The secrets of own polls and events are kept as they are sent; that of any other own message is
/// found where the message is, for 14 days.
final class Additions {
  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;

  Additions(SessionCore core, Journal journal, Addresses addresses) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
  }

  /// The encrypted addition in a plaintext, as its sender names its target; empty for whatever else
  /// there is.
  static Optional<Encrypted> in(byte[] padded) {
    try {
      var message = PlainMessages.parse(Padding.unpad(padded));
      return message.hasConversation()
          ? Optional.empty()
          : Contents.read(PlainMessages.unwrap(message))
              .map(ReadMessage::content)
              .filter(Encrypted.class::isInstance)
              .map(Encrypted.class::cast);
    } catch (SignalException | MessageException _) {
      return Optional.empty();
    }
  }

  /// Keeps a received message's secret.
  ///
  /// @param sender as the message was addressed
  void keep(Jid chat, String whatsappId, Jid sender, ReadMessage read) {
    read.messageSecret()
        .ifPresent(
            secret -> keep(chat, whatsappId, sender, MessageSecret.of(secret.toByteArray())));
  }

  private void keep(Jid chat, String whatsappId, Jid sender, MessageSecret secret) {
    journal.change().secret(new StoredSecret(chat, whatsappId, sender, secret, core.now()));
  }

  /// Keeps the secret of a message to be sent, where answers to it need it.
  void keep(OutgoingMessage message) {
    if (message.content() instanceof Content.Poll || message.content() instanceof Content.Event) {
      keep(
          message.to(),
          message.whatsappId(),
          own(message.to()),
          MessageSecret.of(message.messageSecret()));
    }
  }

  /// The secret of a message, if it is known.
  ///
  /// @param target in this account's view
  CompletableFuture<Optional<StoredSecret>> secretOf(MessageKey target, Jid chat) {
    List<Jid> chats = names(addresses.known(chat));
    List<Jid> senders = authors(target, chat);
    return core.read(core.store().messageSecret(target.id(), chats, senders))
        .thenCompose(
            found ->
                found.isPresent() || !target.fromMe()
                    ? CompletableFuture.completedFuture(found)
                    : sent(target.id()));
  }

  private CompletableFuture<Optional<StoredSecret>> sent(String whatsappId) {
    return core.read(core.ports().sentMessages().find(whatsappId))
        .thenApply(
            found ->
                found.map(
                    message ->
                        new StoredSecret(
                            message.to(),
                            whatsappId,
                            own(message.to()),
                            MessageSecret.of(message.messageSecret()),
                            message.acceptedAt())));
  }

  /// Decrypts what was received; it stays encrypted where that does not succeed.
  ///
  /// @param read in this account's view
  ReadMessage open(ReadMessage read, Optional<StoredSecret> secret, UserAddress sender, Jid chat) {
    if (secret.isEmpty() || !(read.content() instanceof Encrypted encrypted)) {
      return read;
    }
    var originals = new ArrayList<Jid>();
    originals.add(secret.get().sender());
    originals.addAll(authors(encrypted.target(), chat));
    try {
      return SecretAdditions.open(encrypted, secret.get().secret(), originals, names(sender));
    } catch (SecretException e) {
      SessionCore.log.info(
          "session {}: an addition cannot be decrypted: {}", core.label(), e.code());
      return read;
    }
  }

  /// What is sent for a message: votes and responses encrypted, all else as it is. Each attempt
  /// gives the same.
  ///
  /// @return fails with INVALID where the target's secret is not known
  CompletableFuture<OutgoingMessage> seal(OutgoingMessage message) {
    return switch (message.content()) {
      case Addition.PollVote vote -> seal(message, vote);
      case Addition.EventResponse response -> seal(message, response);
      default -> CompletableFuture.completedFuture(message);
    };
  }

  private CompletableFuture<OutgoingMessage> seal(OutgoingMessage message, Addition addition) {
    return addresses
        .resolve(message.to())
        .thenCompose(ignored -> secretOf(addition.target(), message.to()))
        .thenApply(
            found -> {
              StoredSecret secret =
                  found.orElseThrow(
                      () ->
                          new SendFailure(
                              SendFailure.Code.INVALID, "The target's secret is not known"));
              MessageSecret own = MessageSecret.of(message.messageSecret());
              return message.withContent(
                  SecretAdditions.seal(
                      addition,
                      message.context(),
                      secret.secret(),
                      secret.sender(),
                      // Both senders in one form: that of the original.
                      own(secret.sender()),
                      own.iv(message.whatsappId())));
            });
  }

  /// This account in the form in which somebody else is named.
  private Jid own(Jid other) {
    UserAddress own = addresses.own();
    return (other.isPn() ? own.pn() : own.lid()).orElse(own.canonical()).toUserJid();
  }

  /// Who may have written a message.
  private List<Jid> authors(MessageKey target, Jid chat) {
    if (target.fromMe()) {
      return names(addresses.own());
    }
    return names(addresses.known(target.participant().orElse(chat)));
  }

  private static List<Jid> names(UserAddress address) {
    var names = new ArrayList<Jid>(2);
    address.lid().ifPresent(names::add);
    address.pn().ifPresent(names::add);
    address.other().ifPresent(names::add);
    return names;
  }
}
