package io.trunkline.edge.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/// Token buckets in this process, by the same rule as `take_token.lua`.
final class LocalBuckets {
  private static final long NANOS = 1_000_000_000L;

  private final Ticker ticker;
  private final Cache<String, Bucket> buckets;

  LocalBuckets(Ticker ticker) {
    this.ticker = ticker;
    buckets =
        Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofMinutes(5))
            .maximumSize(100_000)
            .ticker(ticker)
            .build();
  }

  Verdict take(String key, Rate rate) {
    var now = ticker.read();
    return buckets.get(key, unseen -> new Bucket(rate.capacity(), now)).take(rate, now);
  }

  private static final class Bucket {
    private double tokens;
    private long at;

    Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }

    synchronized Verdict take(Rate rate, long now) {
      var passed = Math.max(0, now - at);
      tokens = Math.min(rate.capacity(), tokens + (double) passed * rate.perSecond() / NANOS);
      at = now;
      var allowed = tokens >= 1;
      if (allowed) {
        tokens--;
      }
      var wait = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) * NANOS / rate.perSecond());
      return new Verdict(allowed, rate.capacity(), (int) tokens, Duration.ofNanos(wait));
    }
  }
}
