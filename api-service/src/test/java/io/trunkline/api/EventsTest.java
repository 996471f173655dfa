package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.Topics;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class EventsTest extends ApiTest {
  @Test
  void aRedeliveredMessageIsStoredOnce() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var event = worker().receive(connection, "IN1", "919999900000@s.whatsapp.net", "once");
    worker().repeat(event);
    worker().repeat(event);
    worker().receive(connection, "IN2", "919999900000@s.whatsapp.net", "after");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("after", "once"));
  }

  @Test
  void statusesInAnyOrderOnlyRise() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var sent = send(tenant, connection, "9999900000", "x").expect(200).data().get("message");
    var whatsappId = sent.get("whatsappMessageId").stringValue();
    worker().status(connection, whatsappId, MessageStatus.READ);
    worker().status(connection, whatsappId, MessageStatus.DELIVERED);
    worker().status(connection, whatsappId, MessageStatus.SENT);
    worker().status(connection, whatsappId, MessageStatus.FAILED);
    worker().receive(connection, "MARK", "919999900000@s.whatsapp.net", "mark");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("mark"));
    var stored = message(tenant, sent.get("id").stringValue());
    assertThat(stored.get("status").stringValue()).isEqualTo("read");
    assertThat(stored.get("statusHistory").findValuesAsString("status"))
        .containsExactlyInAnyOrder("pending", "sent", "delivered", "read");
  }

  @Test
  void failedIsFinal() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().onSend(connection, FakeWorker.Sending.IGNORE);
    var sent = send(tenant, connection, "9999900000", "x").expect(200).data().get("message");
    var whatsappId = sent.get("whatsappMessageId").stringValue();
    worker().status(connection, whatsappId, MessageStatus.FAILED);
    worker().status(connection, whatsappId, MessageStatus.DELIVERED);
    worker().receive(connection, "MARK", "919999900000@s.whatsapp.net", "mark");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("mark"));
    var stored = message(tenant, sent.get("id").stringValue());
    assertThat(stored.get("status").stringValue()).isEqualTo("failed");
    assertThat(stored.get("reason").get("code").stringValue()).isEqualTo("unknown");
    assertThat(stored.get("statusHistory").findValuesAsString("status"))
        .containsExactly("pending", "failed");
  }

  @Test
  void aStateOfALowerEpochOrSequenceIsDropped() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().takeover(connection);
    worker().reconnect(connection);
    awaitStatus(tenant, connection, "connected", "connected");
    worker()
        .repeat(
            state(tenant, connection, ConnectionState.LOGGED_OUT)
                .setEpoch(1)
                .setSequence((1L << 24) + 9_000)
                .build());
    worker().receive(connection, "MARK", "919999900000@s.whatsapp.net", "mark");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("mark"));
    awaitStatus(tenant, connection, "connected", "connected");
  }

  @Test
  void anEventOfAnotherTenantIsPutAside() {
    var tenant = newTenant();
    var stranger = newTenant();
    var connection = connected(tenant, "acme");
    worker()
        .repeat(
            state(stranger, connection, ConnectionState.LOGGED_OUT)
                .setEpoch(99)
                .setSequence(99L << 24)
                .build());
    worker().receive(connection, "MARK", "919999900000@s.whatsapp.net", "mark");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("mark"));
    assertThat(status(tenant, connection).get("status").stringValue()).isEqualTo("connected");
    assertThat(reasons(connection.toString())).contains("tenant_mismatch");
  }

  @Test
  void whatCannotBeProcessedGoesToTheDeadLettersAndHoldsNothingUp() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var key = connection.toString();
    worker().raw(key, new byte[] {1, 2, 3});
    worker().raw(key, Event.newBuilder().setSessionId(key).build().toByteArray());
    worker()
        .raw(
            key,
            Event.newBuilder()
                .setEventId("e-" + key)
                .setSessionId("no uuid")
                .build()
                .toByteArray());
    worker()
        .raw(
            key,
            Event.newBuilder()
                .setEventId("f-" + key)
                .setSessionId(key)
                .setTenantId(tenant.toString())
                .build()
                .toByteArray());
    worker().receive(UUID.randomUUID(), "X", "919999900000@s.whatsapp.net", "nobody's");
    worker().receive(connection, "MARK", "919999900000@s.whatsapp.net", "mark");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("mark"));
    eventually(
        () ->
            assertThat(reasons(key))
                .containsExactlyInAnyOrder("malformed", "malformed", "malformed", "unknown_body"));
    var letter = letters().getFirst();
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(Topics.EVENTS);
    assertThat(header(letter, DeadLetter.CONSUMER)).isEqualTo("api-service");
    assertThat(header(letter, DeadLetter.OFFSET)).matches("\\d+");
    assertThat(header(letter, DeadLetter.PARTITION)).matches("\\d+");
  }

  @Test
  void textThatCannotBeStoredAsItIsIsStoredAsFarAsItCan() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().receive(connection, "NUL", "919999900000@s.whatsapp.net", "a\0b");
    eventually(() -> assertThat(inbound(tenant)).containsExactly("a\uFFFDb"));
  }

  private Event.Builder state(UUID tenant, UUID connection, ConnectionState state) {
    return Event.newBuilder()
        .setEventId(UUID.randomUUID().toString())
        .setTenantId(tenant.toString())
        .setSessionId(connection.toString())
        .setOccurredAtMs(System.currentTimeMillis())
        .setConnection(ConnectionChanged.newBuilder().setState(state));
  }

  private List<String> inbound(UUID tenant) {
    return get(tenant(tenant), "/api/v1/messages?direction=in")
        .expect(200)
        .data()
        .get("messages")
        .findValuesAsString("text");
  }

  private static List<String> reasons(String key) {
    return letters().stream()
        .filter(letter -> key.equals(letter.key()))
        .map(letter -> header(letter, DeadLetter.REASON))
        .toList();
  }

  private static String header(ConsumerRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static List<ConsumerRecord<String, byte[]>> letters() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestInfrastructure.shared().kafkaBootstrap()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      var letters = new ArrayList<ConsumerRecord<String, byte[]>>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
      }
      return letters;
    }
  }
}
