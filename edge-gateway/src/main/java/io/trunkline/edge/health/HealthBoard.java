package io.trunkline.edge.health;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Asks every service at once, each for a second at most. Whoever asks within the next second gets
/// the same answer, so that an open page cannot be used to flood what is behind it.
final class HealthBoard {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration REUSED_FOR = Duration.ofSeconds(1);

  private final WebClient http;
  private final ReactiveRedisConnectionFactory redis;
  private final Map<String, URI> services;
  private final Mono<Board> board;

  HealthBoard(WebClient http, ReactiveRedisConnectionFactory redis, Map<String, URI> services) {
    this.http = http;
    this.redis = redis;
    this.services = services;
    board = Mono.defer(this::ask).cache(REUSED_FOR);
  }

  /// One service's line.
  record Line(String status) {
    static final Line UP = new Line("UP");
    static final Line DOWN = new Line("DOWN");
  }

  /// The whole answer.
  record Board(String status, Map<String, Line> services) {
    static Board of(Map<String, Line> services) {
      var isUp = services.values().stream().allMatch(Line.UP::equals);
      return new Board((isUp ? Line.UP : Line.DOWN).status(), new TreeMap<>(services));
    }

    boolean isUp() {
      return status.equals(Line.UP.status());
    }
  }

  Mono<Board> look() {
    return board;
  }

  private Mono<Board> ask() {
    return Flux.fromIterable(services.entrySet())
        .flatMap(service -> named(service.getKey(), answers(service.getValue())))
        .mergeWith(named("redis", redisAnswers()))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .map(Board::of);
  }

  private static Mono<Map.Entry<String, Line>> named(String name, Mono<Boolean> answers) {
    return answers
        .timeout(PATIENCE)
        .onErrorReturn(false)
        .defaultIfEmpty(false)
        .map(isUp -> Map.entry(name, isUp ? Line.UP : Line.DOWN));
  }

  private Mono<Boolean> answers(URI health) {
    return http.get()
        .uri(health)
        .exchangeToMono(
            response -> response.releaseBody().thenReturn(response.statusCode().is2xxSuccessful()));
  }

  private Mono<Boolean> redisAnswers() {
    return Mono.usingWhen(
            Mono.fromSupplier(redis::getReactiveConnection),
            ReactiveRedisConnection::ping,
            ReactiveRedisConnection::closeLater)
        .map("PONG"::equals);
  }
}
