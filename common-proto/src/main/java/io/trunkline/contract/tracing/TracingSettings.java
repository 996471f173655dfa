package io.trunkline.contract.tracing;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param enabled whether spans are made and exported, default no
/// @param endpoint where they go: OTLP over HTTP, default http://127.0.0.1:4318/v1/traces
/// @param sampleRatio share of the traces begun here that are kept, 0 to 1, default 1; who goes on
///     with a trace keeps it where its beginner did
@ConfigurationProperties("trunkline.tracing")
public record TracingSettings(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("http://127.0.0.1:4318/v1/traces") URI endpoint,
    @DefaultValue("1") double sampleRatio) {
  public TracingSettings {
    if (endpoint.getHost() == null || !endpoint.toString().matches("https?://.*")) {
      throw new IllegalArgumentException(
          "Expected an http or https URL in trunkline.tracing.endpoint");
    }
    if (!(sampleRatio >= 0 && sampleRatio <= 1)) {
      throw new IllegalArgumentException(
          "Expected 0 to 1 in trunkline.tracing.sample-ratio but was " + sampleRatio);
    }
  }
}
