package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.Topics;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.LiveLocation;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Poll;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Revoke;
import io.trunkline.proto.content.Sticker;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
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
  private static final String ASHA = "919999900000@s.whatsapp.net";

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

  @Test
  void everyKindIsStoredWithItsWords() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker()
        .receive(connection, "K1", ASHA, content().setPoll(Poll.newBuilder().setName("?")).build());
    worker()
        .receive(
            connection,
            "K2",
            ASHA,
            content().setLiveLocation(LiveLocation.newBuilder().setCaption("here")).build());
    worker().receive(connection, "K3", ASHA, content().setSticker(Sticker.newBuilder()).build());
    worker().receive(connection, "K4", ASHA, Content.getDefaultInstance());
    worker().receive(connection, "K5", ASHA, "end");
    eventually(
        () ->
            assertThat(inboundValues(tenant, "type"))
                .containsExactly("text", "unknown", "sticker", "live_location", "poll"));
    assertThat(inbound(tenant)).containsExactly("end", "", "", "here", "?");
  }

  @Test
  void editsAndDeletionsChangeTheMessageOfTheirAuthorOnly() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().receive(connection, "M1", ASHA, "first");
    worker().receive(connection, "M2", ASHA, "gone");
    worker().receive(connection, "E1", ASHA, edit("M1", "newest", 2_000));
    worker().receive(connection, "E2", ASHA, edit("M1", "older", 1_000));
    worker().receive(connection, "E3", "919999900001@s.whatsapp.net", edit("M1", "forged", 3_000));
    worker()
        .receive(
            connection,
            "R1",
            ASHA,
            content().setRevoke(Revoke.newBuilder().setTarget(key("M2"))).build());
    worker()
        .receive(
            connection,
            "R2",
            "919999900001@s.whatsapp.net",
            content().setRevoke(Revoke.newBuilder().setTarget(key("M1"))).build());
    worker().receive(connection, "END", ASHA, "end");
    eventually(() -> assertThat(inbound(tenant)).startsWith("end"));

    var texts = get(tenant(tenant), "/api/v1/messages?direction=in&kind=text").expect(200).data();
    assertThat(texts.get("messages").findValuesAsString("text"))
        .containsExactly("end", "", "newest");
  }

  @Test
  void theLastReactionAndVoteOfEachUserStays() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker().receive(connection, "A1", ASHA, reaction("👍", 2_000));
    worker().receive(connection, "A2", ASHA, reaction("👎", 1_000));
    worker().receive(connection, "A3", "919999900001@s.whatsapp.net", reaction("❤", 1_000));
    worker()
        .receive(
            connection,
            "A4",
            ASHA,
            content()
                .setPollVote(
                    PollVote.newBuilder()
                        .setTarget(key("M1"))
                        .addOptionHashes(ByteString.fromHex("0aff")))
                .build());
    worker().receive(connection, "END", ASHA, "end");
    eventually(() -> assertThat(inbound(tenant)).startsWith("end"));

    assertThat(additions(connection, "reaction")).containsExactlyInAnyOrder("{👍}", "{❤}");
    assertThat(additions(connection, "poll_vote")).containsExactly("{0aff}");
  }

  private static List<String> additions(UUID connection, String kind) {
    try (var database =
            DriverManager.getConnection(
                TestInfrastructure.shared().postgresUrl(),
                "trunkline_api_jobs",
                TestInfrastructure.shared().password("trunkline_api_jobs"));
        var query =
            database.prepareStatement(
                "SELECT choices::text FROM api.message_additions"
                    + " WHERE session_id = ? AND whatsapp_id = 'M1' AND kind = ?")) {
      query.setObject(1, connection);
      query.setString(2, kind);
      var found = new ArrayList<String>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Content.Builder content() {
    return Content.newBuilder();
  }

  private static MessageKey key(String id) {
    return MessageKey.newBuilder().setWhatsappId(id).build();
  }

  private static Content edit(String id, String text, long atMs) {
    return content()
        .setEdit(
            Edit.newBuilder()
                .setTarget(key(id))
                .setAtMs(atMs)
                .setContent(content().setText(Text.newBuilder().setBody(text))))
        .build();
  }

  private static Content reaction(String emoji, long atMs) {
    return content()
        .setReaction(Reaction.newBuilder().setTarget(key("M1")).setText(emoji).setAtMs(atMs))
        .build();
  }

  private List<String> inboundValues(UUID tenant, String field) {
    return get(tenant(tenant), "/api/v1/messages?direction=in")
        .expect(200)
        .data()
        .get("messages")
        .findValuesAsString(field);
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
