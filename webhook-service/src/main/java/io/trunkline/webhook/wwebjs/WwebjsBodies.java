package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.event.Event;
import io.trunkline.webhook.event.PublicEvent;
import io.trunkline.webhook.memory.Memory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The bodies of the format `wwebjs`, and the frames of `/ws` made of them.
@Component
public class WwebjsBodies {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final JsonMapper json;

  WwebjsBodies(JsonMapper json) {
    this.json = json;
  }

  /// In order; the first bears the event's own id, the others that and a number.
  public List<PublicEvent> of(Event event, Memory memory) {
    var bodies = new ArrayList<PublicEvent>();
    var events = WwebjsEvents.of(event, memory);
    if (events.isEmpty()) {
      return bodies;
    }
    var session = UUID.fromString(event.getSessionId());
    var tenant = UUID.fromString(event.getTenantId());
    var label = memory.session(session, tenant).label();
    for (var one : events) {
      var number = bodies.size();
      bodies.add(
          new PublicEvent(
              event.getEventId() + (number == 0 ? "" : "/" + number),
              tenant,
              session,
              event.getSequence(),
              one.dataType(),
              event.getOccurredAtMs(),
              body(label, one.dataType(), one.data())));
    }
    return bodies;
  }

  public String body(String sessionId, String dataType, Map<String, Object> data) {
    return json.writeValueAsString(
        WwebjsMessage.ordered("sessionId", sessionId, "dataType", dataType, "data", data));
  }

  /// The body with `timestamp` as its last field.
  public static String frame(String body, Instant at) {
    return body.substring(0, body.length() - 1)
        + ",\"timestamp\":\""
        + TIMESTAMP.format(at)
        + "\"}";
  }
}
