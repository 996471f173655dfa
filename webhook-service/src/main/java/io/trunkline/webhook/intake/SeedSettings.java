package io.trunkline.webhook.intake;

import io.trunkline.webhook.Secret;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What wwebjs-api takes from its environment, for the first tenant.
///
/// @param baseWebhookUrl `BASE_WEBHOOK_URL`; empty: none
/// @param enableWebhook `ENABLE_WEBHOOK`, default true; false removes the webhooks made of these
/// @param disabledCallbacks `DISABLED_CALLBACKS`: event types that are not told, separated by `|`
/// @param apiKey `API_KEY`: sent as `x-api-key`; empty: a secret is made
@ConfigurationProperties("trunkline.wwebjs")
record SeedSettings(
    @DefaultValue("") String baseWebhookUrl,
    @DefaultValue("true") boolean enableWebhook,
    @DefaultValue("") String disabledCallbacks,
    @DefaultValue("") Secret apiKey) {

  Set<String> disabled() {
    return Arrays.stream(disabledCallbacks.split("\\|", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
