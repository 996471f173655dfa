package io.trunkline.webhook;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/// The service that tells customers what happened.
@SpringBootApplication
@ConfigurationPropertiesScan
public class WebhookApplication {
  static void main(String[] args) {
    SpringApplication.run(WebhookApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
