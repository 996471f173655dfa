package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityTest extends ApiTest {
  @Test
  void messagesAreCountedInTheirTimeWithHowFastTheyLeft() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "one").expect(200);
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    send(tenant, connection, "9999900000", "two").expect(200);
    send(tenant, connected(newTenant(), "other"), "9999900000", "foreign");
    eventually(
        () -> {
          var data = get(tenant(tenant), "/api/v1/dashboard/activity").expect(200).data();
          assertThat(data.get("slots")).hasSize(24);
          var last = data.get("slots").get(23).get("messages");
          assertThat(last).isEqualTo(data.get("whole").get("messages"));
          assertThat(last.toString())
              .isEqualTo(
                  "{\"received\":0,\"pending\":1,\"sent\":1,\"delivered\":0,\"read\":0,"
                      + "\"failed\":0}");
          assertThat(data.get("slots").get(0).get("toServerMs").get("p50").isNull()).isTrue();
          assertThat(data.get("whole").get("toServerMs").get("p95").longValue()).isNotNegative();
          assertThat(data.get("whole").get("toPhoneMs").get("p50").isNull()).isTrue();
        });
  }

  @Test
  void slotsFollowOneAnother() {
    var data =
        get(tenant(newTenant()), "/api/v1/dashboard/activity?hours=2&slots=4").expect(200).data();
    var slots = data.get("slots");
    assertThat(slots).hasSize(4);
    assertThat(slots.get(0).get("at")).isEqualTo(data.get("from"));
    var second = java.time.Instant.parse(slots.get(1).get("at").stringValue());
    var first = java.time.Instant.parse(slots.get(0).get("at").stringValue());
    assertThat(java.time.Duration.between(first, second)).hasMinutes(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hours=0", "hours=745", "slots=0", "slots=101", "hours=x"})
  void otherTimesAreRefused(String query) {
    get(tenant(newTenant()), "/api/v1/dashboard/activity?" + query).expect(400);
  }
}
