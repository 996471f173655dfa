package io.trunkline.edge.credential;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.edge.EdgeMeters;
import io.trunkline.edge.dialect.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/// Asks api-service what a credential stands for and keeps the answer, good or bad, for a while.
/// Requests that ask about one credential at once share one question.
final class Introspection {
  private static final Logger log = LoggerFactory.getLogger(Introspection.class);
  private static final int MAXIMUM_KEPT = 100_000;

  private final WebClient api;
  private final Supplier<String> identity;
  private final Duration timeout;
  private final EdgeMeters meters;
  private final AsyncCache<String, Optional<Standing>> answers;

  /// @param api client of api-service, with its base URL
  /// @param identity signs the gateway's own identity
  Introspection(
      WebClient api,
      Supplier<String> identity,
      Duration timeToLive,
      Duration timeout,
      Ticker ticker,
      EdgeMeters meters) {
    this.api = api;
    this.identity = identity;
    this.timeout = timeout;
    this.meters = meters;
    answers =
        Caffeine.newBuilder()
            .expireAfterWrite(timeToLive)
            .maximumSize(MAXIMUM_KEPT)
            .ticker(ticker)
            .buildAsync();
  }

  /// @return empty where the credential is unknown, revoked or expired; fails with
  ///     [RefusedException] where api-service does not answer, and that is not kept
  Mono<Optional<Standing>> of(Credential credential) {
    return Mono.fromFuture(
        () -> answers.get(credential.fingerprint(), (key, executor) -> ask(credential).toFuture()),
        // One requester that hangs up must not cancel the answer of the others.
        true);
  }

  private Mono<Optional<Standing>> ask(Credential credential) {
    return api.post()
        .uri("/internal/v1/credentials/introspect")
        .header(Caller.HEADER, identity.get())
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(
            Map.of("form", credential.form().wireName(), "credential", credential.revealSecret()))
        .retrieve()
        .bodyToMono(Answer.class)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("Expected a body but was none")))
        .map(answer -> answer.standing(credential))
        .timeout(timeout)
        .doOnNext(standing -> meters.introspection(standing.isPresent() ? "active" : "inactive"))
        .onErrorMap(
            failure -> {
              meters.introspection("unanswered");
              log.warn("introspection got no answer: {}", failure.toString());
              return new RefusedException(Refusal.UNAVAILABLE);
            });
  }

  /// The answer as JSON.
  record Answer(
      boolean active,
      String kind,
      UUID tenantId,
      String subject,
      Set<String> scopes,
      UUID sessionId,
      Boolean suspended,
      Limits limits) {

    Optional<Standing> standing(Credential credential) {
      if (!active) {
        return Optional.empty();
      }
      var caller =
          new Caller(
              Kind.valueOf(kind),
              Optional.ofNullable(tenantId),
              subject,
              (scopes == null ? Set.<String>of() : scopes)
                  .stream().map(Scope::valueOf).collect(Collectors.toUnmodifiableSet()),
              Optional.ofNullable(sessionId));
      if (!expectedKinds(credential).contains(caller.kind())) {
        throw new IllegalStateException(
            "Expected kind %s but was %s".formatted(expectedKinds(credential), kind));
      }
      return Optional.of(
          new Standing(
              caller,
              Boolean.TRUE.equals(suspended),
              limit(limits == null ? null : limits.requestsPerSecond),
              limit(limits == null ? null : limits.keyRequestsPerSecond).stream()
                  .mapToObj(perSecond -> new Standing.KeyLimit(subject, perSecond))
                  .findFirst()));
    }

    private static OptionalInt limit(Integer perSecond) {
      return perSecond == null || perSecond < 1 ? OptionalInt.empty() : OptionalInt.of(perSecond);
    }

    private static Set<Kind> expectedKinds(Credential credential) {
      return switch (credential.form()) {
        case API_KEY -> Set.of(Kind.API_KEY);
        case CONNECTION_TOKEN -> Set.of(Kind.CONNECTION_TOKEN);
        case API_TOKEN -> Set.of(Kind.API_TOKEN);
        case OPERATOR_KEY -> Set.of(Kind.OPERATOR);
        case LOGIN -> Set.of(Kind.LOGIN, Kind.OPERATOR);
        case ANONYMOUS -> Set.of(Kind.ANONYMOUS);
      };
    }

    /// @param requestsPerSecond the tenant's
    /// @param keyRequestsPerSecond the credential's own
    record Limits(Integer requestsPerSecond, Integer keyRequestsPerSecond) {}
  }
}
