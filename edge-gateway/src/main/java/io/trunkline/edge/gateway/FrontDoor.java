package io.trunkline.edge.gateway;

import static java.util.stream.Collectors.joining;

import io.trunkline.contract.Caller;
import io.trunkline.edge.EdgeMeters;
import io.trunkline.edge.EdgeSettings;
import io.trunkline.edge.credential.Callers;
import io.trunkline.edge.credential.RefusedException;
import io.trunkline.edge.credential.Standing;
import io.trunkline.edge.dialect.Destination;
import io.trunkline.edge.dialect.Destination.Console;
import io.trunkline.edge.dialect.Destination.Explorer;
import io.trunkline.edge.dialect.Destination.Open;
import io.trunkline.edge.dialect.Destination.Refused;
import io.trunkline.edge.dialect.Destination.Served;
import io.trunkline.edge.dialect.Destination.Service;
import io.trunkline.edge.dialect.Destination.WrongMethod;
import io.trunkline.edge.dialect.Dialect;
import io.trunkline.edge.dialect.PathTable;
import io.trunkline.edge.dialect.Refusal;
import io.trunkline.edge.limit.Rate;
import io.trunkline.edge.limit.RateLimiter;
import io.trunkline.edge.limit.Verdict;
import io.trunkline.edge.usage.CallCounter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Decides about every request before any route sees it. Refusals leave as [RefusedException].
final class FrontDoor implements WebFilter {
  /// One line a request, at debug: method, path without query, status, milliseconds.
  private static final Logger access = LoggerFactory.getLogger("io.trunkline.edge.access");

  private static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

  /// Everything from this origin; media are shown from memory, because asking for them takes a
  /// credential.
  private static final String CONSOLE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  /// Everything from this origin; Swagger UI writes styles into its elements.
  private static final String EXPLORER =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final Caller NOBODY =
      new Caller(Caller.Kind.NOBODY, Optional.empty(), "nobody", Set.of(), Optional.empty());

  private final ApplicationContext context;
  private final EdgeSettings settings;
  private final PathTable paths;
  private final CrossOrigin crossOrigin;
  private final BodyLimit bodyLimit;
  private final Callers callers;
  private final RateLimiter limiter;
  private final CallCounter calls;
  private final Identities identities;
  private final EdgeMeters meters;

  FrontDoor(
      ApplicationContext context,
      EdgeSettings settings,
      Callers callers,
      RateLimiter limiter,
      CallCounter calls,
      Identities identities,
      EdgeMeters meters) {
    this.context = context;
    this.settings = settings;
    this.paths = new PathTable();
    this.crossOrigin = new CrossOrigin(settings.corsOrigins());
    this.bodyLimit = new BodyLimit(settings);
    this.callers = callers;
    this.limiter = limiter;
    this.calls = calls;
    this.identities = identities;
    this.meters = meters;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    // The management port has a context of its own and shares the filters of this one.
    if (exchange.getApplicationContext() != context) {
      return chain.filter(exchange);
    }
    var begun = System.nanoTime();
    var request = exchange.getRequest();
    var destination = paths.find(request.getMethod().name(), request.getURI().getRawPath());
    var requestId = RequestIds.of(request.getHeaders());
    new Passage(requestId, destination.dialect(), Optional.empty()).attachTo(exchange);
    secure(exchange.getResponse(), requestId, destination);
    return Mono.defer(
            () ->
                crossOrigin.isAnswered(exchange)
                    ? exchange.getResponse().setComplete()
                    : decide(destination, requestId, exchange, chain))
        .doFinally(signal -> record(exchange, destination.dialect(), begun));
  }

  private void secure(ServerHttpResponse response, String requestId, Destination destination) {
    response.beforeCommit(
        () -> {
          var headers = response.getHeaders();
          headers.set(RequestIds.HEADER, requestId);
          headers.set("X-Content-Type-Options", "nosniff");
          headers.set("X-Frame-Options", "DENY");
          headers.set("Referrer-Policy", "no-referrer");
          headers.set("Content-Security-Policy", contentPolicy(destination));
          headers.set("Cross-Origin-Resource-Policy", "same-origin");
          if (destination.dialect() == Dialect.TOKENS) {
            // As the gateway whose place it takes.
            headers.set(HttpHeaders.CACHE_CONTROL, "no-cache, private");
            headers.set(HttpHeaders.VARY, HttpHeaders.ORIGIN);
          } else if (!headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
          }
          if (settings.hsts()) {
            headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
          }
          return Mono.empty();
        });
  }

  private static String contentPolicy(Destination destination) {
    return switch (destination) {
      case Console _ -> CONSOLE;
      case Explorer _ -> EXPLORER;
      case Served _, Open _, Refused _, WrongMethod _, Destination.Health _ -> NO_PAGE;
    };
  }

  private Mono<Void> decide(
      Destination destination, String requestId, ServerWebExchange exchange, WebFilterChain chain) {
    return switch (destination) {
      case Served served -> admit(served, requestId, exchange, chain);
      case Open open -> admitAnybody(open, requestId, exchange, chain);
      case Destination.Health _, Console _, Explorer _ -> chain.filter(exchange);
      case Refused refused -> Mono.error(new RefusedException(refused.refusal()));
      case WrongMethod wrong -> {
        exchange
            .getResponse()
            .getHeaders()
            .set(HttpHeaders.ALLOW, wrong.allowed().stream().sorted().collect(joining(", ")));
        yield Mono.error(new RefusedException(Refusal.METHOD_NOT_ALLOWED));
      }
    };
  }

  private Mono<Void> admit(
      Served served, String requestId, ServerWebExchange exchange, WebFilterChain chain) {
    var dialect = served.dialect();
    if (bodyLimit.isDeclaredTooLarge(dialect, exchange.getRequest())) {
      return Mono.error(bodyLimit.refusal(dialect, exchange.getRequest()));
    }
    var request = bodyLimit.counted(dialect, exchange.getRequest());
    return callers
        .of(dialect, request)
        .flatMap(standing -> limited(standing, exchange))
        .flatMap(
            caller -> {
              caller.tenant().ifPresent(calls::count);
              if (isSocket(served) && !isUpgrade(request)) {
                exchange.getResponse().getHeaders().set(HttpHeaders.UPGRADE, "websocket");
                return Mono.error(new RefusedException(Refusal.UPGRADE_REQUIRED));
              }
              new Passage(requestId, dialect, Optional.of(served.service())).attachTo(exchange);
              var identity = identities.of(caller, served.service());
              var passed =
                  chain.filter(
                      exchange
                          .mutate()
                          .request(ServiceRequest.of(request, identity, requestId))
                          .build());
              // The filter is done once the upgrade is; the stream goes on without it.
              return isSocket(served)
                  ? passed.doOnSuccess(_ -> Sockets.closeWhen(request, revoked(dialect, request)))
                  : passed;
            });
  }

  /// What needs no credential is limited by address.
  private Mono<Void> admitAnybody(
      Open open, String requestId, ServerWebExchange exchange, WebFilterChain chain) {
    var request = bodyLimit.counted(open.dialect(), exchange.getRequest());
    if (bodyLimit.isDeclaredTooLarge(open.dialect(), request)) {
      return Mono.error(bodyLimit.refusal(open.dialect(), request));
    }
    var peer = request.getRemoteAddress();
    var subject = "peer " + (peer == null ? "" : peer.getAddress().getHostAddress());
    return limited(limiter.take(subject, rate(settings.requestsPerSecond())), NOBODY, exchange)
        .flatMap(
            caller -> {
              new Passage(requestId, open.dialect(), Optional.of(open.service()))
                  .attachTo(exchange);
              var identity = identities.of(caller, open.service());
              return chain.filter(
                  exchange
                      .mutate()
                      .request(ServiceRequest.of(request, identity, requestId))
                      .build());
            });
  }

  /// Passes the caller on, unless its key or its tenant asks too often. What a key asks beyond its
  /// own limit takes nothing of its tenant's.
  private Mono<Caller> limited(Standing standing, ServerWebExchange exchange) {
    var perSecond = standing.requestsPerSecond().orElse(settings.requestsPerSecond());
    var subject = standing.caller().tenant().map(UUID::toString).orElse("operator");
    var ofTenant = limiter.take(subject, rate(perSecond));
    var verdict =
        standing
            .keyLimit()
            .map(
                key ->
                    limiter
                        .take(key.subject(), rate(key.perSecond()))
                        .flatMap(
                            ofKey ->
                                ofKey.allowed() ? ofTenant.map(ofKey::tighter) : Mono.just(ofKey)))
            .orElse(ofTenant);
    return limited(verdict, standing.caller(), exchange);
  }

  private Rate rate(int perSecond) {
    return new Rate(perSecond, Math.multiplyExact(perSecond, settings.burst()));
  }

  private static Mono<Caller> limited(
      Mono<Verdict> limit, Caller caller, ServerWebExchange exchange) {
    return limit.map(
        verdict -> {
          tell(verdict, exchange.getResponse().getHeaders());
          if (!verdict.allowed()) {
            throw new RefusedException(Refusal.RATE_LIMITED);
          }
          return caller;
        });
  }

  private static void tell(Verdict verdict, HttpHeaders headers) {
    var limit = Integer.toString(verdict.limit());
    var remaining = Integer.toString(verdict.remaining());
    headers.set("X-RateLimit-Limit", limit);
    headers.set("X-RateLimit-Remaining", remaining);
    headers.set("RateLimit-Limit", limit);
    headers.set("RateLimit-Remaining", remaining);
    headers.set("RateLimit-Reset", Long.toString(verdict.retryAfter().plusMillis(999).toSeconds()));
    if (!verdict.allowed()) {
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(verdict.retryAfterSeconds()));
    }
  }

  /// Ends a stream whose credential is no longer good; a request is asked about each time anyway.
  /// api-service being away ends none.
  private Mono<Boolean> revoked(Dialect dialect, ServerHttpRequest request) {
    return Flux.interval(settings.introspectionTtl())
        .onBackpressureDrop()
        .concatMap(
            tick ->
                callers
                    .of(dialect, request)
                    .flatMap(standing -> Mono.<Boolean>empty())
                    .onErrorResume(
                        RefusedException.class,
                        refused ->
                            refused.refusal() == Refusal.UNAVAILABLE
                                ? Mono.empty()
                                : Mono.just(true)))
        .next();
  }

  private static boolean isSocket(Served served) {
    return served.dialect() == Dialect.WWEBJS && served.service() == Service.WEBHOOK;
  }

  private static boolean isUpgrade(ServerHttpRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
  }

  private void record(ServerWebExchange exchange, Dialect dialect, long begun) {
    var took = Duration.ofNanos(System.nanoTime() - begun);
    var request = exchange.getRequest();
    var status =
        Optional.ofNullable(exchange.getResponse().getStatusCode())
            .map(HttpStatusCode::value)
            .orElse(0);
    var byService = Passage.of(exchange).flatMap(Passage::service).isPresent();
    meters.request(
        dialect.name().toLowerCase(Locale.ROOT),
        status == 0 ? "aborted" : status / 100 + "xx",
        byService ? "service" : "edge",
        took);
    access.debug(
        "{} {} {} {} ms",
        request.getMethod(),
        request.getURI().getRawPath(),
        status,
        took.toMillis());
  }
}
