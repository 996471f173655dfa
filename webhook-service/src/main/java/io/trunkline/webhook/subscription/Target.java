package io.trunkline.webhook.subscription;

import io.trunkline.webhook.Secret;
import io.trunkline.webhook.event.Format;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a call to a webhook needs. Its text shows no secret.
///
/// @param secrets one or, for a day after a rotation, two; the newest first
/// @param headers the tenant's own headers, which may hold credentials
public record Target(
    UUID webhook,
    String url,
    Format format,
    boolean ordered,
    List<Secret> secrets,
    Map<String, Secret> headers) {
  public Target {
    secrets = List.copyOf(secrets);
    headers = Map.copyOf(headers);
  }
}
