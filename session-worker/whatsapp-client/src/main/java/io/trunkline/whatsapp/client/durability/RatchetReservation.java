package io.trunkline.whatsapp.client.durability;

import io.trunkline.whatsapp.client.durability.ReservationState.Active;
import io.trunkline.whatsapp.client.durability.ReservationState.Discarded;
import io.trunkline.whatsapp.client.durability.ReservationState.HandingOver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Decides which message keys of one Signal address (or of one own sender key) may leave the
/// process, so that none is ever used twice, whatever crashes.
///
/// A stored session is a promise: whoever loads it goes on at `reservedUntil` of its sending chain.
/// So counters below that may be used without another write; a chain that no stored session names
/// may not be used at all. Per [#RUN] messages of steady sending that is one write.
///
/// The life of an outgoing frame:
///
/// 1. encrypt, which advances the session in memory, then [#use] the key;
/// 2. where [#isWriteWanted()], take a [#snapshot] and store it together with the session **as it
///    is now** and everything else that changed with it;
/// 3. [#written] or [#failed], in the order the snapshots were taken;
/// 4. the frame leaves when [#mayLeave] holds for each of its keys.
///
/// After a crash and after a clean handover alike the loader calls `session.skipTo(reservedUntil)`
/// and [#restored]: a clean handover has stored the exact counter ([#exactSnapshot]), so that
/// nothing is skipped.
///
/// Transitions, all made here:
///
/// | from | event | to |
/// |---|---|---|
/// | Active | exact snapshot taken | HandingOver |
/// | Active, HandingOver | a write succeeded | the same, covering more |
/// | any | a write failed or is of unknown outcome | Discarded: evict, then load again |
///
/// Errors: a use after the exact snapshot or after a failure is our own mistake and throws
/// `IllegalStateException`.
public final class RatchetReservation {
  /// Counters per reservation.
  public static final int RUN = 64;

  /// A write is wanted ahead of need when fewer counters than this are left.
  static final int LOW_WATER = 16;

  private final Deque<Snapshot> inFlight = new ArrayDeque<>();
  private ReservationState state;
  private long uses;
  private long usesInSnapshot;
  private long usesWritten;
  private boolean isLow;

  private RatchetReservation(Reserved durable) {
    this.state = new Active(durable);
  }

  /// Of a session that has never been stored: its first key waits for a write.
  public static RatchetReservation unreserved() {
    return new RatchetReservation(Reserved.NOTHING);
  }

  /// Of a session just loaded and skipped to `reservedUntil`.
  ///
  /// @param chain the sending chain of the loaded session
  public static RatchetReservation restored(ChainId chain, int reservedUntil) {
    return new RatchetReservation(new Reserved(Optional.of(chain), reservedUntil));
  }

  /// Notes that memory has used a message key. The key leaves no earlier than [#mayLeave] says.
  public Use use(ChainId chain, int counter) {
    if (!(state instanceof Active(var durable))) {
      throw new IllegalStateException("Expected an active reservation but was " + state);
    }
    uses++;
    isLow = counter + LOW_WATER >= newest(durable).until();
    return new Use(chain, counter, uses);
  }

  /// A snapshot taken after the use and stored shows that its counter is gone. Before that, the
  /// stored reservation must cover it, and so must every one that is about to replace it: a chain
  /// that an in-flight snapshot holds as archived may come back.
  public boolean mayLeave(Use use) {
    return switch (state) {
      case Active(var durable) -> mayLeave(use, durable);
      case HandingOver(var durable) -> mayLeave(use, durable);
      case Discarded() -> false;
    };
  }

  private boolean mayLeave(Use use, Reserved durable) {
    if (use.number() <= usesWritten) {
      return true;
    }
    if (!durable.covers(use.chain(), use.counter())) {
      return false;
    }
    for (var snapshot : inFlight) {
      boolean holdsTheUse = use.number() <= snapshot.uses();
      if (!holdsTheUse && !snapshot.reserved().covers(use.chain(), use.counter())) {
        return false;
      }
    }
    return true;
  }

  /// Whether the use waits for a snapshot that has not been taken yet.
  public boolean needsWrite(Use use) {
    return use.number() > usesInSnapshot && !mayLeave(use);
  }

  /// Whether a write now saves a wait later: the run is nearly used up and nothing in flight
  /// extends it. [#needsWrite] is the must, this the should.
  public boolean isWriteWanted() {
    return isLow && uses > usesInSnapshot;
  }

  /// Whether everything that memory used is stored. An entry that is not is never evicted.
  public boolean isFlushed() {
    return inFlight.isEmpty() && usesWritten == uses;
  }

  /// Begins a write of the session as it is now.
  ///
  /// @param chain its sending chain
  /// @param nextCounter the next counter that memory would use
  public Snapshot snapshot(ChainId chain, int nextCounter) {
    if (!(state instanceof Active)) {
      throw new IllegalStateException("Expected an active reservation but was " + state);
    }
    return begin(chain, Math.addExact(nextCounter, RUN));
  }

  /// Begins the last write before a handover: the next owner goes on at the exact counter.
  public Snapshot exactSnapshot(ChainId chain, int nextCounter) {
    if (!(state instanceof Active(var durable))) {
      throw new IllegalStateException("Expected an active reservation but was " + state);
    }
    state = new HandingOver(durable);
    return begin(chain, nextCounter);
  }

  private Snapshot begin(ChainId chain, int until) {
    var snapshot = new Snapshot(new Reserved(Optional.of(chain), until), uses);
    inFlight.add(snapshot);
    usesInSnapshot = uses;
    isLow = false;
    return snapshot;
  }

  /// The transaction that held the snapshot has committed.
  public void written(Snapshot snapshot) {
    var first = inFlight.peek();
    if (first != snapshot) {
      throw new IllegalStateException("Expected snapshot " + first + " but was " + snapshot);
    }
    inFlight.remove();
    usesWritten = snapshot.uses();
    state =
        switch (state) {
          case Active _ -> new Active(snapshot.reserved());
          case HandingOver _ -> new HandingOver(snapshot.reserved());
          case Discarded discarded -> discarded;
        };
  }

  /// The transaction failed, or nobody can say whether it committed: nothing may leave any more.
  public void failed() {
    inFlight.clear();
    state = new Discarded();
  }

  private Reserved newest(Reserved durable) {
    return inFlight.isEmpty() ? durable : inFlight.getLast().reserved();
  }

  /// One message key that memory has used.
  ///
  /// @param number counts the uses of this reservation
  public record Use(ChainId chain, int counter, long number) {}

  /// A stored form of the session, on its way to the store.
  ///
  /// Compared by identity: a second snapshot of the same values is another write.
  public static final class Snapshot {
    private final Reserved reserved;
    private final long uses;

    private Snapshot(Reserved reserved, long uses) {
      this.reserved = reserved;
      this.uses = uses;
    }

    /// What to store beside the session: the counter at which a loader goes on.
    public int reservedUntil() {
      return reserved.until();
    }

    private Reserved reserved() {
      return reserved;
    }

    private long uses() {
      return uses;
    }

    @Override
    public String toString() {
      return "Snapshot[" + reserved + ", uses=" + uses + "]";
    }
  }
}
