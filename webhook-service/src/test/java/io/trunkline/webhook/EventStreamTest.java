package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.event.Event;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The log by pages and as Server-Sent Events, and `/ws`.
class EventStreamTest extends ServiceTest {
  private final UUID stranger = UUID.randomUUID();

  @Test
  void pagesGoOnFromASessionsSequence() throws Exception {
    for (int i = 1; i <= 5; i++) {
      publish(message(i, session));
    }
    publish(message(9, UUID.randomUUID()));
    awaitLogged(6);
    var all = page("?session=" + session);
    assertThat(sequences(all)).containsExactly(1L, 2L, 3L, 4L, 5L);
    var first = all.path("events").get(0);
    assertThat(first.path("type").asString()).isEqualTo("message");
    assertThat(first.path("session").asString()).isEqualTo(session.toString());
    var rest = page("?session=" + session + "&after=3");
    assertThat(sequences(rest)).containsExactly(4L, 5L);
    assertThat(rest.path("next").asString()).isEqualTo("5");
    assertThat(page("?session=" + session + "&after=5").path("events").size()).isZero();
    // Without a session the tenant's whole log, by its own cursor.
    var two = page("?limit=2");
    var next = page("?limit=200&after=" + two.path("next").asString());
    assertThat(two.path("events").size()).isEqualTo(2);
    assertThat(next.path("events").size()).isEqualTo(4);
  }

  @Test
  void eventThatComesAgainIsLoggedOnce() throws Exception {
    publish(message(1, session));
    publish(message(1, session));
    publish(message(2, session));
    awaitLogged(2);
    assertThat(sequences(page("?session=" + session))).containsExactly(1L, 2L);
  }

  @Test
  void eventOfALowerSequenceThatCameLaterIsNotMissed() throws Exception {
    publish(message(5, session));
    awaitLogged(1);
    publish(message(4, session));
    publish(message(6, session));
    awaitLogged(3);
    assertThat(sequences(page("?session=" + session + "&after=5"))).containsExactly(4L, 6L);
  }

  @Test
  void strangerSeesNoEventAndNonsenseIsRefused() throws Exception {
    publish(message(1, session));
    awaitLogged(1);
    var identity = identity(stranger, Set.of(Scope.READ));
    for (var query : List.of("", "?session=" + session)) {
      var reply = call("GET", "/api/v1/events" + query, "", identity);
      assertThat(data(reply).path("events").size()).as(reply.body()).isZero();
    }
    var nonsense =
        http.send(
            HttpRequest.newBuilder(uri("http", "/api/v1/events?after=x"))
                .header(Caller.HEADER, identity)
                .header("Accept", "text/event-stream")
                .build(),
            BodyHandlers.ofString());
    assertThat(nonsense.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(nonsense.body()).path("code").asString()).isEqualTo("invalid_request");
    var without = call("GET", "/api/v1/events", "", identity(tenant, Set.of(Scope.SEND)));
    assertThat(without.statusCode()).isEqualTo(403);
  }

  @Test
  void streamGoesOnWhereItWasCut() throws Exception {
    publish(message(1, session));
    publish(message(2, session));
    awaitLogged(2);
    try (var lines = follow("?session=" + session + "&after=0", null)) {
      var reader = lines.iterator();
      assertThat(frame(reader)).startsWith("id: 1", "event: message");
      assertThat(frame(reader)).startsWith("id: 2");
      publish(message(3, session));
      var third = frame(reader);
      assertThat(third).startsWith("id: 3");
      var body = JSON.readTree(third.getLast().substring("data: ".length()));
      assertThat(body.path("sequence").asLong()).isEqualTo(3);
    }
    publish(message(4, session));
    try (var lines = follow("?session=" + session, "2")) {
      var reader = lines.iterator();
      assertThat(frame(reader)).startsWith("id: 3");
      assertThat(frame(reader)).startsWith("id: 4");
    }
  }

  @Test
  void webSocketShowsWwebjsFramesOfTheTenantAndTheSession() throws Exception {
    var name = "ws-" + session;
    publish(named(name));
    publish(message(1, session));
    awaitLogged(1);
    var all = new CopyOnWriteArrayList<String>();
    var byName = new CopyOnWriteArrayList<String>();
    var byPath = new CopyOnWriteArrayList<String>();
    var other = new CopyOnWriteArrayList<String>();
    var strangers = new CopyOnWriteArrayList<String>();
    var mine = identity(tenant, Set.of(Scope.READ));
    var sockets =
        List.of(
            stream(mine, all, "?apiKey=ignored"),
            stream(mine, byName, "?sessionId=" + name),
            stream(mine, byPath, "/" + name),
            stream(mine, other, "?sessionId=other"),
            stream(identity(stranger, Set.of(Scope.READ)), strangers, ""));
    publish(message(2, session));
    publish(message(3, UUID.randomUUID()));
    await().atMost(LIMIT).until(() -> all.size() == 6);
    await().atMost(LIMIT).until(() -> byName.size() == 3 && byPath.size() == 3);
    var frame = JSON.readTree(byName.getFirst());
    assertThat(frame.propertyNames()).containsExactly("sessionId", "dataType", "data", "timestamp");
    assertThat(frame.path("sessionId").asString()).isEqualTo(name);
    assertThat(frame.path("dataType").asString()).isEqualTo("message_create");
    assertThat(frame.path("timestamp").asString()).isEqualTo("1970-01-01T00:00:01.000Z");
    assertThat(other).isEmpty();
    assertThat(strangers).isEmpty();
    sockets.forEach(java.net.http.WebSocket::abort);
  }

  private Event message(long sequence, UUID of) {
    return message("m" + sequence, "text " + sequence).toBuilder()
        .setEventId(of + "-" + sequence)
        .setSessionId(of.toString())
        .setSequence(sequence)
        .build();
  }

  private void awaitLogged(int count) {
    await().atMost(LIMIT).until(() -> page("?limit=200").path("events").size() == count);
  }

  private JsonNode page(String query) throws Exception {
    var reply = get("/api/v1/events" + query);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return data(reply);
  }

  private static List<Long> sequences(JsonNode page) {
    return page.path("events").valueStream().map(event -> event.path("sequence").asLong()).toList();
  }

  private Stream<String> follow(String query, String lastEventId) throws Exception {
    var request =
        HttpRequest.newBuilder(uri("http", "/api/v1/events" + query))
            .header(Caller.HEADER, identity(tenant, Set.of(Scope.READ)))
            .header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<Stream<String>> reply = http.send(request.build(), BodyHandlers.ofLines());
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return reply.body();
  }

  /// The next frame that is no comment.
  private static List<String> frame(java.util.Iterator<String> lines) {
    var frame = new ArrayList<String>();
    while (true) {
      var line = lines.next();
      if (!line.isEmpty() && !line.startsWith(":")) {
        frame.add(line);
      } else if (!frame.isEmpty()) {
        return frame;
      }
    }
  }
}
