package io.trunkline.api.failure;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request that cannot be answered as asked. Nothing was changed unless the thrower says so.
///
/// The message is for the caller: it holds no secret and nothing of another tenant.
public final class Failure extends RuntimeException {
  private final Problem problem;
  private final transient Optional<Duration> retryAfter;
  private final transient Map<String, List<String>> fields;
  private final transient Optional<String> session;

  public Failure(Problem problem, String message) {
    this(problem, message, Optional.empty(), Map.of(), Optional.empty(), null);
  }

  private Failure(
      Problem problem,
      String message,
      Optional<Duration> retryAfter,
      Map<String, List<String>> fields,
      Optional<String> session,
      Throwable cause) {
    super(message, cause);
    this.problem = problem;
    this.retryAfter = retryAfter;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    this.session = session;
  }

  /// A part that is needed does not answer; the caller may repeat the request after `retryAfter`.
  public static Failure unavailable(String message, Duration retryAfter, Throwable cause) {
    return new Failure(
        Problem.GATEWAY_UNAVAILABLE,
        message,
        Optional.of(retryAfter),
        Map.of(),
        Optional.empty(),
        cause);
  }

  public static Failure invalid(String message) {
    return new Failure(Problem.INVALID_REQUEST, message);
  }

  /// @param fields what is wrong with each field, in the order in which they were looked at
  public static Failure invalid(String message, Map<String, List<String>> fields) {
    return new Failure(
        Problem.INVALID_REQUEST, message, Optional.empty(), fields, Optional.empty(), null);
  }

  /// The same, about the session that the caller named so.
  public Failure about(String name) {
    return new Failure(problem, getMessage(), retryAfter, fields, Optional.of(name), this);
  }

  public Problem problem() {
    return problem;
  }

  /// What is wrong with each field; empty where no reader told them apart.
  public Map<String, List<String>> fields() {
    return fields;
  }

  /// The name of the session that it is about, where that is known.
  public Optional<String> session() {
    return session;
  }

  /// How long to wait before a repetition makes sense; empty where it never does.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
