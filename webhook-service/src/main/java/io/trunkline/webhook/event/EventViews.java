package io.trunkline.webhook.event;

import io.trunkline.proto.event.AccountHealthChanged;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.proto.event.UndecryptableMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Turns the worker's events into public ones.
@Component
public class EventViews {
  private final JsonMapper json;

  EventViews(JsonMapper json) {
    this.json = json;
  }

  /// @return empty for events that are no customer's business
  /// @throws IllegalArgumentException when tenant or session is no UUID, or the id is missing
  public Optional<PublicEvent> view(Event event) {
    return switch (event.getBodyCase()) {
      case CONNECTION -> of(event, "connection", connection(event.getConnection()));
      case MESSAGE ->
          of(
              event,
              event.getMessage().getFromMe() ? "message_create" : "message",
              message(event.getMessage()));
      case STATUS -> of(event, "message_ack", status(event.getStatus()));
      case UNDECRYPTABLE ->
          of(event, "message_undecryptable", undecryptable(event.getUndecryptable()));
      case HEALTH -> of(event, "account_health", health(event.getHealth()));
      case DELETED -> of(event, "session_deleted", Map.of());
      case GROUP -> of(event, GroupView.type(event.getGroup()), GroupView.of(event.getGroup()));
      case CHAT -> of(event, "chat", ContentView.fields(event.getChat()));
      case HISTORY -> of(event, "history", history(event.getHistory()));
      case CONTACT -> of(event, "contact", ContentView.fields(event.getContact()));
      case ACCOUNT -> of(event, "account", ContentView.fields(event.getAccount()));
      case PRESENCE -> of(event, "presence", ContentView.fields(event.getPresence()));
      case CALL -> of(event, "call", ContentView.fields(event.getCall()));
      case READ -> of(event, "message_read", ContentView.fields(event.getRead()));
      case NEWSLETTER, NAMED, TENANT_DELETED, MASTER_KEY_ROTATED, AUDITED, BODY_NOT_SET ->
          Optional.empty();
    };
  }

  /// A body that says nothing happened, for trying an endpoint.
  public PublicEvent test(UUID tenant, UUID session, Instant now) {
    return render(
        UUID.randomUUID().toString(), tenant, session, 0, "test", now.toEpochMilli(), Map.of());
  }

  private Optional<PublicEvent> of(Event event, String type, Map<String, Object> data) {
    if (event.getEventId().isEmpty()) {
      throw new IllegalArgumentException("Expected an event id");
    }
    return Optional.of(
        render(
            event.getEventId(),
            UUID.fromString(event.getTenantId()),
            UUID.fromString(event.getSessionId()),
            event.getSequence(),
            type,
            event.getOccurredAtMs(),
            data));
  }

  private PublicEvent render(
      String id,
      UUID tenant,
      UUID session,
      long sequence,
      String type,
      long atMs,
      Map<String, Object> data) {
    var body = new LinkedHashMap<String, Object>();
    body.put("id", id);
    body.put("tenant", tenant.toString());
    body.put("session", session.toString());
    body.put("sequence", sequence);
    body.put("type", type);
    body.put("timestamp", Times.ofMillis(atMs));
    body.put("data", data);
    return new PublicEvent(
        id, tenant, session, sequence, type, atMs, json.writeValueAsString(body));
  }

  private static Map<String, Object> message(MessageReceived message) {
    var data = new LinkedHashMap<String, Object>();
    data.put("messageId", message.getWhatsappId());
    data.put("chat", address(message.getChat()));
    data.put("sender", address(message.getSender()));
    data.put("fromMe", message.getFromMe());
    putText(data, "pushName", message.getPushName());
    data.put("timestamp", Times.ofSeconds(message.getTimestamp()));
    data.put("offline", message.getOffline());
    data.putAll(ContentView.of(message.getContent()));
    return data;
  }

  private static Map<String, Object> status(MessageStatusChanged status) {
    var data = new LinkedHashMap<String, Object>();
    putText(data, "id", status.getMessageId());
    data.put("messageId", status.getWhatsappId());
    data.put("chat", address(status.getChat()));
    if (status.hasParticipant()) {
      data.put("participant", address(status.getParticipant()));
    }
    data.put("status", slug(status.getStatus().name()));
    putText(data, "errorCode", status.getErrorCode());
    putText(data, "error", status.getError());
    return data;
  }

  private static Map<String, Object> undecryptable(UndecryptableMessage message) {
    var data = new LinkedHashMap<String, Object>();
    data.put("messageId", message.getWhatsappId());
    data.put("chat", address(message.getChat()));
    data.put("sender", address(message.getSender()));
    data.put("timestamp", Times.ofSeconds(message.getTimestamp()));
    putText(data, "reason", message.getReason());
    return data;
  }

  private static Map<String, Object> connection(ConnectionChanged connection) {
    var data = new LinkedHashMap<String, Object>();
    data.put("state", slug(connection.getState().name()));
    putText(data, "reason", connection.getReason());
    data.put("desired", slug(connection.getDesired().name().replace("DESIRED_", "")));
    putText(data, "jid", connection.getJid());
    putText(data, "lid", connection.getLid());
    putText(data, "qr", connection.getQr());
    putTime(data, "qrExpiresAt", connection.getQrExpiresAtMs());
    putText(data, "pairingCode", connection.getPairingCode());
    putTime(data, "pairingCodeExpiresAt", connection.getPairingCodeExpiresAtMs());
    putText(data, "passkeyOptions", connection.getPasskeyOptions());
    putText(data, "passkeyCode", connection.getPasskeyCode());
    putTime(data, "until", connection.getUntilMs());
    return data;
  }

  /// The past itself is read from the store.
  private static Map<String, Object> history(HistoryReceived past) {
    var data = new LinkedHashMap<String, Object>();
    data.put("kind", past.getType());
    data.put("order", past.getOrder());
    data.put("part", past.getPart());
    data.put("last", past.getLast());
    data.put("progressPercent", past.getProgress());
    putText(data, "requestId", past.getRequestId());
    data.put("chats", past.getChatsCount());
    data.put("messages", past.getMessagesCount());
    return data;
  }

  private static Map<String, Object> health(AccountHealthChanged health) {
    var data = new LinkedHashMap<String, Object>();
    data.put("state", health.getState());
    putText(data, "reason", health.getReason());
    putTime(data, "until", health.getUntilMs());
    return data;
  }

  static Map<String, Object> address(Address address) {
    var names = new ArrayList<String>();
    var data = new LinkedHashMap<String, Object>();
    for (var name : List.of(address.getOther(), address.getPn(), address.getLid())) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    putText(data, "pn", address.getPn());
    putText(data, "lid", address.getLid());
    if (!names.isEmpty()) {
      data.put("jid", names.getFirst());
    }
    return data;
  }

  private static void putText(Map<String, Object> data, String name, String value) {
    if (!value.isEmpty()) {
      data.put(name, value);
    }
  }

  private static void putTime(Map<String, Object> data, String name, long unixMs) {
    if (unixMs > 0) {
      data.put(name, Times.ofMillis(unixMs));
    }
  }

  private static String slug(String enumName) {
    return enumName.toLowerCase(Locale.ROOT);
  }
}
