package io.trunkline.whatsapp.client.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.session.Acks.Refusal;
import io.trunkline.whatsapp.client.store.StoredSecret;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyShare;
import io.trunkline.whatsapp.proto.e2e.HistorySyncNotification;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.signal.PreKeySignalMessage;
import io.trunkline.whatsapp.protocol.appstate.AppStateException;
import io.trunkline.whatsapp.protocol.appstate.KeyShare;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.Unwrapped;
import io.trunkline.whatsapp.protocol.message.content.Addition.Encrypted;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import io.trunkline.whatsapp.protocol.signal.Decrypted;
import io.trunkline.whatsapp.protocol.signal.GroupDecrypted;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeys;
import io.trunkline.whatsapp.protocol.signal.SignalCipher;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Incoming `message` stanzas: who, decrypt, what, then store and acknowledge. The caller hands
/// them over one at a time; the next may follow as soon as the returned future is done, which is
/// after the decryption and before the commit.
///
/// A message leaves the server when its delivery receipt arrives there, so that goes out only after
/// the ratchet and the event are durable ([Journal#decrypted]).
final class Receiving {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /// Kinds of `unavailable` that linked devices are not meant to see.
  private static final Set<String> MASKED =
      Set.of(
          "view_once",
          "view_once_unavailable_fanout",
          "hosted_unavailable_fanout",
          "bot_unavailable_fanout");

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final Ratchets ratchets;
  private final Additions additions;
  private final SenderKeys senderKeys;
  private final RetryRequests retryRequests;
  private final PhoneResends resends;
  private final AppStateSync appState;
  private final HistorySync history;
  private final Consumer<Node> socket;
  // One-time prekeys whose removal is not durable yet.
  private final Set<Integer> consuming = new HashSet<>(2);

  Receiving(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      Ratchets ratchets,
      Additions additions,
      SenderKeys senderKeys,
      RetryRequests retryRequests,
      PhoneResends resends,
      AppStateSync appState,
      HistorySync history,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.ratchets = ratchets;
    this.additions = additions;
    this.senderKeys = senderKeys;
    this.retryRequests = retryRequests;
    this.resends = resends;
    this.appState = appState;
    this.history = history;
    this.socket = socket;
  }

  CompletableFuture<Void> handle(Node stanza) {
    IncomingMessage message;
    try {
      message = IncomingMessage.read(stanza, addresses);
    } catch (StanzaException e) {
      SessionCore.log.warn("session {}: a message cannot be read: {}", core.label(), e.code());
      if (stanza.find("id").isPresent()) {
        refuse(stanza, Refusal.PARSING);
      }
      return DONE;
    }
    if (message.from().isNewsletter()) {
      post(message);
      return DONE;
    }
    List<Node> encrypted = message.encrypted();
    if (encrypted.isEmpty()) {
      withoutCiphertext(message);
      return DONE;
    }
    // The store first: what it knows already need not be learned again.
    return addresses
        .resolve(message.sender())
        .thenCompose(
            ignored -> {
              addresses.learn(stanza);
              return addresses.resolve(message.chat());
            })
        .thenCompose(ignored -> ratchets.load(List.of(message.sender())))
        .thenCompose(ignored -> senderKeyOf(message))
        .thenCompose(ignored -> keysFor(message))
        .thenCompose(keys -> decrypt(message, keys));
  }

  /// What a newsletter posts is not encrypted. Source: protocol dossier, 13.7.
  private void post(IncomingMessage message) {
    List<SessionEvent> events = new ArrayList<>(1);
    try {
      message
          .stanza()
          .child("plaintext")
          .map(Node::bytes)
          .ifPresent(
              bytes ->
                  Contents.read(PlainMessages.unwrap(PlainMessages.parse(bytes)))
                      .map(read -> received(message, message.chat(), read, bytes, Optional.empty()))
                      .ifPresent(events::add));
    } catch (MessageException e) {
      SessionCore.log.warn("session {}: a post cannot be read: {}", core.label(), e.code());
      refuse(message.stanza(), Refusal.PARSING);
      return;
    }
    journal.tell(() -> acknowledge(message.stanza()), events);
  }

  private void withoutCiphertext(IncomingMessage message) {
    Optional<Node> unavailable = message.stanza().child("unavailable");
    if (unavailable.isPresent()) {
      if (!MASKED.contains(unavailable.get().find("type").orElse(""))) {
        resends.missing(message);
      }
      journal.tell(
          () -> acknowledge(message.stanza()), List.of(undecryptable(message, "unavailable")));
    } else {
      refuse(message.stanza(), Refusal.UNRECOGNIZED_STANZA);
    }
  }

  /// What decrypting may need from the store, read before it begins.
  ///
  /// @param preKey the one-time prekey that a prekey message names, if it still exists
  /// @param knownIdentity the sender's identity from the store, read where no session has it
  /// @param secret of the message that this one adds to, where it is known
  /// @param isSecretRead whether the secret was looked for
  private record Keys(
      Optional<PreKey> preKey,
      Optional<PublicKey> knownIdentity,
      Optional<StoredSecret> secret,
      boolean isSecretRead) {
    static final Keys NONE = new Keys(Optional.empty(), Optional.empty());

    Keys(Optional<PreKey> preKey, Optional<PublicKey> knownIdentity) {
      this(preKey, knownIdentity, Optional.empty(), false);
    }

    Keys with(Optional<StoredSecret> found) {
      return new Keys(preKey, knownIdentity, found, true);
    }
  }

  private CompletableFuture<Void> senderKeyOf(IncomingMessage message) {
    return message.isShared() ? senderKeys.load(message.chat(), message.sender()) : DONE;
  }

  private CompletableFuture<Keys> keysFor(IncomingMessage message) {
    Optional<PreKeySignalMessage> parsed =
        message.encrypted().stream()
            .filter(enc -> enc.has("type", "pkmsg"))
            .findFirst()
            .flatMap(Receiving::parsePreKeyMessage);
    if (parsed.isEmpty()) {
      return CompletableFuture.completedFuture(Keys.NONE);
    }
    Ratchets.Entry entry = ratchets.entry(message.sender());
    CompletableFuture<Optional<PublicKey>> identity =
        entry.session().isPresent()
            ? CompletableFuture.completedFuture(Optional.empty())
            : core.read(core.store().identity(entry.address()));
    int id = parsed.get().getPreKeyId();
    CompletableFuture<Optional<PreKey>> preKey =
        !parsed.get().hasPreKeyId() || consuming.contains(id)
            ? CompletableFuture.completedFuture(Optional.empty())
            : core.read(core.store().preKey(id));
    return preKey.thenCombine(identity, Keys::new);
  }

  private static Optional<PreKeySignalMessage> parsePreKeyMessage(Node enc) {
    byte[] bytes = enc.bytes();
    if (bytes.length < 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(PreKeySignalMessage.parser().parseFrom(bytes, 1, bytes.length - 1));
    } catch (InvalidProtocolBufferException _) {
      return Optional.empty();
    }
  }

  /// How far a stanza's ciphertexts came.
  private static final class Outcome {
    final List<SessionEvent> events = new ArrayList<>(2);
    boolean isRatchetMoved;
    boolean isDuplicate;
    boolean hasPairwise;
    Optional<HistorySyncNotification> history = Optional.empty();
    Optional<Refusal> refusal = Optional.empty();
    Optional<SignalException.Code> failure = Optional.empty();
    boolean isSenderKeyMissing;
    // An addition whose target's secret has to be read first; nothing has moved.
    Optional<Encrypted> waiting = Optional.empty();
  }

  private CompletableFuture<Void> decrypt(IncomingMessage message, Keys keys) {
    var outcome = new Outcome();
    for (Node enc : message.encrypted()) {
      String type = enc.find("type").orElse("");
      switch (type) {
        case "pkmsg", "msg" -> {
          outcome.hasPairwise = true;
          decryptPairwise(message, enc, type.equals("pkmsg"), keys, outcome);
        }
        case "skmsg" -> decryptShared(message, enc, keys, outcome);
        default -> outcome.refusal = Optional.of(Refusal.UNRECOGNIZED_TYPE);
      }
      if (outcome.waiting.isPresent()) {
        return secretOf(outcome.waiting.get(), message)
            .thenCompose(found -> decrypt(message, keys.with(found)));
      }
    }
    conclude(message, outcome);
    return DONE;
  }

  private CompletableFuture<Optional<StoredSecret>> secretOf(
      Encrypted addition, IncomingMessage message) {
    Jid chat = addresses.canonical(message.chat());
    Jid sender = addresses.canonical(message.sender());
    return additions.secretOf(
        addition.target().asReceived(chat, sender, addresses::isOwn), message.chat());
  }

  private void decryptPairwise(
      IncomingMessage message, Node enc, boolean isPreKey, Keys keys, Outcome outcome) {
    Ratchets.Entry entry = ratchets.entry(message.sender());
    byte[] plaintext;
    try {
      Decrypted decrypted = isPreKey ? first(entry, enc, keys, message, outcome) : next(entry, enc);
      if (!keys.isSecretRead() && !outcome.isRatchetMoved) {
        outcome.waiting = Additions.in(decrypted.padded());
        if (outcome.waiting.isPresent()) {
          return;
        }
      }
      entry.session(decrypted.session());
      outcome.isRatchetMoved = true;
      decrypted.consumedPreKeyId().ifPresent(this::consume);
      plaintext = Padding.unpad(decrypted.padded());
    } catch (SignalException e) {
      if (e.code() == SignalException.Code.DUPLICATE) {
        outcome.isDuplicate = true;
      } else {
        outcome.failure = Optional.of(e.code());
      }
      return;
    }
    understand(message, plaintext, keys, outcome);
  }

  /// A message to a group. The pairwise one before it, if any, has told its key.
  private void decryptShared(IncomingMessage message, Node enc, Keys keys, Outcome outcome) {
    byte[] plaintext;
    try {
      GroupDecrypted decrypted = senderKeys.decrypt(message.chat(), message.sender(), enc.bytes());
      if (!keys.isSecretRead() && !outcome.isRatchetMoved) {
        outcome.waiting = Additions.in(decrypted.padded());
        if (outcome.waiting.isPresent()) {
          return;
        }
      }
      senderKeys.keep(message.chat(), message.sender(), decrypted.record());
      plaintext = Padding.unpad(decrypted.padded());
    } catch (SignalException e) {
      if (e.code() == SignalException.Code.DUPLICATE) {
        outcome.isDuplicate = true;
      } else {
        outcome.failure = outcome.failure.or(() -> Optional.of(e.code()));
        outcome.isSenderKeyMissing = true;
      }
      return;
    }
    outcome.isRatchetMoved = true;
    // What came with it did not have to be read.
    outcome.failure = Optional.empty();
    understand(message, plaintext, keys, outcome);
  }

  private Decrypted next(Ratchets.Entry entry, Node enc) {
    SignalSession session =
        entry
            .session()
            .orElseThrow(
                () -> new SignalException(SignalException.Code.NO_SESSION, "There is no session"));
    return SignalCipher.decryptMessage(
        session, core.credentials().ownIdentity(), enc.bytes(), core.randomness());
  }

  private Decrypted first(
      Ratchets.Entry entry, Node enc, Keys keys, IncomingMessage message, Outcome outcome) {
    Optional<PublicKey> claimed =
        parsePreKeyMessage(enc)
            .filter(parsed -> parsed.getIdentityKey().size() == PublicKey.SERIALIZED_SIZE_BYTES)
            .map(parsed -> PublicKey.ofSerialized(parsed.getIdentityKey().toByteArray()));
    Optional<PublicKey> known =
        entry.session().map(SignalSession::remoteIdentity).or(keys::knownIdentity);
    boolean isIdentityNew =
        claimed.isPresent() && known.isPresent() && !known.get().equals(claimed.get());
    // Nothing under the old identity is kept: whoever has it is not this user any more.
    Optional<SignalSession> old = isIdentityNew ? Optional.empty() : entry.session();
    Decrypted decrypted =
        SignalCipher.decryptPreKeyMessage(
            old, core.credentials().ownIdentity(), lookup(keys), enc.bytes(), core.randomness());
    if (known.isEmpty() || isIdentityNew) {
      ratchets.identity(entry.address(), decrypted.remoteIdentity());
    }
    if (isIdentityNew) {
      senderKeys.unmark(entry.address());
      outcome.events.add(new SessionEvent.IdentityChanged(addresses.known(message.sender())));
    }
    return decrypted;
  }

  private PreKeys lookup(Keys keys) {
    return new PreKeys() {
      @Override
      public Optional<PreKey> preKey(int id) {
        return keys.preKey().filter(key -> key.id() == id && !consuming.contains(id));
      }

      @Override
      public Optional<SignedPreKey> signedPreKey(int id) {
        SignedPreKey own = core.credentials().signedPreKey();
        return own.id() == id ? Optional.of(own) : Optional.empty();
      }
    };
  }

  private void consume(int preKeyId) {
    if (consuming.add(preKeyId)) {
      journal.change().consumePreKey(preKeyId);
      journal.whenDurable(() -> consuming.remove(preKeyId));
    }
  }

  private void understand(IncomingMessage message, byte[] plaintext, Keys keys, Outcome outcome) {
    try {
      understand(message, PlainMessages.parse(plaintext), plaintext, keys.secret(), outcome);
    } catch (MessageException _) {
      outcome.refusal = Optional.of(Refusal.INVALID_PROTOBUF);
    } catch (SignalException e) {
      // A sender key that cannot be read: the message under it will not be either.
      outcome.failure = Optional.of(e.code());
    }
  }

  private void learnSenderKey(IncomingMessage message, Message told) {
    if (message.isShared() && told.hasSenderKeyDistributionMessage()) {
      Plaintexts.senderKey(told, message.chat())
          .ifPresent(key -> senderKeys.learn(message.chat(), message.sender(), key));
    }
  }

  private void understand(
      IncomingMessage message,
      Message outer,
      byte[] plaintext,
      Optional<StoredSecret> secret,
      Outcome outcome) {
    if (outer.hasDeviceSentMessage() && !message.isFromMe()) {
      // Only own devices may speak for this account.
      return;
    }
    // A bare text, by far the most frequent, is neither searched for wrappers nor encoded again.
    boolean isBareText = outer.hasConversation() && !outer.hasDeviceSentMessage();
    Unwrapped unwrapped =
        isBareText
            ? new Unwrapped(outer, Optional.empty(), false, false, false)
            : PlainMessages.unwrap(outer);
    Message inner = unwrapped.message();
    learnSenderKey(message, outer);
    if (inner != outer) {
      learnSenderKey(message, inner);
    }
    byte[] raw = inner == outer ? plaintext : inner.toByteArray();
    if (message.isFromMe() && Plaintexts.isForDevices(inner)) {
      fromOwnPhone(message, inner, outcome);
      return;
    }
    Jid chat =
        unwrapped.sentTo().map(jid -> jid.withoutHosting().toUserJid()).orElse(message.chat());
    Contents.read(unwrapped)
        .ifPresent(read -> outcome.events.add(received(message, chat, read, raw, secret)));
  }

  private void fromOwnPhone(IncomingMessage message, Message inner, Outcome outcome) {
    if (!message.sender().isPrimary()) {
      return;
    }
    ProtocolMessage told = inner.getProtocolMessage();
    if (Plaintexts.isHistoryNotification(inner)) {
      outcome.history = Optional.of(told.getHistorySyncNotification());
      outcome.events.addAll(history.told(message, told.getHistorySyncNotification()));
    }
    if (told.hasAppStateSyncKeyShare()) {
      appState.shared(keyShare(told.getAppStateSyncKeyShare()));
    }
    outcome.events.addAll(resends.answered(told));
    Plaintexts.lidMappings(inner).forEach(mapping -> addresses.learn(mapping.pn(), mapping.lid()));
  }

  private SessionEvent received(
      IncomingMessage message,
      Jid chat,
      ReadMessage read,
      byte[] raw,
      Optional<StoredSecret> secret) {
    additions.keep(chat, message.id(), message.sender(), read);
    UserAddress where = addresses.known(chat);
    UserAddress sender = sender(message);
    return new SessionEvent.MessageReceived(
        message.id(),
        where,
        sender,
        message.isFromMe(),
        message.pushName(),
        message.timestamp(),
        message.isOffline(),
        additions.open(
            read.asReceived(where.canonical(), sender.canonical(), addresses::isOwn),
            secret,
            sender,
            chat),
        raw,
        message.from().isNewsletter()
            ? message.stanza().findNumber("server_id")
            : OptionalLong.empty());
  }

  private KeyShare keyShare(AppStateSyncKeyShare share) {
    try {
      return KeyShare.of(share);
    } catch (AppStateException e) {
      SessionCore.log.warn("session {}: a key share cannot be read: {}", core.label(), e.code());
      return new KeyShare(List.of(), Set.of());
    }
  }

  private UserAddress sender(IncomingMessage message) {
    return message.isFromMe() ? addresses.own() : addresses.known(message.sender());
  }

  private SessionEvent undecryptable(IncomingMessage message, String reason) {
    return new SessionEvent.Undecryptable(
        message.id(),
        addresses.known(message.chat()),
        sender(message),
        message.timestamp(),
        reason);
  }

  private void conclude(IncomingMessage message, Outcome outcome) {
    Runnable answer;
    if (outcome.failure.isPresent() || outcome.isSenderKeyMissing) {
      SignalException.Code code = outcome.failure.orElse(SignalException.Code.NO_SESSION);
      if (!message.isPeer()) {
        outcome.events.add(undecryptable(message, code.name().toLowerCase(Locale.ROOT)));
      }
      boolean keysNeeded = outcome.isSenderKeyMissing && !outcome.hasPairwise;
      int count = retryRequests.next(message);
      resends.missing(message);
      answer =
          () -> {
            retryRequests.request(message, count, code, keysNeeded);
            acknowledge(message.stanza());
          };
    } else if (outcome.refusal.isPresent() && outcome.events.isEmpty()) {
      Refusal refusal = outcome.refusal.get();
      answer = () -> refuse(message.stanza(), refusal);
    } else {
      answer = () -> delivered(message, outcome.history);
    }
    if (outcome.isRatchetMoved || (outcome.isDuplicate && !journal.isSettled())) {
      // A duplicate's first copy may not be durable yet: its receipt must not overtake that.
      journal.decrypted(answer, outcome.events);
    } else if (outcome.events.isEmpty()) {
      answer.run();
    } else {
      journal.tell(answer, outcome.events);
    }
  }

  private void delivered(IncomingMessage message, Optional<HistorySyncNotification> announced) {
    retryRequests.forget(message);
    resends.found(message);
    socket.accept(Acks.delivery(message, core.isShownAvailable()));
    announced.ifPresent(notification -> history.announced(message, notification));
  }

  private void acknowledge(Node stanza) {
    socket.accept(Acks.of(stanza, own()));
  }

  private void refuse(Node stanza, Refusal refusal) {
    socket.accept(Acks.refusing(stanza, own(), refusal));
  }

  private Optional<Jid> own() {
    return core.isLinked() ? Optional.of(core.account().pn()) : Optional.empty();
  }

  void clear() {
    consuming.clear();
  }

  /// For retry counts in attributes.
  static OptionalInt count(Node enc) {
    return enc.findNumber("count").isPresent()
        ? OptionalInt.of((int) enc.findNumber("count").getAsLong())
        : OptionalInt.empty();
  }
}
