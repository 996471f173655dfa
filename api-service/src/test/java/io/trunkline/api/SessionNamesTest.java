package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.Event.BodyCase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionNamesTest extends ApiTest {
  @Test
  void nameStandsOnTheTopicBeforeTheSessionsFirstEventAndOnce() {
    var tenant = newTenant();
    var body = Map.of("customerId", "acme", "customerName", "Acme");
    var data = post(tenant(tenant), "/api/v1/connections/request", body).expect(201).data();
    post(tenant(tenant), "/api/v1/connections/request", body).expect(200);
    var id = data.get("connection").get("id").stringValue();

    var events = EventTopic.await(event -> event.getSessionId().equals(id), 3);

    assertThat(events)
        .extracting(Event::getBodyCase)
        .containsExactly(BodyCase.NAMED, BodyCase.CONNECTION, BodyCase.CONNECTION);
    var named = events.getFirst();
    assertThat(named.getTenantId()).isEqualTo(tenant.toString());
    assertThat(named.getNamed().getName()).isEqualTo("acme");
  }
}
