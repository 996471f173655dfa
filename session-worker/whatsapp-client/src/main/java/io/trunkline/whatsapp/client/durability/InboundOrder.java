package io.trunkline.whatsapp.client.durability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The order in which a session's received stanzas become durable, acknowledged and published.
///
/// WhatsApp keeps a stanza until it is acknowledged, and a decrypted message can never be decrypted
/// again. So one transaction holds the advanced ratchet, the consumed prekey and the event (an
/// inbox row); only then the stanza is acknowledged and the event published, and the row goes once
/// the broker has it. Stanzas that change no key state need no row: published first, acknowledged
/// then.
///
/// Any write of the session's ratchets carries the advance of everything decrypted so far. So
/// whoever writes, for whatever reason, takes the [#batch] and stores its events in the same
/// transaction.
///
/// | event | what follows, in this order |
/// |---|---|
/// | decrypted | nothing until its batch has committed |
/// | batch committed | acknowledge, publish (in order of arrival) |
/// | published, with a row | delete the row |
/// | arrived without key state | publish, behind everything that arrived before |
/// | published, without a row | acknowledge |
/// | nothing new (a repeat) | acknowledge, once everything decrypted before has committed |
/// | batch failed or of unknown outcome | discard the session's memory and close its socket |
///
/// @param <S> whatever the owner needs to acknowledge a stanza
/// @param <E> whatever the owner needs to publish an event
public final class InboundOrder<S, E> {
  private final Deque<Entry<S, E>> arrived = new ArrayDeque<>();
  private final List<Entry<S, E>> unbatched = new ArrayList<>();
  private final Deque<Batch<S, E>> inFlight = new ArrayDeque<>();
  private boolean isDiscarded;

  /// A stanza was decrypted: memory's ratchet is ahead of the store.
  ///
  /// @param event empty where the plaintext holds nothing to tell (a key distribution alone)
  public void decrypted(S stanza, Optional<E> event) {
    checkLive();
    var entry = new Entry<S, E>(Optional.of(stanza), event, true);
    unbatched.add(entry);
    arrived.add(entry);
  }

  /// A stanza arrived that changes no key state.
  public List<Effect<S, E>> arrivedWithoutKeyState(S stanza, E event) {
    checkLive();
    arrived.add(new Entry<>(Optional.of(stanza), Optional.of(event), false));
    return publishable();
  }

  /// A stanza says nothing new: a repeat of one that was decrypted before. The first may not be
  /// durable yet, and one acknowledgement removes both from the server.
  public List<Effect<S, E>> repeated(S stanza) {
    checkLive();
    var entry = new Entry<S, E>(Optional.of(stanza), Optional.empty(), true);
    if (!unbatched.isEmpty()) {
      unbatched.add(entry);
    } else if (!inFlight.isEmpty()) {
      inFlight.getLast().entries.add(entry);
    } else {
      return List.of(new Effect.Acknowledge<>(stanza));
    }
    arrived.add(entry);
    return List.of();
  }

  /// Something is to be told that no stanza brought (a connection opened, a send was refused).
  public List<Effect<S, E>> happened(E event) {
    checkLive();
    arrived.add(new Entry<>(Optional.empty(), Optional.of(event), false));
    return publishable();
  }

  /// Whether a decrypted stanza waits for a transaction.
  public boolean isCommitWanted() {
    return !unbatched.isEmpty();
  }

  /// How many stanzas wait to be durable or published. The owner reads no further from the socket
  /// while this is beyond what it will hold.
  public int backlog() {
    return arrived.size();
  }

  /// Everything that the next write of this session's ratchets has to hold.
  public Batch<S, E> batch() {
    checkLive();
    var batch = new Batch<>(new ArrayList<>(unbatched));
    unbatched.clear();
    inFlight.add(batch);
    return batch;
  }

  /// @return acknowledgements of the batch, and what may be published now
  public List<Effect<S, E>> committed(Batch<S, E> batch) {
    checkLive();
    var first = inFlight.poll();
    if (first != batch) {
      throw new IllegalStateException("Expected batch " + first + " but was " + batch);
    }
    var effects = new ArrayList<Effect<S, E>>();
    for (var entry : batch.entries) {
      entry.isCommitted = true;
      entry.stanza.ifPresent(stanza -> effects.add(new Effect.Acknowledge<>(stanza)));
    }
    effects.addAll(publishable());
    return effects;
  }

  /// Nobody may build on memory any more; WhatsApp delivers again what was not acknowledged.
  public List<Effect<S, E>> failed() {
    isDiscarded = true;
    arrived.clear();
    unbatched.clear();
    inFlight.clear();
    return List.of(new Effect.Discard<>());
  }

  /// The broker has an event that a [Effect.Publish] named.
  public List<Effect<S, E>> published(Effect.Publish<S, E> publish) {
    if (publish.hasRow()) {
      return List.of(new Effect.DeleteRow<>(publish.event()));
    }
    if (isDiscarded) {
      return List.of();
    }
    return publish
        .stanza()
        .<List<Effect<S, E>>>map(stanza -> List.of(new Effect.Acknowledge<>(stanza)))
        .orElse(List.of());
  }

  private List<Effect<S, E>> publishable() {
    var effects = new ArrayList<Effect<S, E>>();
    while (!arrived.isEmpty() && (arrived.peek().isCommitted || !arrived.peek().hasKeyState)) {
      var entry = arrived.poll();
      entry.event.ifPresent(
          event -> effects.add(new Effect.Publish<>(event, entry.stanza, entry.hasKeyState)));
    }
    return effects;
  }

  private void checkLive() {
    if (isDiscarded) {
      throw new IllegalStateException("Expected a live session but its memory was discarded");
    }
  }

  private static final class Entry<S, E> {
    final Optional<S> stanza;
    final Optional<E> event;
    final boolean hasKeyState;
    boolean isCommitted;

    Entry(Optional<S> stanza, Optional<E> event, boolean hasKeyState) {
      this.stanza = stanza;
      this.event = event;
      this.hasKeyState = hasKeyState;
    }
  }

  /// What one transaction holds beside the ratchets. Compared by identity.
  public static final class Batch<S, E> {
    private final List<Entry<S, E>> entries;

    private Batch(List<Entry<S, E>> entries) {
      this.entries = entries;
    }

    /// The inbox rows, in order of arrival.
    public List<E> events() {
      return entries.stream().flatMap(entry -> entry.event.stream()).toList();
    }
  }

  /// What the owner does next.
  public sealed interface Effect<S, E> {
    record Acknowledge<S, E>(S stanza) implements Effect<S, E> {}

    /// Hand the event to the broker; then call [InboundOrder#published].
    ///
    /// @param hasRow whether an inbox row holds it until then
    record Publish<S, E>(E event, Optional<S> stanza, boolean hasRow) implements Effect<S, E> {}

    record DeleteRow<S, E>(E event) implements Effect<S, E> {}

    /// Forget the session's memory, close its socket, load it again.
    record Discard<S, E>() implements Effect<S, E> {}
  }
}
