package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.Topics;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.ScheduledEvent;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.TenantDeleted;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/// Webhooks and who may do what with them.
class WebhookServiceTest extends ServiceTest {
  @Test
  void messageIsDeliveredSignedWithTheDocumentedBody() throws Exception {
    try (var customer = new Customer(call -> 204)) {
      var created =
          post(
              "/api/v1/webhooks",
              Map.of(
                  "url",
                  customer.url(),
                  "events",
                  List.of("message"),
                  "headers",
                  Map.of("X-Own", "mine")));
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      var secret = data(created).path("webhook").path("secret").asString();
      publish(message("1", "hello"));
      await().atMost(LIMIT).until(() -> customer.calls.size() == 1);
      var call = customer.calls.getFirst();
      assertThat(call.eventId()).isEqualTo(session + "-1");
      assertThat(call.signature())
          .isEqualTo("sha256=" + hmac(secret, call.timestamp() + "." + call.body()));
      assertThat(call.hub()).isEqualTo("sha256=" + hmac(secret, call.body()));
      assertThat(call.own()).isEqualTo("mine");
      var json = call.json();
      assertThat(json.path("id").asString()).isEqualTo(session + "-1");
      assertThat(json.path("tenant").asString()).isEqualTo(tenant.toString());
      assertThat(json.path("session").asString()).isEqualTo(session.toString());
      assertThat(json.path("sequence").asLong()).isEqualTo(1);
      assertThat(json.path("type").asString()).isEqualTo("message");
      assertThat(json.path("timestamp").asString()).isEqualTo("1970-01-01T00:00:01Z");
      assertThat(json.path("data").path("body").asString()).isEqualTo("hello");
      assertThat(json.path("data").path("sender").path("lid").asString()).isEqualTo("1@lid");
    }
  }

  @Test
  void changesAreToldForTheTenantsRecordAndTheirSecretsAreNot() throws Exception {
    var created =
        post("/api/v1/webhooks", Map.of("url", "http://127.0.0.1:1/x", "events", List.of("call")));
    var webhook = data(created).path("webhook");
    var path = "/api/v1/webhooks/" + webhook.path("id").asString();
    var identity = identity(tenant, Set.of(Scope.values()));
    post(path + "/rotate-secret", Map.of());
    call("PATCH", path, "{\"events\":[\"message\"]}", identity);
    assertThat(call("DELETE", path, "", identity).statusCode()).isEqualTo(204);
    assertThat(call("DELETE", path, "", identity).statusCode()).isEqualTo(404);
    var told = new ArrayList<Event>();
    try (var consumer = consumer(Topics.EVENTS)) {
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                for (var row : consumer.poll(Duration.ofMillis(200))) {
                  var event = parsed(row.value());
                  if (event.hasAudited() && event.getTenantId().equals(tenant.toString())) {
                    told.add(event);
                  }
                }
                return told.size() >= 4;
              });
    }
    assertThat(told)
        .extracting(event -> event.getAudited().getAction())
        .containsExactly(
            "webhook.created", "webhook.secret_rotated", "webhook.changed", "webhook.deleted");
    for (var event : told) {
      assertThat(event.getAudited().getTarget()).isEqualTo(webhook.path("id").asString());
      assertThat(event.getAudited().getActorKind()).isEqualTo("api_key");
      assertThat(event.getAudited().getActor()).isEqualTo("key:test");
      assertThat(event.getAudited().getAddress()).isEqualTo("127.0.0.1");
      assertThat(event.getAudited().getRequestId()).isNotEmpty();
      assertThat(event.toString()).doesNotContain(webhook.path("secret").asString());
    }
  }

  @Test
  void redeliveredEventIsCalledOnce() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "message");
      for (int i = 0; i < 3; i++) {
        publish(message("same", "same"));
      }
      publish(message("last", "last"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("last"));
      assertThat(customer.bodies()).containsExactly("same", "last");
    }
  }

  @Test
  void failingCallIsRepeatedAndLaterEventsWaitForIt() throws Exception {
    try (var customer = new Customer(call -> call < 2 ? 500 : 200)) {
      register(customer.url(), "message");
      for (int i = 0; i < 5; i++) {
        publish(message("r" + i, "r" + i));
      }
      await().atMost(LIMIT).until(() -> customer.calls.size() == 7);
      assertThat(customer.bodies()).containsExactly("r0", "r0", "r0", "r1", "r2", "r3", "r4");
    }
  }

  @Test
  void endpointThatNeverAcceptsGetsADeadDeliveryThatIsListed() throws Exception {
    try (var customer = new Customer(call -> 302)) {
      var id = register(customer.url(), "message");
      publish(message("d", "d"));
      var path = "/api/v1/webhooks/" + id + "/deliveries?status=dead";
      await().atMost(LIMIT).until(() -> data(get(path)).path("deliveries").size() == 1);
      var delivery = data(get(path)).path("deliveries").get(0);
      assertThat(delivery.path("attempts").asInt()).isGreaterThan(1);
      assertThat(delivery.path("statusCode").asInt()).isEqualTo(302);
      assertThat(delivery.path("eventId").asString()).isEqualTo(session + "-d");
    }
  }

  @Test
  void deadEndpointDelaysNoOther() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register("http://127.0.0.1:1/closed", "message");
      register(customer.url(), "message");
      for (int i = 0; i < 20; i++) {
        publish(message("o" + i, "o" + i));
      }
      await().atMost(LIMIT).until(() -> customer.calls.size() == 20);
    }
  }

  @Test
  void rotatedSecretSignsBesideTheOldOne() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      var created = post("/api/v1/webhooks", Map.of("url", customer.url()));
      var old = data(created).path("webhook").path("secret").asString();
      var id = data(created).path("webhook").path("id").asString();
      var rotated = post("/api/v1/webhooks/" + id + "/rotate-secret", Map.of());
      var fresh = data(rotated).path("secret").asString();
      var result = data(post("/api/v1/webhooks/" + id + "/test", Map.of())).path("result");
      assertThat(result.path("delivered").asBoolean()).isTrue();
      var call = customer.calls.getFirst();
      var signed = call.timestamp() + "." + call.body();
      assertThat(call.signature())
          .isEqualTo("sha256=" + hmac(fresh, signed) + ",sha256=" + hmac(old, signed));
    }
  }

  @Test
  void privateAddressIsRefusedAndSaysSo() throws Exception {
    var id = register("http://192.168.7.7/hook", "message");
    var result = data(post("/api/v1/webhooks/" + id + "/test", Map.of())).path("result");
    assertThat(result.path("delivered").asBoolean()).isFalse();
    assertThat(result.path("error").asString()).isEqualTo("refused_address");
  }

  @Test
  void stateOfALowerEpochIsDropped() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "connection");
      publish(connection("c1", 7, ConnectionState.OPEN));
      publish(connection("c2", 6, ConnectionState.RETRYING));
      publish(connection("c3", 7, ConnectionState.HELD));
      await().atMost(LIMIT).until(() -> customer.calls.size() == 2);
      assertThat(customer.calls)
          .extracting(call -> call.json().path("data").path("state").asString())
          .containsExactly("open", "held");
    }
  }

  @Test
  void filterOfSessionsHolds() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      post(
          "/api/v1/webhooks",
          Map.of("url", customer.url(), "sessions", List.of(UUID.randomUUID().toString())));
      register(customer.url(), "message");
      publish(message("f", "f"));
      await().atMost(LIMIT).until(() -> !customer.calls.isEmpty());
      publish(message("g", "g"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("g"));
      assertThat(customer.bodies()).containsExactly("f", "g");
    }
  }

  @Test
  void anotherTenantsWebhookDoesNotExist() throws Exception {
    var id = register("https://example.org/hook", "message");
    var stranger = identity(UUID.randomUUID(), Set.of(Scope.values()));
    for (var method : List.of("GET", "DELETE", "PATCH")) {
      var reply = call(method, "/api/v1/webhooks/" + id, "{}", stranger);
      assertThat(reply.statusCode()).as(method).isEqualTo(404);
    }
    var list = call("GET", "/api/v1/webhooks", "", stranger);
    assertThat(data(list).path("webhooks").size()).isZero();
    assertThat(get("/api/v1/webhooks/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void webhookIsMadeOnceUnderAKey() throws Exception {
    var body = "{\"url\":\"https://example.org/once\",\"headers\":{\"X-A\":\"b\"}}";
    var first = create(body, "key-1");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    assertThat(create(body, "key-1").body()).isEqualTo(first.body());
    assertThat(data(create(body, "key-2")).path("webhook").path("id"))
        .isNotEqualTo(data(first).path("webhook").path("id"));
    assertThat(data(get("/api/v1/webhooks")).path("webhooks").size()).isEqualTo(2);
    var other = create("{\"url\":\"https://example.org/other\"}", "key-1");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(JSON.readTree(other.body()).path("code").asString())
        .isEqualTo("idempotency_key_reused");
    assertThat(create(body, "k".repeat(129)).statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> create(String body, String key) throws Exception {
    var all = identity(tenant, Set.of(Scope.values()));
    return call("POST", "/api/v1/webhooks", body, all, Map.of("Idempotency-Key", key));
  }

  @Test
  void listComesInParts() throws Exception {
    for (var name : List.of("a", "b", "c")) {
      register("https://example.org/" + name, "message");
    }
    var first = data(get("/api/v1/webhooks?limit=2"));
    assertThat(first.path("webhooks").size()).isEqualTo(2);
    var rest = data(get("/api/v1/webhooks?limit=2&after=" + first.path("next").asString()));
    assertThat(rest.path("webhooks").get(0).path("url").asString())
        .isEqualTo("https://example.org/c");
    assertThat(rest.path("next").isNull()).isTrue();
    for (var bad : List.of("limit=0", "limit=1001", "after=-1", "after=x")) {
      assertThat(get("/api/v1/webhooks?" + bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void secretIsShownOnceAndChangesAreKept() throws Exception {
    var id = register("https://example.org/hook", "message");
    assertThat(get("/api/v1/webhooks/" + id).body()).doesNotContain("secret");
    var patched =
        call(
            "PATCH",
            "/api/v1/webhooks/" + id,
            "{\"events\":[\"message_ack\"],\"ordered\":false}",
            identity(tenant, Set.of(Scope.values())));
    assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
    var webhook = data(get("/api/v1/webhooks/" + id)).path("webhook");
    assertThat(webhook.path("events").get(0).asString()).isEqualTo("message_ack");
    assertThat(webhook.path("ordered").asBoolean()).isFalse();
    assertThat(webhook.path("url").asString()).isEqualTo("https://example.org/hook");
    var deleted =
        call("DELETE", "/api/v1/webhooks/" + id, "", identity(tenant, Set.of(Scope.values())));
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(get("/api/v1/webhooks/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void tenantThatIsGoneLeavesNoWebhook() throws Exception {
    var id = register("https://example.org/hook", "message");
    publish(
        Event.newBuilder()
            .setEventId("gone-" + tenant)
            .setTenantId(tenant.toString())
            .setTenantDeleted(TenantDeleted.getDefaultInstance())
            .build());
    await().atMost(LIMIT).until(() -> get("/api/v1/webhooks/" + id).statusCode() == 404);
  }

  @Test
  void badInputIsRefusedWithAStableCode() throws Exception {
    for (var body :
        List.of(
            "{",
            "[]",
            "{}",
            "{\"url\":7}",
            "{\"url\":\"ftp://example.org\"}",
            "{\"url\":\"https://user:pw@example.org\"}",
            "{\"url\":\"https://example.org\",\"events\":[]}",
            "{\"url\":\"https://example.org\",\"events\":[\"nonsense\"]}",
            "{\"url\":\"https://example.org\",\"sessions\":[\"x y\"]}",
            "{\"url\":\"https://example.org\",\"format\":\"xml\"}",
            "{\"url\":\"https://example.org\",\"format\":\"wwebjs\",\"events\":[\"connection\"]}",
            "{\"url\":\"https://example.org\",\"secret\":\"short\"}",
            "{\"url\":\"https://example.org\",\"headers\":{\"Host\":\"x\"}}",
            "{\"url\":\"https://example.org\",\"headers\":{\"X-A\":\"a\\nb\"}}",
            "{\"url\":\"https://example.org\",\"ordered\":\"yes\"}")) {
      var reply = call("POST", "/api/v1/webhooks", body, identity(tenant, Set.of(Scope.values())));
      assertThat(reply.statusCode()).as(body + reply.body()).isEqualTo(400);
      assertThat(JSON.readTree(reply.body()).path("code").asString()).isEqualTo("invalid_request");
    }
  }

  @Test
  void requestWithoutAnIdentityIsRefusedOnEveryPath() throws Exception {
    for (var path : List.of("/api/v1/webhooks", "/ws", "/nowhere", "/error")) {
      var reply =
          http.send(HttpRequest.newBuilder(uri("http", path)).build(), BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(path).isEqualTo(401);
    }
    var forApi =
        IdentityToken.sign(
            caller(tenant, Set.of(Scope.READ)),
            IdentityToken.API_SERVICE,
            GATEWAY.getPrivate(),
            Clock.systemUTC());
    assertThat(call("GET", "/api/v1/webhooks", "", forApi).statusCode()).isEqualTo(401);
  }

  @Test
  void readerMayNotChangeAnything() throws Exception {
    var reply =
        call(
            "POST",
            "/api/v1/webhooks",
            "{\"url\":\"https://example.org\"}",
            identity(tenant, Set.of(Scope.READ)));
    assertThat(reply.statusCode()).isEqualTo(403);
  }

  @Test
  void unreadableEventGoesToTheDeadLettersAndStopsNothing() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "message");
      var key = session.toString().getBytes(StandardCharsets.UTF_8);
      kafka.send(Topics.EVENTS, key, new byte[] {(byte) 0xff, 1, 2}).get();
      publish(message("after", "after"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("after"));
      assertThat(deadLetterReasons(key)).contains("unreadable_event");
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String topic) {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", TestInfrastructure.shared().kafkaBootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /// Other tests put nonsense on the topic.
  private static Event parsed(byte[] value) {
    try {
      return Event.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      return Event.getDefaultInstance();
    }
  }

  private List<String> deadLetterReasons(byte[] key) {
    var reasons = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", TestInfrastructure.shared().kafkaBootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (var record : consumer.poll(Duration.ofSeconds(10))) {
        if (java.util.Arrays.equals(record.key(), key)) {
          reasons.add(
              new String(
                  record.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8));
        }
      }
    }
    return reasons;
  }

  @Test
  void whatStrangersMakeUpStopsNothing() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "message");
      var address = Address.newBuilder().setLid("1@lid").setPn("2@s.whatsapp.net");
      var odd =
          MessageReceived.newBuilder()
              .setWhatsappId("\0" + "x".repeat(5000))
              .setChat(address)
              .setSender(address)
              .setPushName("a\0b".repeat(200))
              .setTimestamp(Long.MAX_VALUE)
              .setContent(
                  Content.newBuilder()
                      .setEvent(ScheduledEvent.newBuilder().setStartsAtS(Long.MAX_VALUE)));
      publish(event("odd").setMessage(odd).build());
      publish(message("after", "after"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("after"));
      assertThat(customer.calls).hasSize(2);
    }
  }
}
