package io.trunkline.edge.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.trunkline.edge.EdgeMeters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;

/// Limits by the buckets in Redis, and by its own while Redis does not answer. After a failure
/// Redis is left alone for [#PAUSE], so that its absence costs one slow request, not each one.
public final class RateLimiter {
  static final Duration PAUSE = Duration.ofSeconds(1);

  @SuppressWarnings("rawtypes") // What Spring Data takes for a reply of several numbers.
  private static final RedisScript<List> TAKE_TOKEN =
      RedisScript.of(new ClassPathResource("take_token.lua", RateLimiter.class), List.class);

  private static final Logger log = LoggerFactory.getLogger(RateLimiter.class);

  private final ReactiveStringRedisTemplate redis;
  private final LocalBuckets local;
  private final Ticker ticker;
  private final EdgeMeters meters;
  private final AtomicLong pausedUntil;

  RateLimiter(ReactiveStringRedisTemplate redis, Ticker ticker, EdgeMeters meters) {
    this.redis = redis;
    this.ticker = ticker;
    local = new LocalBuckets(ticker);
    pausedUntil = new AtomicLong(ticker.read());
    this.meters = meters;
  }

  /// @param subject whose bucket it is
  public Mono<Verdict> take(String subject, Rate rate) {
    return Mono.defer(
        () -> isPaused() ? Mono.just(takeLocally(subject, rate)) : ask(subject, rate));
  }

  private boolean isPaused() {
    return ticker.read() - pausedUntil.get() < 0;
  }

  private Mono<Verdict> ask(String subject, Rate rate) {
    return redis
        .execute(
            TAKE_TOKEN,
            List.of("trunkline:rate:{" + subject + "}"),
            List.of(Integer.toString(rate.perSecond()), Integer.toString(rate.capacity())))
        .next()
        .map(reply -> verdict(reply, rate))
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("Expected a reply but was none")))
        .onErrorResume(
            failure -> {
              pausedUntil.set(ticker.read() + PAUSE.toNanos());
              log.warn("rate limits are kept locally, Redis failed: {}", failure.toString());
              return Mono.fromSupplier(() -> takeLocally(subject, rate));
            });
  }

  private Verdict takeLocally(String subject, Rate rate) {
    meters.limitedLocally();
    return local.take(subject, rate);
  }

  private static Verdict verdict(List<?> reply, Rate rate) {
    return new Verdict(
        number(reply, 0) == 1,
        rate.capacity(),
        (int) number(reply, 1),
        Duration.ofMillis(number(reply, 2)));
  }

  private static long number(List<?> reply, int index) {
    return ((Number) reply.get(index)).longValue();
  }
}
