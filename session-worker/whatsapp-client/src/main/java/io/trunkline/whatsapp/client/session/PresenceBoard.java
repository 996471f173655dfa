package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.Presence;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.ChatActivity;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Own presence and that of those who are watched. What is shown and who is watched outlives
/// connections, not the object. Source: protocol dossier, 13.2.
final class PresenceBoard implements Presence {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final SessionCore core;
  private final Journal journal;
  private final Calls calls;
  private final Requests requests;
  private final Addresses addresses;
  private final PrivacyTokens tokens;
  private final Consumer<Node> socket;
  private final SequencedSet<Jid> watched = new LinkedHashSet<>(2);
  private boolean isOpen;

  /// @param socket writes while logged in
  PresenceBoard(
      SessionCore core,
      Journal journal,
      Calls calls,
      Requests requests,
      Addresses addresses,
      PrivacyTokens tokens,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.calls = calls;
    this.requests = requests;
    this.addresses = addresses;
    this.tokens = tokens;
    this.socket = socket;
  }

  /// The session can send again.
  void opened() {
    isOpen = true;
    if (core.isShownAvailable()) {
      socket.accept(own(true));
    }
    List.copyOf(watched).forEach(this::subscribe);
  }

  void disconnected() {
    isOpen = false;
  }

  @Override
  public CompletionStage<Void> show(boolean isAvailable) {
    return calls.post(
        () -> {
          requireOpen();
          if (core.account().pushName().isEmpty()) {
            throw ContactLookups.invalid("The account has no name yet");
          }
          core.showAvailable(isAvailable);
          socket.accept(own(isAvailable));
          return DONE;
        });
  }

  /// Announces the account's name, with the presence that is shown.
  void announceName() {
    socket.accept(own(core.isShownAvailable()));
  }

  private Node own(boolean isAvailable) {
    return Node.of("presence")
        .with("type", isAvailable ? "available" : "unavailable")
        .withIfPresent("name", core.account().pushName().map(name -> name.replace("@", "")))
        .build();
  }

  @Override
  public CompletionStage<Void> watch(Jid chat) {
    return calls.post(
        () -> {
          requireOpen();
          Jid target = chat.isGroup() ? chat : ContactLookups.user(chat);
          watched.remove(target);
          watched.add(target);
          if (watched.size() > MAX_WATCHED) {
            watched.removeFirst();
          }
          return subscribe(target);
        });
  }

  @Override
  public CompletionStage<Void> unwatch(Jid chat) {
    return calls.post(
        () -> {
          watched.remove(chat.toUserJid());
          return DONE;
        });
  }

  private CompletableFuture<Void> subscribe(Jid target) {
    return tokens
        .load(target)
        .thenAccept(
            ignored ->
                socket.accept(
                    Node.of("presence")
                        .with("to", target)
                        .with("id", requests.nextId())
                        .with("type", "subscribe")
                        .childIfPresent(tokens.node(target))
                        .build()));
  }

  @Override
  public CompletionStage<Void> chatState(Jid chat, ChatActivity activity) {
    return calls.post(
        () -> {
          requireOpen();
          Jid to = chat.toUserJid();
          Jid self =
              to.isLid() ? addresses.ownDevice().toUserJid() : core.account().pn().toUserJid();
          Node state =
              switch (activity) {
                case COMPOSING -> Node.of("composing").build();
                case RECORDING -> Node.of("composing").with("media", "audio").build();
                case PAUSED -> Node.of("paused").build();
              };
          socket.accept(
              Node.of("chatstate").with("from", self).with("to", to).child(state).build());
          return DONE;
        });
  }

  private void requireOpen() {
    if (!isOpen) {
      throw new SendFailure(SendFailure.Code.NOT_CONNECTED, "There is no open connection");
    }
  }

  /// A `presence` stanza.
  void presence(Node stanza) {
    Optional<Jid> from = Addresses.jid(stanza, "from");
    if (from.isEmpty() || from.get().isGroup() || addresses.isOwn(from.get())) {
      return;
    }
    boolean isAvailable = !stanza.has("type", "unavailable");
    Optional<Instant> lastSeen =
        stanza
            .find("last")
            .filter(last -> last.matches("[0-9]{1,12}"))
            .map(last -> Instant.ofEpochSecond(Long.parseLong(last)));
    var unused =
        addresses
            .resolve(from.get())
            .thenAccept(
                contact ->
                    journal.tell(new SessionEvent.PresenceChanged(contact, isAvailable, lastSeen)));
  }

  /// A `chatstate` stanza.
  void chatState(Node stanza) {
    Optional<Jid> from = Addresses.jid(stanza, "from");
    if (from.isEmpty() || stanza.children().isEmpty()) {
      return;
    }
    Node state = stanza.children().getFirst();
    ChatActivity activity;
    if (state.is("composing")) {
      activity = state.has("media", "audio") ? ChatActivity.RECORDING : ChatActivity.COMPOSING;
    } else if (state.is("paused")) {
      activity = ChatActivity.PAUSED;
    } else {
      return;
    }
    Jid participant = Addresses.jid(stanza, "participant").orElse(from.get());
    if (addresses.isOwn(participant)) {
      return;
    }
    var unused =
        addresses
            .resolve(from.get())
            .thenCombine(
                addresses.resolve(participant),
                (chat, who) -> new SessionEvent.ChatStateChanged(chat, who, activity))
            .thenAccept(journal::tell);
  }

  /// A new account: nobody is watched.
  void clear() {
    watched.clear();
    core.showAvailable(false);
  }
}
