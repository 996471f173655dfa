package io.trunkline.webhook.cloud;

import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.webhook.event.PublicEvent;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Session;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The bodies of the format `cloud`.
@Component
public class CloudBodies {
  // Meta's "Message undeliverable".
  private static final int UNDELIVERABLE = 131026;

  private final JsonMapper json;

  CloudBodies(JsonMapper json) {
    this.json = json;
  }

  /// @return empty for what the format does not know
  public Optional<PublicEvent> of(Event event, Memory memory) {
    return switch (event.getBodyCase()) {
      case MESSAGE -> message(event, own(event, memory));
      case STATUS -> status(event, own(event, memory));
      default -> Optional.empty();
    };
  }

  /// A body without messages, for trying an endpoint.
  public String test(UUID session) {
    return body(session, "", new LinkedHashMap<>());
  }

  private Optional<PublicEvent> message(Event event, Session own) {
    var message = event.getMessage();
    if (message.getFromMe()) {
      return Optional.empty();
    }
    return CloudMessage.of(message)
        .map(
            said -> {
              var value = new LinkedHashMap<String, Object>();
              value.put("contacts", List.of(contact(message)));
              value.put("messages", List.of(said));
              return event(event, "message", body(own, value));
            });
  }

  private static Map<String, Object> contact(MessageReceived message) {
    var contact = new LinkedHashMap<String, Object>();
    contact.put("profile", Map.of("name", message.getPushName()));
    contact.put("wa_id", number(message.getSender()));
    return contact;
  }

  private Optional<PublicEvent> status(Event event, Session own) {
    var change = event.getStatus();
    return word(change.getStatus())
        .map(
            word -> {
              var value = new LinkedHashMap<String, Object>();
              value.put("statuses", List.of(status(change, word)));
              return event(event, "message_ack", body(own, value));
            });
  }

  private static Map<String, Object> status(MessageStatusChanged change, String word) {
    var status = new LinkedHashMap<String, Object>();
    status.put("id", change.getWhatsappId());
    status.put("status", word);
    status.put("timestamp", Long.toString(Duration.ofMillis(change.getAtMs()).toSeconds()));
    status.put(
        "recipient_id",
        number(change.hasParticipant() ? change.getParticipant() : change.getChat()));
    if (word.equals("failed")) {
      status.put(
          "errors",
          List.of(
              Map.of(
                  "code",
                  UNDELIVERABLE,
                  "title",
                  "Message undeliverable",
                  "message",
                  change.getError(),
                  "error_data",
                  Map.of("details", change.getErrorCode()))));
    }
    return status;
  }

  private static Optional<String> word(MessageStatus status) {
    return switch (status) {
      case SENT, DELIVERED, READ, FAILED -> Optional.of(status.name().toLowerCase(Locale.ROOT));
      case PLAYED -> Optional.of("read");
      case MESSAGE_STATUS_UNSPECIFIED, PENDING, UNRECOGNIZED -> Optional.empty();
    };
  }

  private String body(Session own, Map<String, Object> content) {
    return body(own.id(), own.jid().map(CloudBodies::user).orElse(""), content);
  }

  private String body(UUID session, String number, Map<String, Object> content) {
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("display_phone_number", number);
    metadata.put("phone_number_id", session.toString());
    var value = new LinkedHashMap<String, Object>();
    value.put("messaging_product", "whatsapp");
    value.put("metadata", metadata);
    value.putAll(content);
    var change = new LinkedHashMap<String, Object>();
    change.put("value", value);
    change.put("field", "messages");
    var entry = new LinkedHashMap<String, Object>();
    entry.put("id", session.toString());
    entry.put("changes", List.of(change));
    var body = new LinkedHashMap<String, Object>();
    body.put("object", "whatsapp_business_account");
    body.put("entry", List.of(entry));
    return json.writeValueAsString(body);
  }

  private static PublicEvent event(Event event, String type, String body) {
    return new PublicEvent(
        event.getEventId(),
        UUID.fromString(event.getTenantId()),
        UUID.fromString(event.getSessionId()),
        event.getSequence(),
        type,
        event.getOccurredAtMs(),
        body);
  }

  private static Session own(Event event, Memory memory) {
    return memory.session(
        UUID.fromString(event.getSessionId()), UUID.fromString(event.getTenantId()));
  }

  /// The number where it is known, else what stands before the `@` of another name.
  static String number(Address address) {
    var name =
        List.of(address.getPn(), address.getLid(), address.getOther()).stream()
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return user(name);
  }

  static String user(String jid) {
    return jid.split("[:@]", 2)[0];
  }
}
