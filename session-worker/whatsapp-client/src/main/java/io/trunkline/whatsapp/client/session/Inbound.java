package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.session.Acks.Refusal;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Received messages, receipts, notifications and calls: handled one after the other, asked for in
/// batches while the backlog comes, and read no faster than they can be stored.
final class Inbound {
  private static final int MAX_WAITING = 256;
  private static final int MAX_BACKLOG = 1024;
  private static final int OFFLINE_BATCH = 100;

  /// What the queue needs of the connection.
  interface Connection {
    /// Whether stanzas may be handled.
    boolean isLoggedIn();

    void send(Node stanza);

    /// Reads from the socket, or stops reading.
    void setReading(boolean isReading);

    /// @return done when the next stanza may follow
    CompletableFuture<Void> handle(Node stanza);
  }

  private final SessionCore core;
  private final Journal journal;
  private final Connection connection;
  private final ArrayDeque<Node> waiting = new ArrayDeque<>(4);
  private boolean isBusy;
  private boolean isReading = true;
  private int offlineLeft;
  private int offlineUntilNextBatch;

  Inbound(SessionCore core, Journal journal, Connection connection) {
    this.core = core;
    this.journal = journal;
    this.connection = connection;
  }

  /// The server has a backlog of so many stanzas.
  void backlogAnnounced(int count) {
    offlineLeft = count;
    if (count > 0) {
      askForBatch();
    }
  }

  void backlogEnded() {
    offlineLeft = 0;
  }

  private void askForBatch() {
    offlineUntilNextBatch = OFFLINE_BATCH;
    connection.send(
        Node.of("ib").child(Node.of("offline_batch").with("count", OFFLINE_BATCH).build()).build());
  }

  void add(Node stanza) {
    if (offlineLeft > 0 && stanza.find("offline").isPresent()) {
      offlineLeft--;
      if (--offlineUntilNextBatch == 0 && offlineLeft > 0) {
        askForBatch();
      }
    }
    waiting.add(stanza);
    pump();
    pace();
  }

  private void pump() {
    Node stanza;
    while (!isBusy && connection.isLoggedIn() && (stanza = waiting.poll()) != null) {
      var done = handle(stanza);
      if (!done.isDone()) {
        isBusy = true;
        Node current = stanza;
        var unused =
            done.whenComplete(
                (ignored, failure) -> {
                  isBusy = false;
                  if (failure != null) {
                    refuse(current, failure);
                  }
                  pump();
                  pace();
                });
      } else if (done.isCompletedExceptionally()) {
        refuse(stanza, done.exceptionNow());
      }
    }
  }

  private CompletableFuture<Void> handle(Node stanza) {
    try {
      return connection.handle(stanza);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// Whatever a stanza made us stumble over, it costs this stanza and no more.
  private void refuse(Node stanza, Throwable failure) {
    if (failure instanceof StanzaException known) {
      SessionCore.log.warn(
          "session {}: a {} cannot be understood: {}", core.label(), stanza.tag(), known.code());
    } else {
      SessionCore.log.error(
          "session {}: handling a {} failed", core.label(), stanza.tag(), failure);
    }
    if (stanza.find("id").isPresent()) {
      Optional<Jid> own = core.isLinked() ? Optional.of(core.account().pn()) : Optional.empty();
      connection.send(Acks.refusing(stanza, own, Refusal.PARSING));
    }
  }

  /// Reading stops while too much waits, and goes on when it is stored.
  void pace() {
    boolean isFull = waiting.size() > MAX_WAITING || journal.backlog() > MAX_BACKLOG;
    if (isFull == isReading) {
      isReading = !isFull;
      connection.setReading(isReading);
      if (isFull) {
        journal.whenDurable(this::resumeReading);
      }
    }
  }

  /// When the journal has caught up; also at each tick, because publishing catches up without a
  /// word.
  void resumeReading() {
    if (connection.isLoggedIn() && !isReading) {
      pace();
    }
  }

  /// What waits is dropped; the server delivers it again.
  void drop() {
    waiting.clear();
  }

  void disconnected() {
    waiting.clear();
    isReading = true;
    offlineLeft = 0;
  }
}
