package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.event.AccountHealthChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccountHealthTest extends ApiTest {
  @Test
  void whatTheAccountDoesAndHearsIsTold() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    for (var i = 0; i < 2; i++) {
      send(tenant, connection, "9999900000", "text " + i).expect(200);
    }
    worker().receive(connection, "IN1", "919999900000@s.whatsapp.net", "thanks");
    eventually(
        () -> assertThat(health(tenant, connection).get("lastInboundAt").isNull()).isFalse());
    var health = health(tenant, connection);
    assertThat(health.get("state").stringValue()).isEqualTo("good");
    assertThat(health.get("reason").isNull()).isTrue();
    assertThat(health.get("sent").get("lastHour").intValue()).isEqualTo(2);
    assertThat(health.get("sent").get("lastDay").intValue()).isEqualTo(2);
    assertThat(health.get("caps").get("perHour").isNull()).isTrue();
    assertThat(health.get("lastKeepAliveAt").stringValue())
        .isEqualTo(FakeWorker.LAST_HEARD.toString());
  }

  @Test
  void whatHoldsTheAccountIsToldUntilItsEnd() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var until = Instant.now().plus(Duration.ofHours(1));
    change(connection, "reachout_timelock", "463", until);
    eventually(
        () ->
            assertThat(health(tenant, connection).get("state").stringValue())
                .isEqualTo("reachout_timelock"));
    assertThat(health(tenant, connection).get("reason").stringValue()).isEqualTo("463");
    assertThat(Instant.parse(health(tenant, connection).get("until").stringValue()))
        .isEqualTo(Instant.ofEpochMilli(until.toEpochMilli()));
    change(connection, "rate_limited", "429", Instant.now().minusSeconds(1));
    eventually(
        () -> assertThat(health(tenant, connection).get("state").stringValue()).isEqualTo("good"));
  }

  @Test
  void aSessionWithoutASocketHasNoKeepAliveAndAnothersIsNotFound() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().lose(connection);
    eventually(
        () -> assertThat(health(tenant, connection).get("lastKeepAliveAt").isNull()).isTrue());
    get(tenant(newTenant()), path(connection)).fails(404, "connection_not_found");
    get(tenant(tenant), "/api/v1/connections/x/health").fails(404, "connection_not_found");
  }

  private void change(UUID connection, String state, String reason, Instant until) {
    worker()
        .emit(
            connection.toString(),
            event ->
                event.setHealth(
                    AccountHealthChanged.newBuilder()
                        .setState(state)
                        .setReason(reason)
                        .setUntilMs(until.toEpochMilli())));
  }

  private JsonNode health(UUID tenant, UUID connection) {
    return get(tenant(tenant), path(connection)).expect(200).data();
  }

  private static String path(UUID connection) {
    return "/api/v1/connections/" + connection + "/health";
  }
}
