package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;

class ManagementTest extends ApiTest {
  @LocalManagementPort private int port;

  @Test
  void theProbesAnswerOnTheirOwnPort() throws Exception {
    assertThat(fetch("/actuator/health/liveness").statusCode()).isEqualTo(200);
    var readiness = fetch("/actuator/health/readiness");
    assertThat(readiness.statusCode()).as(readiness.body()).isEqualTo(200);
    assertThat(readiness.body()).contains("\"db\"", "\"replies\"");
    assertThat(fetch("/actuator/env").statusCode()).isEqualTo(404);
  }

  @Test
  void theMetersOfTheOutboxAndTheEventsAreThere() throws Exception {
    var tenant = newTenant();
    send(tenant, connected(tenant, "acme"), "9999900000", "x").expect(200);
    eventually(
        () ->
            assertThat(fetch("/actuator/prometheus").body())
                .contains(
                    "trunkline_api_messages_accepted_total",
                    "trunkline_api_messages_dispatched_total",
                    "trunkline_api_messages_statuses_total{status=\"sent\"}",
                    "trunkline_api_outbox_backlog",
                    "trunkline_api_events_stored_total{kind=\"status\"}",
                    "trunkline_api_events_lag_seconds_count"));
  }

  private HttpResponse<String> fetch(String path) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    }
  }
}
