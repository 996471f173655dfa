package io.trunkline.webhook.intake;

import io.trunkline.proto.event.Event;
import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.event.PublicEvent;
import io.trunkline.webhook.memory.Session;
import io.trunkline.webhook.subscription.Seed;
import io.trunkline.webhook.subscription.WebhookFields;
import io.trunkline.webhook.subscription.Webhooks;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes the first tenant's webhooks of the environment: one for `BASE_WEBHOOK_URL` and one for
/// each session `s` with `S_WEBHOOK_URL`, which then stands for that session alone. They follow the
/// environment at each start and each new session, and are listed like any other.
@Component
class Seeds {
  private static final Logger log = LoggerFactory.getLogger(Seeds.class);
  private static final String NAMED =
      """
      SELECT session_id, tenant_id, name FROM sessions
      WHERE first_tenant AND name IS NOT NULL ORDER BY session_id
      """;

  private final SeedSettings settings;
  private final Set<String> disabled;
  private final Environment environment;
  private final Webhooks webhooks;
  private final Jobs jobs;

  Seeds(SeedSettings settings, Environment environment, Webhooks webhooks, Jobs jobs) {
    this.settings = settings;
    this.disabled = settings.disabled();
    this.environment = environment;
    this.webhooks = webhooks;
    this.jobs = jobs;
  }

  private record Named(UUID session, UUID tenant, String name) {}

  /// Whether `DISABLED_CALLBACKS` silences it.
  boolean silences(Session session, PublicEvent event) {
    return session.ofFirstTenant() && disabled.contains(event.type());
  }

  @EventListener(ApplicationReadyEvent.class)
  void plantAll() {
    jobs.run(
        jdbc ->
            jdbc.sql(NAMED)
                .query(
                    (row, _) ->
                        new Named(
                            row.getObject("session_id", UUID.class),
                            row.getObject("tenant_id", UUID.class),
                            row.getString("name")))
                .list()
                .forEach(named -> plant(jdbc, named)));
  }

  /// Within the consumer's transaction, for an event that names a session.
  void plant(JdbcClient jdbc, Event event) {
    if (event.getNamed().getFirstTenant()) {
      plant(
          jdbc,
          new Named(
              UUID.fromString(event.getSessionId()),
              UUID.fromString(event.getTenantId()),
              event.getNamed().getName()));
    }
  }

  private void plant(JdbcClient jdbc, Named named) {
    var own = url(named.name().toUpperCase(Locale.ROOT) + "_WEBHOOK_URL");
    var session = named.session().toString();
    put(
        jdbc,
        named.tenant(),
        "BASE_WEBHOOK_URL",
        usable("BASE_WEBHOOK_URL", settings.baseWebhookUrl()),
        List.of(PublicEvent.ANY));
    webhooks.except(jdbc, Seed.id(named.tenant(), "BASE_WEBHOOK_URL"), session, own.isPresent());
    put(jdbc, named.tenant(), session, own, List.of(session));
  }

  private void put(
      JdbcClient jdbc, UUID tenant, String name, Optional<String> url, List<String> sessions) {
    if (url.isPresent() && settings.enableWebhook()) {
      webhooks.seed(jdbc, new Seed(tenant, name, url.get(), sessions, settings.apiKey()));
    } else {
      webhooks.unseed(jdbc, Seed.id(tenant, name));
    }
  }

  private Optional<String> url(String name) {
    return usable(name, environment.getProperty(name, ""));
  }

  private static Optional<String> usable(String name, String url) {
    if (!url.isEmpty() && !WebhookFields.isUrl(url)) {
      log.error("{} is no http or https URL and is not used", name);
      return Optional.empty();
    }
    return Optional.of(url).filter(text -> !text.isEmpty());
  }
}
