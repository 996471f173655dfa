package io.trunkline.webhook.subscription;

import io.trunkline.webhook.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// A webhook of the format `wwebjs` that a setting asks for rather than a call.
///
/// @param name of the setting; one name is one webhook of the tenant
/// @param secret empty: one is made
public record Seed(UUID tenant, String name, String url, List<String> sessions, Secret secret) {
  public Seed {
    sessions = List.copyOf(sessions);
  }

  /// The id under which it is kept.
  public static UUID id(UUID tenant, String name) {
    return UUID.nameUUIDFromBytes((tenant + " " + name).getBytes(StandardCharsets.UTF_8));
  }
}
