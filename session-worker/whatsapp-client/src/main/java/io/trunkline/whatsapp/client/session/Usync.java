package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Lookups of users by `usync`, one at a time. One that WhatsApp refuses for its rate (429) is
/// tried again after a pause that doubles each time, or that the server names; whatever was asked
/// meanwhile waits behind it. Source: protocol dossier, 07.1.
final class Usync {

  private static final int RATE_LIMITED = 429;
  private static final int MAX_ATTEMPTS = 4;
  private static final int MAX_WAITING = 256;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private static final class Lookup {
    final String context;
    final List<Node> protocols;
    final List<Node> users;
    final CompletableFuture<List<Node>> answer = new CompletableFuture<>();
    int attempts;
    // What the server named when it refused the last attempt.
    Optional<Duration> toldPause = Optional.empty();

    Lookup(String context, List<Node> protocols, List<Node> users) {
      this.context = context;
      this.protocols = protocols;
      this.users = users;
    }
  }

  private final SessionCore core;
  private final Requests requests;
  private final Addresses addresses;
  private final ArrayDeque<Lookup> waiting = new ArrayDeque<>(2);
  private boolean isBusy;
  private boolean isPaused;
  private long pausedUntilNanos;

  Usync(SessionCore core, Requests requests, Addresses addresses) {
    this.core = core;
    this.requests = requests;
    this.addresses = addresses;
  }

  /// @param protocols what to ask of each user
  /// @return the answer's `user` nodes; names that they carry are learned
  CompletableFuture<List<Node>> ask(String context, List<Node> protocols, List<Node> users) {
    if (waiting.size() >= MAX_WAITING) {
      return CompletableFuture.failedFuture(
          new SendFailure(SendFailure.Code.BUSY, "Too many lookups are waiting"));
    }
    var lookup = new Lookup(context, protocols, users);
    waiting.add(lookup);
    pump();
    return lookup.answer;
  }

  static Node user(Jid user) {
    return Node.of("user").with("jid", user).build();
  }

  private void pump() {
    if (isBusy || isPaused || waiting.isEmpty()) {
      return;
    }
    isBusy = true;
    Lookup lookup = waiting.peek();
    lookup.attempts++;
    var unused =
        requests
            .get("usync", List.of(node(lookup)), core.nanoTime())
            .thenApply(answer -> users(lookup, answer))
            .whenComplete(
                (users, failure) -> {
                  isBusy = false;
                  settle(lookup, users, failure);
                });
  }

  private void settle(Lookup lookup, List<Node> users, Throwable failure) {
    if (failure != null && isRateLimited(failure) && lookup.attempts < MAX_ATTEMPTS) {
      isPaused = true;
      Duration doubled = FIRST_PAUSE.multipliedBy(1L << (lookup.attempts - 1));
      pausedUntilNanos = core.nanoTime() + lookup.toldPause.orElse(doubled).toNanos();
      return;
    }
    waiting.remove(lookup);
    if (failure == null) {
      lookup.answer.complete(users);
    } else {
      lookup.answer.completeExceptionally(Sends.asSendFailure(failure));
    }
    // Not from here: many failed ones would go down the stack.
    core.loop().execute(() -> core.onLoop(this::pump));
  }

  private static boolean isRateLimited(Throwable failure) {
    return Sends.asSendFailure(failure).code() == SendFailure.Code.RATE_LIMITED;
  }

  private List<Node> users(Lookup lookup, Node answer) {
    Node usync = answer.requireChild("usync");
    for (Node protocol : lookup.protocols) {
      usync
          .child("result")
          .flatMap(result -> result.child(protocol.tag()))
          .flatMap(result -> result.child("error"))
          .ifPresent(
              error -> {
                throw failure(lookup, error);
              });
    }
    List<Node> users = usync.child("list").map(list -> list.children("user")).orElse(List.of());
    users.forEach(this::learn);
    return users;
  }

  private static SendFailure failure(Lookup lookup, Node error) {
    long backoff = Math.min(error.findNumber("backoff").orElse(0), LONGEST_PAUSE.toSeconds());
    lookup.toldPause = backoff > 0 ? Optional.of(Duration.ofSeconds(backoff)) : Optional.empty();
    int code = (int) error.findNumber("code").orElse(500);
    return new IqFailure(code, error.find("text").orElse("")).asSendFailure();
  }

  private void learn(Node user) {
    Optional<Jid> jid = Addresses.jid(user, "jid");
    jid.ifPresent(
        one -> {
          Addresses.jid(user, "pn_jid").ifPresent(pn -> addresses.learn(one, pn));
          user.child("lid")
              .flatMap(lid -> Addresses.jid(lid, "val"))
              .ifPresent(lid -> addresses.learn(one, lid));
        });
  }

  private Node node(Lookup lookup) {
    return Node.of("usync")
        .with("sid", requests.nextId())
        .with("mode", "query")
        .with("last", "true")
        .with("index", "0")
        .with("context", lookup.context)
        .child(Node.of("query").children(lookup.protocols).build())
        .child(Node.of("list").children(lookup.users).build())
        .build();
  }

  void tick(long nowNanos) {
    if (isPaused && nowNanos - pausedUntilNanos >= 0) {
      isPaused = false;
      pump();
    }
  }

  /// The connection ended: what waits fails.
  void disconnected() {
    isPaused = false;
    var lost = List.copyOf(waiting);
    waiting.clear();
    lost.forEach(
        lookup ->
            lookup.answer.completeExceptionally(
                new SendFailure(SendFailure.Code.NOT_CONNECTED, "The connection ended")));
  }
}
