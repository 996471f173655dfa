package io.trunkline.webhook;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.contract.tracing.TracingSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
class TracingConfiguration {
  @Bean
  Tracing tracing(TracingSettings settings) {
    return Tracing.of(settings, "webhook-service");
  }

  @Bean
  @ConditionalOnBooleanProperty("trunkline.tracing.enabled")
  ObservationHandler<Observation.Context> httpSpans(Tracing tracing) {
    return tracing.goingOn();
  }
}
