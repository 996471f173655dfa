package io.trunkline.worker.ownership;

/// What to do when WhatsApp says that another socket of the same device has replaced ours.
///
/// Either another worker has taken the session over, or a worker that should have stopped connected
/// once more, or the user runs the same credentials elsewhere. The epoch tells the first from the
/// others, time the second from the third. One object lives as long as a tenure of one session.
public final class ReplacedConflict {
  /// In leases: how long after a takeover the previous owner is still suspected.
  private static final int SUSPECT_FOR_LEASES = 5;

  private final OwnershipTimes times;
  private final long takenOverAtMs;
  private boolean hasReconnected;

  /// @param takenOverAtMs when this tenure began
  public ReplacedConflict(OwnershipTimes times, long takenOverAtMs) {
    this.times = times;
    this.takenOverAtMs = takenOverAtMs;
  }

  /// To be asked once PostgreSQL has told the epoch, not before.
  ///
  /// @param isStillOwner whether the epoch is still that of this tenure
  public Reaction replaced(boolean isStillOwner, long nowMs) {
    if (!isStillOwner) {
      return new Reaction.Silence();
    }
    boolean isSoon = nowMs - takenOverAtMs <= SUSPECT_FOR_LEASES * times.leaseMs();
    if (isSoon && !hasReconnected) {
      hasReconnected = true;
      return new Reaction.ReconnectAt(nowMs + times.leaseMs());
    }
    return new Reaction.Hold();
  }

  public sealed interface Reaction {
    /// The session is another worker's: say nothing, not even an event.
    record Silence() implements Reaction {}

    /// Once more, when the other has had time to notice.
    record ReconnectAt(long atMs) implements Reaction {}

    /// The account is in use elsewhere: stop, and tell the tenant.
    record Hold() implements Reaction {}
  }
}
