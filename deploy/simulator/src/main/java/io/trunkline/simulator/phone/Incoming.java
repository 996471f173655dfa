package io.trunkline.simulator.phone;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.whatsapp.proto.e2e.DeviceSentMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.pairing.Adv;
import io.trunkline.whatsapp.protocol.pairing.AdvException;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a phone takes messages: decrypts and shows each once, confirms it, or asks for it again.
/// Guarded by the phone's lock; every change is in the transaction of its caller.
final class Incoming {
  private static final Logger log = LoggerFactory.getLogger(Incoming.class);
  private static final int MAX_RETRIES = 5;
  private static final int ADV_FAILURE = 12;

  private final Account account;
  private final Phone.Surroundings world;
  private final SignalParty signal;
  private final GroupParty groups;
  private final Companions companions;
  private final Inbox inbox;
  private final Function<String, Optional<Message>> messages;
  private final Map<String, Integer> attempts = new HashMap<>();

  /// @param messages finds what the phone sent or shows, by its id
  Incoming(
      Account account,
      Phone.Surroundings world,
      SignalParty signal,
      GroupParty groups,
      Companions companions,
      Inbox inbox,
      Function<String, Optional<Message>> messages) {
    this.account = account;
    this.world = world;
    this.signal = signal;
    this.groups = groups;
    this.companions = companions;
    this.inbox = inbox;
    this.messages = messages;
  }

  void take(Node message, Transaction transaction) {
    Jid from = message.jid("from");
    String id = message.attr("id");
    Jid author = message.findJid("participant").orElse(from);
    Optional<Account> writer = world.accounts().account(author);
    if (writer.isEmpty()) {
      device().queue().acknowledge("message", id, transaction);
      return;
    }
    SignalAddress address = writer.get().lid().withDevice(author.device()).signalAddress();
    for (Node enc : message.children("enc")) {
      try {
        if (enc.has("type", "skmsg")) {
          show(message, writer.get(), groups.decrypt(from, address, enc, transaction), transaction);
          attempts.remove(id);
          continue;
        }
        SignalParty.Opened opened = signal.decrypt(address, enc, transaction);
        if (opened.begun() && enc.has("type", "pkmsg") && !author.isPrimary()) {
          requireVouchedFor(message, writer.get(), opened.session().remoteIdentity());
        }
        show(message, writer.get(), opened.plaintext(), transaction);
        attempts.remove(id);
      } catch (SignalException e) {
        if (e.code() != SignalException.Code.DUPLICATE) {
          askAgain(message, e.code().retryError().orElse(0), transaction);
          return;
        }
      } catch (AdvException e) {
        signal.forget(address, transaction);
        askAgain(message, ADV_FAILURE, transaction);
        return;
      } catch (InvalidProtocolBufferException e) {
        log.warn("A phone got a plaintext that is no WhatsApp message");
        device().queue().acknowledge("message", id, transaction);
        return;
      }
    }
    confirm(message, writer.get(), transaction);
  }

  /// A linked device that begins a session must prove that its account vouches for it.
  private static void requireVouchedFor(Node message, Account writer, PublicKey identity) {
    byte[] proof = message.child("device-identity").map(Node::bytes).orElse(new byte[0]);
    Adv.verifyPeer(proof, identity, Optional.of(writer.phone().keys().identity()));
  }

  private void show(Node message, Account writer, byte[] plaintext, Transaction transaction)
      throws InvalidProtocolBufferException {
    Message content = Message.parseFrom(plaintext);
    Jid from = message.jid("from");
    Jid chat = from.isShared() ? from : account.pn();
    if (writer == account && content.hasDeviceSentMessage()) {
      DeviceSentMessage copy = content.getDeviceSentMessage();
      Jid destination = Jid.parse(copy.getDestinationJID());
      chat = world.accounts().account(destination).map(Account::pn).orElse(chat);
      content = copy.getMessage();
    }
    if (message.has("category", "peer") && writer == account) {
      Device device = account.device(message.jid("from").device()).orElseThrow();
      companions.take(device, message.attr("id"), content, transaction);
      return;
    }
    Jid author = message.findJid("participant").orElse(from);
    if (from.isShared() && content.hasSenderKeyDistributionMessage()) {
      SignalAddress address = writer.lid().withDevice(author.device()).signalAddress();
      groups.learn(from, address, content, transaction);
      content = content.toBuilder().clearSenderKeyDistributionMessage().build();
    }
    if (message.has("category", "peer") || !MessageKinds.isShown(content)) {
      return;
    }
    byte[] raw = content.toByteArray();
    long hash = Ledger.key(raw);
    String id = message.attr("id");
    switch (inbox.judge(writer.pn().toString(), id, hash)) {
      case SHOWN -> {
        InboxMessage shown =
            MessageKinds.describe(
                inbox.nextCursor(),
                id,
                writer,
                chat,
                Jid.device(writer.number(), author.device(), JidServer.USER),
                message.findNumber("t").orElse(now()),
                content,
                authors(chat),
                messages,
                world.media());
        transaction.put(
            "inbox/%s/%d".formatted(account.number(), shown.cursor()), Json.write(shown));
        transaction.afterwards(() -> inbox.add(shown, hash));
      }
      case REPEATED -> {
        // A phone shows a message once.
      }
      case DIFFERENT -> world.stats().duplicateIds.increment();
    }
  }

  /// Who may have written a message of the chat, by all names.
  private List<Jid> authors(Jid chat) {
    return Stream.concat(world.accounts().account(chat).stream(), Stream.of(account))
        .flatMap(user -> Stream.of(user.lid(), user.pn()))
        .toList();
  }

  private void confirm(Node message, Account writer, Transaction transaction) {
    Node.Builder receipt =
        Node.of("receipt")
            .with("id", message.attr("id"))
            .with("to", message.jid("from"))
            .withIfPresent("participant", message.findJid("participant"));
    if (writer == account) {
      receipt.with("type", message.has("category", "peer") ? "peer_msg" : "sender");
      receipt.withIfPresent("recipient", message.findJid("recipient"));
    }
    world.server().receipt(device(), receipt.build(), transaction);
  }

  private void askAgain(Node message, int error, Transaction transaction) {
    String id = message.attr("id");
    int count = attempts.merge(id, 1, Integer::sum);
    if (count == 1) {
      world.stats().undecryptable.increment();
    }
    if (count > MAX_RETRIES) {
      device().queue().acknowledge("message", id, transaction);
      return;
    }
    Node.Builder receipt =
        Node.of("receipt")
            .with("id", id)
            .with("to", message.jid("from"))
            .with("type", "retry")
            .withIfPresent("participant", message.findJid("participant"))
            .withIfPresent("recipient", message.findJid("recipient"))
            .child(
                Node.of("retry")
                    .with("count", count)
                    .with("id", id)
                    .with("t", message.find("t").orElse("0"))
                    .with("v", "1")
                    .with("error", error)
                    .build())
            .child(
                Node.of("registration")
                    .bytes(ByteBuffer.allocate(4).putInt(signal.own().registrationId()).array())
                    .build());
    if (count > 1) {
      receipt.child(RetryKeys.fresh(signal, transaction));
    }
    world.server().receipt(device(), receipt.build(), transaction);
  }

  private Device device() {
    return account.phone();
  }

  private long now() {
    return world.clock().instant().getEpochSecond();
  }
}
