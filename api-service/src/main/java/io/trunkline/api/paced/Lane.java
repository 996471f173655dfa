package io.trunkline.api.paced;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Decides what a session's queue does when it is looked at. Pure: rows, time and randomness in,
/// one decision out.
///
/// - One row at a time: while one is under way, nothing is chosen.
/// - A row is chosen first and leaves a random pause later, if it still may then; a session that is
///   not open, quiet hours and caps undo the choice.
/// - With nothing that may leave, the lane rests until it is woken.
final class Lane {
  /// No wait is longer, so that changed settings count soon.
  private static final Duration MOST = Duration.ofMinutes(1);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private Lane() {}

  /// @param isUnderWay whether the last row that left has not got its fate
  /// @param chosen what leaves now, if it still may
  /// @param candidate the oldest row that may leave
  /// @param hourFirst when the row left after which an hour's cap is reached: the cap-th newest
  /// @param dayFirst the same of a day
  record View(
      Instant now,
      boolean isOpen,
      boolean isUnderWay,
      OptionalLong chosen,
      OptionalLong candidate,
      Optional<Instant> hourFirst,
      Optional<Instant> dayFirst) {}

  sealed interface Decision {
    /// Nothing can leave before somebody says so.
    record Rest() implements Decision {}

    record Wait(Instant until) implements Decision {}

    record Choose(long id, Instant leavesAt) implements Decision {}

    /// @param next when the lane is looked at again
    record Release(long id, Instant next) implements Decision {}
  }

  static Decision of(View view, Pace pace, RandomGenerator random) {
    var now = view.now();
    var next = now.plus(pace.poll());
    if (view.isUnderWay()) {
      return new Decision.Wait(next);
    }
    if (view.candidate().isEmpty()) {
      return new Decision.Rest();
    }
    if (!view.isOpen()) {
      return new Decision.Wait(next);
    }
    var held = heldUntil(view, pace);
    if (held.isPresent()) {
      return new Decision.Wait(earlier(held.get(), now.plus(MOST)));
    }
    return view.chosen().isPresent()
        ? new Decision.Release(view.chosen().getAsLong(), next)
        : new Decision.Choose(view.candidate().getAsLong(), now.plus(pause(pace, random)));
  }

  /// The end of the last thing that holds the queue up; empty where nothing does.
  private static Optional<Instant> heldUntil(View view, Pace pace) {
    return Stream.of(
            pace.quiet().flatMap(quiet -> quiet.end(view.now())),
            capped(pace.perHour(), view.hourFirst(), HOUR),
            capped(pace.perDay(), view.dayFirst(), DAY))
        .flatMap(Optional::stream)
        .filter(end -> end.isAfter(view.now()))
        .max(Instant::compareTo);
  }

  private static Optional<Instant> capped(OptionalInt cap, Optional<Instant> first, Duration span) {
    return cap.isEmpty() ? Optional.empty() : first.map(time -> time.plus(span));
  }

  private static Duration pause(Pace pace, RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(pace.min().toMillis(), pace.max().toMillis() + 1));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
