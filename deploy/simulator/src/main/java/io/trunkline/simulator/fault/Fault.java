package io.trunkline.simulator.fault;

import java.util.concurrent.atomic.AtomicInteger;

/// A fault that is on.
///
/// @param target `server` for everybody, a device JID, or the phone number of an account: its
///     linked devices or, when it has none, its phone
/// @param millis delay, for `delay` and its like; the error of the clock, for `clock-skew`
/// @param jitterMillis random addition to the delay
/// @param probability of 0 to 1 that a single event is hit; 1 unless it was given
/// @param everySeconds for faults that happen once: repeat after so many seconds; 0 = do not
/// @param code of a stream error
/// @param reason of a login failure
/// @param remaining how often the fault may still happen; negative = without limit
public record Fault(
    String id,
    String target,
    FaultKind kind,
    long millis,
    long jitterMillis,
    double probability,
    long everySeconds,
    int code,
    int reason,
    AtomicInteger remaining) {

  /// The target that means every device.
  public static final String EVERYBODY = "server";

  /// Uses the fault once, if it may still be used.
  boolean use() {
    return remaining.getAndUpdate(left -> left > 0 ? left - 1 : left) != 0;
  }
}
