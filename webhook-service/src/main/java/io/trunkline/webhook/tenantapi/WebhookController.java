package io.trunkline.webhook.tenantapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.webhook.audit.AuditTrail;
import io.trunkline.webhook.cloud.CloudBodies;
import io.trunkline.webhook.delivery.Deliveries;
import io.trunkline.webhook.delivery.Delivery;
import io.trunkline.webhook.delivery.Dispatcher;
import io.trunkline.webhook.delivery.Endpoint;
import io.trunkline.webhook.event.EventViews;
import io.trunkline.webhook.subscription.Webhook;
import io.trunkline.webhook.subscription.WebhookFields;
import io.trunkline.webhook.subscription.Webhooks;
import io.trunkline.webhook.web.Envelope;
import io.trunkline.webhook.web.Failure;
import io.trunkline.webhook.wwebjs.WwebjsBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// The tenant's calls under `/api/v1/webhooks`. Reading needs the scope `read`, the rest `admin`.
@RestController
@RequestMapping("/api/v1/webhooks")
class WebhookController {
  private static final UUID NO_SESSION = new UUID(0, 0);
  private static final int MAX_KEY = 128;

  /// Webhooks of one page.
  private static final int MOST = 1000;

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final Dispatcher dispatcher;
  private final Endpoint endpoint;
  private final EventViews views;
  private final WwebjsBodies wwebjs;
  private final CloudBodies cloud;
  private final AuditTrail audit;
  private final Clock clock;

  WebhookController(
      Webhooks webhooks,
      Deliveries deliveries,
      Dispatcher dispatcher,
      Endpoint endpoint,
      EventViews views,
      WwebjsBodies wwebjs,
      CloudBodies cloud,
      AuditTrail audit,
      Clock clock) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.dispatcher = dispatcher;
    this.endpoint = endpoint;
    this.views = views;
    this.wwebjs = wwebjs;
    this.cloud = cloud;
    this.audit = audit;
    this.clock = clock;
  }

  /// @param secret only in the reply that made it
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record WebhookView(
      UUID id,
      String url,
      List<String> events,
      List<String> sessions,
      String format,
      boolean ordered,
      Instant createdAt,
      Instant updatedAt,
      String secret) {
    static WebhookView of(Webhook webhook, String secret) {
      return new WebhookView(
          webhook.id(),
          webhook.url(),
          webhook.events(),
          webhook.sessions(),
          webhook.format().text(),
          webhook.ordered(),
          webhook.createdAt(),
          webhook.updatedAt(),
          secret);
    }
  }

  /// @param next what `after` takes for the following page; null on the last
  record WebhookPage(List<WebhookView> webhooks, String next) {}

  record DeliveryPage(List<Delivery> deliveries, String next) {}

  @GetMapping
  Envelope list(
      Caller caller, @RequestParam Optional<Integer> after, @RequestParam Optional<Integer> limit) {
    var all = webhooks.list(tenant(caller, Scope.READ));
    int begin = after.orElse(0);
    int most = limit.orElse(MOST);
    if (begin < 0 || most < 1 || most > MOST) {
      throw Failure.invalid("after must be 0 or more, limit 1 to " + MOST);
    }
    var page = all.stream().skip(begin).limit(most).map(one -> WebhookView.of(one, null)).toList();
    var hasMore = all.size() - begin > most;
    return Envelope.of(new WebhookPage(page, hasMore ? Integer.toString(begin + most) : null));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Envelope create(
      Caller caller,
      @RequestBody JsonNode body,
      @RequestHeader("Idempotency-Key") Optional<String> key) {
    var tenant = tenant(caller, Scope.ADMIN);
    key.filter(text -> text.isBlank() || text.length() > MAX_KEY)
        .ifPresent(
            _ -> {
              throw Failure.invalid("Idempotency-Key must have 1 to 128 characters");
            });
    var fields = WebhookFields.parse(body);
    var created =
        key.map(text -> webhooks.createOnce(tenant, text, fields))
            .orElseGet(() -> webhooks.create(tenant, fields));
    recorded(caller, tenant, "webhook.created", created.webhook().id());
    return view(created.webhook(), created.secret().reveal());
  }

  @GetMapping("/{id}")
  Envelope get(Caller caller, @PathVariable UUID id) {
    return view(find(tenant(caller, Scope.READ), id), null);
  }

  @PatchMapping("/{id}")
  Envelope update(Caller caller, @PathVariable UUID id, @RequestBody JsonNode body) {
    var tenant = tenant(caller, Scope.ADMIN);
    var fields = WebhookFields.patch(body, find(tenant, id));
    var updated = webhooks.update(tenant, id, fields).orElseThrow(Failure::notFound);
    recorded(caller, tenant, "webhook.changed", id);
    return view(updated, null);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(Caller caller, @PathVariable UUID id) {
    var tenant = tenant(caller, Scope.ADMIN);
    if (!webhooks.delete(tenant, id)) {
      throw Failure.notFound();
    }
    recorded(caller, tenant, "webhook.deleted", id);
  }

  @PostMapping("/{id}/rotate-secret")
  Envelope rotate(Caller caller, @PathVariable UUID id) {
    var tenant = tenant(caller, Scope.ADMIN);
    var secret = webhooks.rotateSecret(tenant, id).orElseThrow(Failure::notFound);
    recorded(caller, tenant, "webhook.secret_rotated", id);
    return Envelope.of(Map.of("secret", secret.reveal()));
  }

  @PostMapping("/{id}/test")
  Envelope test(Caller caller, @PathVariable UUID id) {
    var tenant = tenant(caller, Scope.ADMIN);
    find(tenant, id);
    var target = webhooks.target(id).orElseThrow(Failure::notFound);
    var event = views.test(tenant, NO_SESSION, clock.instant());
    var body =
        switch (target.format()) {
          case TRUNKLINE -> event.json();
          case WWEBJS -> wwebjs.body("test", "test", Map.of());
          case CLOUD -> cloud.test(NO_SESSION);
        };
    return Envelope.of(Map.of("result", endpoint.call(target, event.id(), body)));
  }

  /// By ids of deliveries, or by the time in which they were made.
  @PostMapping("/{id}/replay")
  Envelope replay(Caller caller, @PathVariable UUID id, @RequestBody JsonNode body) {
    var tenant = tenant(caller, Scope.ADMIN);
    find(tenant, id);
    var now = clock.instant();
    var asked = Replay.parse(body, now);
    var count =
        switch (asked) {
          case Replay.Deliveries(var ids) -> deliveries.replay(tenant, id, ids, now);
          case Replay.Time(var from, var to) -> deliveries.replay(tenant, id, from, to, now);
        };
    dispatcher.wake();
    recorded(caller, tenant, "webhook.replayed", id);
    return Envelope.of(Map.of("count", count));
  }

  @GetMapping("/{id}/deliveries")
  Envelope deliveries(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam Optional<String> status,
      @RequestParam Optional<Long> after,
      @RequestParam Optional<Integer> limit) {
    var tenant = tenant(caller, Scope.READ);
    find(tenant, id);
    status
        .filter(text -> !List.of("pending", "delivered", "dead").contains(text))
        .ifPresent(
            text -> {
              throw Failure.invalid("status must be pending, delivered or dead");
            });
    var most = limit.orElse(50);
    if (most < 1 || most > 200) {
      throw Failure.invalid("limit must be 1 to 200");
    }
    var page = deliveries.list(tenant, id, status, after, most);
    var next = page.size() < most ? null : Long.toString(page.getLast().position());
    return Envelope.of(new DeliveryPage(page, next));
  }

  private void recorded(Caller caller, UUID tenant, String action, UUID id) {
    audit.record(caller, tenant, action, id.toString(), "");
  }

  private Webhook find(UUID tenant, UUID id) {
    return webhooks.find(tenant, id).orElseThrow(Failure::notFound);
  }

  private static Envelope view(Webhook webhook, String secret) {
    return Envelope.of(Map.of("webhook", WebhookView.of(webhook, secret)));
  }

  private static UUID tenant(Caller caller, Scope scope) {
    var tenant = caller.tenant().orElseThrow(Failure::unauthorized);
    if (caller.session().isPresent() || !caller.scopes().contains(scope)) {
      throw new Failure(
          403,
          "forbidden",
          "The credential lacks the scope " + scope.name().toLowerCase(Locale.ROOT));
    }
    return tenant;
  }
}
