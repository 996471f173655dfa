package io.trunkline.api.user;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Failed logins by address, in this process: after [#MOST] of them within [#WINDOW] the address
/// is refused until the window has passed, whether the password is right or not. Bounded in number;
/// the oldest addresses are forgotten first.
final class LoginAttempts {
  static final int MOST = 10;
  static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int MOST_ADDRESSES = 10_000;

  private record Failures(int count, Instant since) {}

  private final Clock clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  LoginAttempts(Clock clock) {
    this.clock = clock;
  }

  /// @throws Failure `TOO_MANY_ATTEMPTS`
  synchronized void check(String address) {
    var known = failures.get(address);
    if (known == null) {
      return;
    }
    var end = known.since().plus(WINDOW);
    if (!end.isAfter(clock.instant())) {
      failures.remove(address);
    } else if (known.count() >= MOST) {
      throw new Failure(Problem.TOO_MANY_ATTEMPTS, "Too many failed logins; try again later");
    }
  }

  synchronized void failed(String address) {
    failures.merge(
        address,
        new Failures(1, clock.instant()),
        (known, one) -> new Failures(known.count() + 1, known.since()));
  }

  synchronized void succeeded(String address) {
    failures.remove(address);
  }
}
