package io.trunkline.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trunkline.edge.EdgeMeters;
import io.trunkline.edge.TestRedis;
import io.trunkline.local.LocalRedis;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

class RateLimiterTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong();

  @Test
  void theBucketInRedisGivesItsCapacityAndThenSaysHowLongToWait() {
    try (var redis = new Connected(TestRedis.shared())) {
      var limiter = limiter(redis);
      var tenant = UUID.randomUUID().toString();
      var rate = new Rate(1, 3);
      for (var left = 2; left >= 0; left--) {
        var verdict = take(limiter, tenant, rate);
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.remaining()).isEqualTo(left);
      }
      var refused = take(limiter, tenant, rate);
      assertThat(refused.allowed()).isFalse();
      assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
      assertThat(locally()).isZero();
    }
  }

  @Test
  void twoGatewaysShareOneBucket() {
    try (var redis = new Connected(TestRedis.shared())) {
      var tenant = UUID.randomUUID().toString();
      take(limiter(redis), tenant, new Rate(1, 2));
      assertThat(take(limiter(redis), tenant, new Rate(1, 2)).remaining()).isZero();
    }
  }

  @Test
  void aBucketThatWouldBeFullAgainIsForgotten() {
    try (var redis = new Connected(TestRedis.shared())) {
      var tenant = UUID.randomUUID().toString();
      take(limiter(redis), tenant, new Rate(10, 20));
      var lives =
          redis.template.getExpire("trunkline:rate:{" + tenant + "}").block(Duration.ofSeconds(5));
      assertThat(lives).isBetween(Duration.ofMillis(1), Duration.ofSeconds(3));
    }
  }

  @Test
  void withoutRedisTheLimitHoldsLocallyAndComesBackToRedisAfterwards() {
    var server = TestRedis.start();
    try (var redis = new Connected(server)) {
      var limiter = limiter(redis);
      var tenant = UUID.randomUUID().toString();
      var rate = new Rate(1, 2);
      take(limiter, tenant, rate);
      server.kill();
      assertThat(take(limiter, tenant, rate).allowed()).isTrue();
      assertThat(take(limiter, tenant, rate).allowed()).isTrue();
      assertThat(take(limiter, tenant, rate).allowed()).isFalse();
      assertThat(locally()).isEqualTo(3);
      now.addAndGet(Duration.ofHours(1).toNanos());
      server.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                now.addAndGet(RateLimiter.PAUSE.toNanos());
                var before = locally();
                take(limiter, UUID.randomUUID().toString(), rate);
                assertThat(locally()).isEqualTo(before);
              });
    } finally {
      server.kill();
    }
  }

  private RateLimiter limiter(Connected redis) {
    Ticker ticker = now::get;
    return new RateLimiter(redis.template, ticker, new EdgeMeters(meters));
  }

  private double locally() {
    return meters.counter("trunkline.edge.ratelimit.local").count();
  }

  private static Verdict take(RateLimiter limiter, String tenant, Rate rate) {
    return limiter.take(tenant, rate).block(Duration.ofSeconds(5));
  }

  /// A client with the options of the service.
  private static final class Connected implements AutoCloseable {
    private final LettuceConnectionFactory factory;
    final ReactiveStringRedisTemplate template;

    Connected(LocalRedis server) {
      factory =
          new LettuceConnectionFactory(
              new RedisStandaloneConfiguration("127.0.0.1", server.port()),
              LettuceClientConfiguration.builder()
                  .commandTimeout(Duration.ofSeconds(5))
                  .shutdownTimeout(Duration.ZERO)
                  .clientOptions(
                      ClientOptions.builder()
                          .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                          .build())
                  .build());
      factory.afterPropertiesSet();
      factory.start();
      template = new ReactiveStringRedisTemplate(factory);
    }

    @Override
    public void close() {
      factory.destroy();
    }
  }
}
