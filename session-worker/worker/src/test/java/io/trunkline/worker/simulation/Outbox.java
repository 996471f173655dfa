package io.trunkline.worker.simulation;

import io.trunkline.worker.ownership.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What api-service does with messages and events: it issues in order of acceptance, at most 32 in
/// flight a session, again after a refusal, a deadline or a new connection, and stores what comes.
final class Outbox {
  private static final int IN_FLIGHT = 32;
  private static final long DEADLINE_MS = 8_000;
  private static final long SWEEP_AFTER_MS = 3_000;

  private final World world;
  private final FakeKafka kafka;
  private final FakePostgres postgres;
  private final FakeWhatsApp whatsApp;
  private final int shardCount;
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private final Map<String, String> eventIdOf = new HashMap<>();

  Outbox(
      World world, FakeKafka kafka, FakePostgres postgres, FakeWhatsApp whatsApp, int shardCount) {
    this.world = world;
    this.kafka = kafka;
    this.postgres = postgres;
    this.whatsApp = whatsApp;
    this.shardCount = shardCount;
  }

  Shard shardOf(int session) {
    return new Shard(session % shardCount);
  }

  void accept(int session, String chat) {
    var lane = lane(session);
    int index = lane.nextIndex.merge(chat, 1, Integer::sum) - 1;
    lane.rows.add(new Row(session + "/" + chat + "/" + index, chat, index, world.nowMs()));
    dispatch(session);
  }

  /// A sealed set of what a worker tells.
  sealed interface Event {
    int session();

    record Opened(int session, long connection) implements Event {}

    record Sent(int session, String messageId) implements Event {}

    record Refused(int session, String messageId) implements Event {}

    record Inbound(int session, String messageId, String eventId) implements Event {}
  }

  void on(Event event) {
    switch (event) {
      case Event.Opened(var session, var connection) -> opened(session, connection);
      case Event.Sent(var session, var messageId) -> {
        var row = lane(session).row(messageId);
        row.isSent = true;
        world.check(
            whatsApp.account(session).shown.contains(messageId),
            "message %s was reported sent and never arrived",
            messageId);
        dispatch(session);
      }
      case Event.Refused(var session, var messageId) -> {
        lane(session).row(messageId).inFlightUntilMs = 0;
        world.after(300, () -> dispatch(session));
      }
      case Event.Inbound(_, var messageId, var eventId) -> {
        var first = eventIdOf.putIfAbsent(messageId, eventId);
        world.check(
            first == null || first.equals(eventId),
            "message %s was published as %s and as %s",
            messageId,
            first,
            eventId);
      }
    }
  }

  /// What WhatsApp deletes must be with us.
  void checkAcknowledged(int session) {
    for (var messageId : whatsApp.account(session).acknowledged) {
      world.check(
          eventIdOf.containsKey(messageId) || postgres.hasRow(session, messageId),
          "message %s was acknowledged and is nowhere",
          messageId);
    }
  }

  void checkPublished(int session) {
    var missing = new HashSet<>(whatsApp.account(session).all);
    missing.removeAll(eventIdOf.keySet());
    world.check(missing.isEmpty(), "messages %s were never published", missing);
  }

  boolean isAllSent() {
    return lanes.values().stream().allMatch(lane -> lane.rows.stream().allMatch(r -> r.isSent));
  }

  boolean isPublished(Set<String> messageIds) {
    return eventIdOf.keySet().containsAll(messageIds);
  }

  String pending() {
    var pending = new ArrayList<String>();
    for (var lane : lanes.values()) {
      lane.rows.stream().filter(row -> !row.isSent).forEach(row -> pending.add(row.messageId));
    }
    return pending.toString();
  }

  private void opened(int session, long connection) {
    var lane = lane(session);
    if (connection > lane.connection) {
      lane.connection = connection;
      lane.rows.forEach(row -> row.inFlightUntilMs = 0);
      dispatch(session);
    }
  }

  private void dispatch(int session) {
    var lane = lane(session);
    if (lane.connection == 0) {
      return;
    }
    int inFlight = 0;
    for (var row : lane.rows) {
      if (row.isSent) {
        continue;
      }
      if (++inFlight > IN_FLIGHT) {
        return;
      }
      if (row.inFlightUntilMs <= world.nowMs()) {
        issue(session, lane, row);
      }
    }
  }

  private void issue(int session, Lane lane, Row row) {
    long deadlineMs = world.nowMs() + DEADLINE_MS;
    row.inFlightUntilMs = deadlineMs + SWEEP_AFTER_MS;
    kafka.append(
        shardOf(session),
        new FakeKafka.Command(
            session,
            row.chat,
            row.index,
            row.messageId,
            row.acceptedAtMs,
            lane.connection,
            deadlineMs));
    world.after(DEADLINE_MS + SWEEP_AFTER_MS + 1, () -> dispatch(session));
  }

  private Lane lane(int session) {
    return lanes.computeIfAbsent(session, _ -> new Lane());
  }

  private static final class Lane {
    final List<Row> rows = new ArrayList<>();
    final Map<String, Integer> nextIndex = new HashMap<>();
    long connection;

    Row row(String messageId) {
      return rows.stream().filter(row -> row.messageId.equals(messageId)).findFirst().orElseThrow();
    }
  }

  private static final class Row {
    final String messageId;
    final String chat;
    final int index;
    final long acceptedAtMs;
    long inFlightUntilMs;
    boolean isSent;

    Row(String messageId, String chat, int index, long acceptedAtMs) {
      this.messageId = messageId;
      this.chat = chat;
      this.index = index;
      this.acceptedAtMs = acceptedAtMs;
    }
  }
}
