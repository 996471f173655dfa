package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the dashboards ask is there: each of their queries gives a series of a real Prometheus that
/// scrapes the services while messages go and come. Needs Prometheus.
@ExtendWith(OneInstallation.class)
class DashboardsIT {
  private final Installation installation;

  DashboardsIT(Installation installation) {
    this.installation = installation;
  }

  private record Query(String dashboard, String panel, String expression) {}

  @Test
  void everyQueryOfADashboardGivesASeries(@TempDir Path folder) throws IOException {
    assumeTrue(Prometheus.isOnThePath(), "no prometheus on the PATH");
    var key = NewTenant.key(installation);
    var tenant = installation.anonymous().with("X-API-Key", key);
    var id = tenant.get("/api/v1/me").body().at("/data/tenant/id").asString();
    try (var prometheus = new Prometheus(installation, folder);
        var receiver = new WebhookReceiver()) {
      prometheus.awaitReady();
      traffic(tenant, receiver);
      var queries = queries(id);
      assertThat(queries).hasSizeGreaterThan(40);
      var empty = new ArrayList<>(queries);
      try {
        Waiting.until(
            "series",
            Duration.ofSeconds(40),
            () -> {
              empty.removeIf(query -> !prometheus.query(query.expression).isEmpty());
              return empty.isEmpty();
            });
      } catch (IllegalStateException e) {
        assertThat(empty).isEmpty();
      }
    }
  }

  /// A refused call, a webhook, and messages both ways.
  private void traffic(Http tenant, WebhookReceiver receiver) {
    installation.anonymous().with("X-API-Key", "tlk_wrong").get("/api/v1/me");
    tenant.post("/api/v1/webhooks", Map.of("url", receiver.url(), "events", List.of("*")));
    var own = installation.simulator().phone("96172800001", "Own");
    var peer = installation.simulator().phone("96172800002", "Peer");
    var connection = Connection.request(tenant, installation.anonymous(), "dashboards");
    connection.link(own);
    connection.sendUntilAccepted("+" + peer.number(), "out", Duration.ofSeconds(10));
    peer.send(own.number(), "in");
    Waiting.until("the text", Duration.ofSeconds(20), () -> !peer.shown().isEmpty());
  }

  private List<Query> queries(String tenant) throws IOException {
    var queries = new ArrayList<Query>();
    try (var files = Files.list(installation.root().resolve("deploy/monitoring/dashboards"))) {
      for (var file : files.toList()) {
        add(queries, file, tenant, Http.parse(Files.readString(file)).path("panels"));
      }
    }
    return queries;
  }

  private static void add(List<Query> queries, Path file, String tenant, JsonNode panels) {
    for (var panel : panels) {
      for (var target : panel.path("targets")) {
        var expression =
            target
                .path("expr")
                .asString()
                .replace("$__rate_interval", "1m")
                .replace("$worker", ".*")
                .replace("$tenant", tenant);
        queries.add(
            new Query(file.getFileName().toString(), panel.path("title").asString(), expression));
      }
      add(queries, file, tenant, panel.path("panels"));
    }
  }
}
