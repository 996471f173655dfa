package io.trunkline.webhook.intake;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/// A batch that could not be stored is tried until it can be: PostgreSQL comes back, and an event
/// that is skipped never does.
@Configuration(proxyBeanMethods = false)
class ConsumerErrors {
  private static final long FIRST_MS = 200;
  private static final long LONGEST_MS = 5_000;

  @Bean
  CommonErrorHandler retryForever() {
    var backoff = new ExponentialBackOff(FIRST_MS, 2);
    backoff.setMaxInterval(LONGEST_MS);
    return new DefaultErrorHandler(backoff);
  }
}
