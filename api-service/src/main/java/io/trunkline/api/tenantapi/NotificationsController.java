package io.trunkline.api.tenantapi;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.consent.Consents;
import io.trunkline.api.consent.OptIn;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.identity.Access;
import io.trunkline.api.paced.Notification;
import io.trunkline.api.paced.NotificationStatus;
import io.trunkline.api.paced.Notifications;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What notify's pages show of messages: the audit log and its figures.
@RestController
class NotificationsController {
  private final Notifications notifications;
  private final Consents consents;
  private final Connections connections;

  NotificationsController(Notifications notifications, Consents consents, Connections connections) {
    this.notifications = notifications;
    this.consents = consents;
    this.connections = connections;
  }

  /// @param direction `inbound` or `outbound`
  record Row(
      long id,
      String direction,
      String session,
      String phone,
      String type,
      String body,
      String caption,
      String status,
      String error,
      String createdAt,
      String sentAt,
      String deliveredAt,
      String readAt) {
    static Row of(Notification row) {
      return new Row(
          row.id(),
          row.isInbound() ? "inbound" : "outbound",
          row.session(),
          row.phone(),
          row.type(),
          row.body().orElse(null),
          row.caption().orElse(null),
          row.status().slug(),
          row.error().orElse(null),
          Times.text(row.createdAt()),
          Times.text(row.sentAt()),
          Times.text(row.deliveredAt()),
          Times.text(row.readAt()));
    }
  }

  record Page(List<Row> messages, String next) {}

  record Sessions(long total, long online) {}

  /// @param messages how many rows each status has
  /// @param contacts how many recipients said what
  /// @param systemOffline whether no session is online
  record Overview(
      Map<String, Long> messages,
      Sessions sessions,
      Map<String, Long> contacts,
      boolean systemOffline) {}

  @GetMapping("/api/v1/notify/messages")
  Envelope list(
      Caller caller,
      @RequestParam Optional<String> status,
      @RequestParam Optional<String> session,
      @RequestParam Optional<String> phone,
      @RequestParam Optional<String> text,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var filter =
        new Notifications.Filter(
            given(status).map(NotificationsController::status),
            given(session),
            given(phone).map(digits -> digits.replaceAll("[^0-9]", "")),
            given(text));
    var page = notifications.list(tenant, filter, after(given(after)), Paging.limit(limit));
    return Envelope.of(
        new Page(
            page.rows().stream().map(Row::of).toList(),
            page.next().isPresent() ? Long.toString(page.next().getAsLong()) : null));
  }

  @GetMapping("/api/v1/notify/overview")
  Envelope overview(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var messages = new LinkedHashMap<String, Long>();
    notifications.counts(tenant).forEach((status, rows) -> messages.put(status.slug(), rows));
    var contacts = new LinkedHashMap<String, Long>();
    var told = consents.counts(tenant);
    for (var optIn : OptIn.values()) {
      contacts.put(optIn.slug(), told.getOrDefault(optIn, 0L));
    }
    var all = connections.all(tenant);
    var online = all.stream().filter(Connection::isOpen).count();
    return Envelope.of(
        new Overview(messages, new Sessions(all.size(), online), contacts, online == 0));
  }

  private static Optional<String> given(Optional<String> text) {
    return text.filter(value -> !value.isBlank());
  }

  private static NotificationStatus status(String text) {
    for (var status : NotificationStatus.values()) {
      if (status.slug().equals(text)) {
        return status;
      }
    }
    throw Failure.invalid("status is not valid");
  }

  private static OptionalLong after(Optional<String> text) {
    try {
      return text.map(Long::parseLong).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    } catch (NumberFormatException e) {
      throw Failure.invalid("after is not valid");
    }
  }
}
