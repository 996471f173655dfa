package io.trunkline.edge.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.trunkline.edge.EdgeMeters;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {
  /// While Redis is away its commands fail at once instead of piling up.
  @Bean
  LettuceClientOptionsBuilderCustomizer failFast() {
    return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
  }

  @Bean
  RateLimiter rateLimiter(ReactiveStringRedisTemplate redis, EdgeMeters meters) {
    return new RateLimiter(redis, Ticker.systemTicker(), meters);
  }
}
