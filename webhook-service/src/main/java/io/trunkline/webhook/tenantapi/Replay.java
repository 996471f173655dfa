package io.trunkline.webhook.tenantapi;

import io.trunkline.webhook.web.Failure;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Which deliveries are asked for again.
sealed interface Replay {
  int MOST = 1000;

  record Deliveries(List<UUID> ids) implements Replay {
    public Deliveries {
      ids = List.copyOf(ids);
    }
  }

  /// Made from `from` until before `to`.
  record Time(Instant from, Instant to) implements Replay {}

  /// @param now what `to` is where it is left out
  static Replay parse(JsonNode body, Instant now) {
    if (!body.isObject() || body.has("deliveryIds") == body.has("from")) {
      throw Failure.invalid("Expected either deliveryIds, or from and to");
    }
    if (body.has("deliveryIds")) {
      return new Deliveries(ids(body.path("deliveryIds")));
    }
    return new Time(
        instant(body.path("from"), "from"), body.has("to") ? instant(body.path("to"), "to") : now);
  }

  private static List<UUID> ids(JsonNode node) {
    if (!node.isArray() || node.isEmpty() || node.size() > MOST) {
      throw Failure.invalid("deliveryIds must be a list of 1 to " + MOST + " ids");
    }
    var ids = new ArrayList<UUID>();
    for (var item : node) {
      try {
        ids.add(UUID.fromString(item.isString() ? item.asString() : ""));
      } catch (IllegalArgumentException e) {
        throw Failure.invalid("deliveryIds must hold ids of deliveries");
      }
    }
    return ids;
  }

  private static Instant instant(JsonNode node, String name) {
    try {
      return Instant.parse(node.isString() ? node.asString() : "");
    } catch (DateTimeParseException e) {
      throw Failure.invalid(name + " must be a time such as 2026-01-05T10:20:30Z");
    }
  }
}
