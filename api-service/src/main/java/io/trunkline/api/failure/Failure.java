package io.trunkline.api.failure;

import java.time.Duration;
import java.util.Optional;

/// A request that cannot be answered as asked. Nothing was changed unless the thrower says so.
///
/// The message is for the caller: it holds no secret and nothing of another tenant.
public final class Failure extends RuntimeException {
  private final Problem problem;
  private final transient Optional<Duration> retryAfter;

  public Failure(Problem problem, String message) {
    this(problem, message, Optional.empty(), null);
  }

  private Failure(Problem problem, String message, Optional<Duration> retryAfter, Throwable cause) {
    super(message, cause);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /// A part that is needed does not answer; the caller may repeat the request after `retryAfter`.
  public static Failure unavailable(String message, Duration retryAfter, Throwable cause) {
    return new Failure(Problem.GATEWAY_UNAVAILABLE, message, Optional.of(retryAfter), cause);
  }

  public static Failure invalid(String message) {
    return new Failure(Problem.INVALID_REQUEST, message);
  }

  public Problem problem() {
    return problem;
  }

  /// How long to wait before a repetition makes sense; empty where it never does.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
