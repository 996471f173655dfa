package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Iqs in flight on the current connection, matched to their answers by id.
///
/// An answer of type `error` completes with [IqFailure]; no answer in time, or the end of the
/// connection, with a retryable [SendFailure].
final class Requests {

  private record Pending(String id, long deadlineNanos, CompletableFuture<Node> answer) {}

  private final long timeoutNanos;
  private final Map<String, Pending> byId = new HashMap<>(4);
  // All wait equally long, so the oldest is due first.
  private final ArrayDeque<Pending> byAge = new ArrayDeque<>(4);
  // Absent while there is no connection.
  private Optional<Consumer<Node>> socket = Optional.empty();
  private String prefix = "";
  private long counter;

  Requests(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /// A new connection begins.
  ///
  /// @param idPrefix random, so that an answer cannot meet a request of another connection
  void connected(String idPrefix, Consumer<Node> sender) {
    prefix = idPrefix;
    counter = 0;
    socket = Optional.of(sender);
  }

  boolean isConnected() {
    return socket.isPresent();
  }

  String nextId() {
    return prefix + "-" + ++counter;
  }

  CompletableFuture<Node> get(String xmlns, List<Node> children, long nowNanos) {
    return get(Jid.WHATSAPP, xmlns, children, nowNanos);
  }

  CompletableFuture<Node> set(String xmlns, List<Node> children, long nowNanos) {
    return set(Jid.WHATSAPP, xmlns, children, nowNanos);
  }

  CompletableFuture<Node> get(Jid to, String xmlns, List<Node> children, long nowNanos) {
    return ask("get", to, xmlns, children, nowNanos);
  }

  CompletableFuture<Node> set(Jid to, String xmlns, List<Node> children, long nowNanos) {
    return ask("set", to, xmlns, children, nowNanos);
  }

  private CompletableFuture<Node> ask(
      String type, Jid to, String xmlns, List<Node> children, long nowNanos) {
    return ask(
        Node.of("iq").with("type", type).with("xmlns", xmlns).with("to", to).children(children),
        nowNanos);
  }

  /// Sends a stanza that is answered under its id, which it is given here.
  CompletableFuture<Node> ask(Node.Builder stanza, long nowNanos) {
    if (socket.isEmpty()) {
      return CompletableFuture.failedFuture(
          new SendFailure(SendFailure.Code.NOT_CONNECTED, "There is no open connection"));
    }
    String id = nextId();
    var pending = new Pending(id, nowNanos + timeoutNanos, new CompletableFuture<>());
    byId.put(id, pending);
    byAge.add(pending);
    socket.get().accept(stanza.with("id", id).build());
    return pending.answer;
  }

  /// @return whether the stanza answers a request of ours
  boolean answered(Node iq) {
    Pending pending = iq.find("id").map(byId::remove).orElse(null);
    if (pending == null) {
      return false;
    }
    byAge.remove(pending);
    if (iq.find("type").filter("error"::equals).isPresent()) {
      var error = iq.child("error");
      int code = error.flatMap(node -> node.find("code")).map(Requests::codeOf).orElse(0);
      String text = error.flatMap(node -> node.find("text")).orElse("");
      pending.answer.completeExceptionally(new IqFailure(code, text));
    } else {
      pending.answer.complete(iq);
    }
    return true;
  }

  void expire(long nowNanos) {
    Pending oldest;
    while ((oldest = byAge.peek()) != null && nowNanos - oldest.deadlineNanos >= 0) {
      byAge.remove();
      byId.remove(oldest.id);
      oldest.answer.completeExceptionally(
          new SendFailure(SendFailure.Code.TIMEOUT, "The server did not answer an iq in time"));
    }
  }

  void disconnected() {
    socket = Optional.empty();
    var lost = List.copyOf(byAge);
    byAge.clear();
    byId.clear();
    for (Pending pending : lost) {
      pending.answer.completeExceptionally(
          new SendFailure(SendFailure.Code.NOT_CONNECTED, "The connection ended"));
    }
  }

  private static int codeOf(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
