package io.trunkline.webhook.delivery;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param timeout time that an endpoint has to answer, default 10 s
/// @param firstRetry first pause after a failure, default 1 s; each further one doubles it
/// @param longestRetry longest pause, default 1 h
/// @param lifetime how long a delivery is tried, default 24 h
/// @param retention how long finished deliveries are kept, default 7 d
/// @param concurrency lanes worked off at a time by this instance, default 64
/// @param concurrencyPerWebhook the same for one webhook, default 8
/// @param poll interval of the safety net, default 500 ms
/// @param traceparent whether a traced call carries its `traceparent`, default no
@Validated
@ConfigurationProperties("trunkline.webhook")
record DeliverySettings(
    @NotNull Duration timeout,
    @NotNull Duration firstRetry,
    @NotNull Duration longestRetry,
    @NotNull Duration lifetime,
    @NotNull Duration retention,
    @Min(1) int concurrency,
    @Min(1) int concurrencyPerWebhook,
    @NotNull Duration poll,
    boolean traceparent) {

  @AssertTrue(message = "trunkline.webhook.first-retry must not be longer than longest-retry")
  boolean isFirstRetryTheShorter() {
    return firstRetry.compareTo(longestRetry) <= 0;
  }
}
