package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.MessageStatus;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// Servers of its own are killed and started again under the service.
@DirtiesContext
class OutageTest extends ServiceTest {
  private static TestInfrastructure servers;
  private static FakeWorker ownWorker;

  @DynamicPropertySource
  static void servers(DynamicPropertyRegistry registry) {
    servers = TestInfrastructure.start();
    register(registry, servers);
  }

  @AfterAll
  static void end() {
    ownWorker.close();
    servers.close();
  }

  @Override
  FakeWorker worker() {
    if (ownWorker == null) {
      ownWorker = new FakeWorker(servers.kafkaBootstrap());
    }
    return ownWorker;
  }

  @Test
  void whilePostgresIsAwayCallsAreRefusedAndNothingAcceptedIsLost() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "before").expect(200);

    servers.postgres().kill();
    var refused =
        send(tenant, connection, "9999900000", "during").fails(503, "gateway_unavailable");
    assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
    // Told while nobody can store it.
    worker().receive(connection, "IN1", "919999900000@s.whatsapp.net", "answer");
    servers.postgres().start();

    eventually(
        () -> assertThat(send(tenant, connection, "9999900000", "after").status()).isEqualTo(200));
    eventually(
        () ->
            assertThat(
                    get(tenant(tenant), "/api/v1/messages?direction=in")
                        .expect(200)
                        .data()
                        .get("messages")
                        .findValuesAsString("text"))
                .containsExactly("answer"));
  }

  @Test
  void whileKafkaIsAwayMessagesAreAcceptedAndLeaveInOrderWhenItIsBack() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    servers.kafka().kill();
    var ids = new ArrayList<String>();
    for (var i = 0; i < 3; i++) {
      var message =
          send(tenant, connection, "9999900000", "text " + i).expect(200).data().get("message");
      assertThat(message.get("status").stringValue()).isEqualTo("pending");
      ids.add(message.get("id").stringValue());
    }
    servers.kafka().start();
    eventually(
        () ->
            assertThat(ids)
                .allSatisfy(
                    id ->
                        assertThat(message(tenant, id).get("status").stringValue())
                            .isEqualTo("sent")));
    assertThat(firstTexts(connection)).containsExactly("text 0", "text 1", "text 2");
    worker().status(connection, whatsappId(connection), MessageStatus.READ);
    eventually(
        () ->
            assertThat(message(tenant, ids.getFirst()).get("status").stringValue())
                .isEqualTo("read"));
  }

  private String whatsappId(UUID connection) {
    return worker().sends(connection).getFirst().getSend().getMessage().getWhatsappId();
  }

  private java.util.List<String> firstTexts(UUID connection) {
    return worker().sends(connection).stream()
        .map(command -> command.getSend().getMessage().getContent().getText().getBody())
        .distinct()
        .toList();
  }
}
