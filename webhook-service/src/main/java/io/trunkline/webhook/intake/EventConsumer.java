package io.trunkline.webhook.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.tracing.Span;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.Topics;
import io.trunkline.contract.tracing.Hop;
import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.proto.event.Event;
import io.trunkline.webhook.cloud.CloudBodies;
import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.delivery.Deliveries;
import io.trunkline.webhook.delivery.Dispatcher;
import io.trunkline.webhook.event.EventViews;
import io.trunkline.webhook.event.PublicEvent;
import io.trunkline.webhook.log.Appended;
import io.trunkline.webhook.log.Entry;
import io.trunkline.webhook.log.EventLog;
import io.trunkline.webhook.memory.Memories;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Memory.Key;
import io.trunkline.webhook.subscription.Resealing;
import io.trunkline.webhook.subscription.Webhook;
import io.trunkline.webhook.subscription.Webhooks;
import io.trunkline.webhook.wwebjs.WwebjsBodies;
import io.trunkline.webhook.wwebjs.WwebjsEvents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Puts events into the log and queues deliveries for those that somebody wants. One transaction
/// holds a whole batch with its event ids; the offsets follow, so a batch that comes again changes
/// nothing.
@Component
class EventConsumer {
  private static final Logger logger = LoggerFactory.getLogger(EventConsumer.class);
  private static final String GROUP = "webhook-service";
  private static final String RAISE_EPOCH =
      """
      INSERT INTO session_epochs (session_id, tenant_id, epoch) VALUES (:session, :tenant, :epoch)
      ON CONFLICT (session_id) DO UPDATE SET epoch = excluded.epoch
      WHERE session_epochs.epoch <= excluded.epoch
      """;

  private final EventViews views;
  private final WwebjsBodies wwebjs;
  private final CloudBodies cloud;
  private final Seeds seeds;
  private final Webhooks webhooks;
  private final Resealing resealing;
  private final Memories memories;
  private final EventLog log;
  private final Appended appended;
  private final Deliveries deliveries;
  private final Dispatcher dispatcher;
  private final Jobs jobs;
  private final KafkaTemplate<byte[], byte[]> kafka;
  private final Clock clock;
  private final Tracing tracing;
  private final Counter consumed;
  private final Counter rejected;
  private final Timer lag;

  EventConsumer(
      EventViews views,
      WwebjsBodies wwebjs,
      CloudBodies cloud,
      Seeds seeds,
      Webhooks webhooks,
      Resealing resealing,
      Memories memories,
      EventLog log,
      Appended appended,
      Deliveries deliveries,
      Dispatcher dispatcher,
      Jobs jobs,
      KafkaTemplate<byte[], byte[]> kafka,
      Clock clock,
      Tracing tracing,
      MeterRegistry registry) {
    this.views = views;
    this.wwebjs = wwebjs;
    this.cloud = cloud;
    this.seeds = seeds;
    this.webhooks = webhooks;
    this.resealing = resealing;
    this.memories = memories;
    this.log = log;
    this.appended = appended;
    this.deliveries = deliveries;
    this.dispatcher = dispatcher;
    this.jobs = jobs;
    this.kafka = kafka;
    this.clock = clock;
    this.tracing = tracing;
    this.consumed =
        Counter.builder("trunkline.webhook.events")
            .description("Events taken from the topic")
            .register(registry);
    this.lag =
        Timer.builder("trunkline.webhook.events.lag")
            .description("Time from an event's occurrence to its being queued for webhooks")
            .serviceLevelObjectives(
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1))
            .register(registry);
    this.rejected =
        Counter.builder("trunkline.webhook.events_rejected")
            .description("Events that could not be understood and went to the dead letters")
            .register(registry);
  }

  @KafkaListener(id = GROUP, topics = Topics.EVENTS, groupId = GROUP)
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    var events = new ArrayList<Event>();
    var traced = new HashMap<String, Hop>();
    var isKeyRotated = false;
    for (var record : records) {
      try {
        var event = Event.parseFrom(record.value());
        if (event.hasMasterKeyRotated()) {
          isKeyRotated = true;
        } else if (!event.hasAudited()) {
          events.add(checked(event));
          begin(record, event).ifPresent(hop -> traced.put(event.getEventId(), hop));
        }
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        reject(record, "unreadable_event");
      }
    }
    var queued = jobs.compute(jdbc -> store(jdbc, events, traced));
    traced.values().forEach(Hop::end);
    consumed.increment(records.size());
    var now = clock.millis();
    events.forEach(
        event -> lag.record(Math.max(0, now - event.getOccurredAtMs()), TimeUnit.MILLISECONDS));
    appended.signal(tenants(events));
    if (queued > 0) {
      dispatcher.wake();
    }
    if (isKeyRotated) {
      resealing.begin();
    }
  }

  private Optional<Hop> begin(ConsumerRecord<byte[], byte[]> record, Event event) {
    return Optional.ofNullable(record.headers().lastHeader(TraceParent.HEADER))
        .map(
            header ->
                tracing
                    .begin(Span.Kind.CONSUMER, Topics.EVENTS + " queue", header.value())
                    .tag("trunkline.event", event.getBodyCase().name().toLowerCase(Locale.ROOT)));
  }

  /// @throws IllegalArgumentException when tenant or session is no UUID, or the id is missing
  private static Event checked(Event event) {
    UUID.fromString(event.getTenantId());
    if (!event.hasTenantDeleted()) {
      UUID.fromString(event.getSessionId());
    }
    if (event.getEventId().isEmpty()) {
      throw new IllegalArgumentException("Expected an event id");
    }
    return event;
  }

  private int store(JdbcClient jdbc, List<Event> events, Map<String, Hop> traced) {
    var fresh = log.fresh(jdbc, events).stream().filter(event -> isCurrent(jdbc, event)).toList();
    fresh.stream().filter(Event::hasNamed).forEach(event -> seeds.plant(jdbc, event));
    var scene = scene(jdbc, fresh);
    var orders = new ArrayList<Deliveries.Order>();
    var entries = new ArrayList<Entry>();
    for (var event : fresh) {
      if (event.getBodyCase() == Event.BodyCase.TENANT_DELETED) {
        deleteTenant(jdbc, UUID.fromString(event.getTenantId()));
      } else {
        show(event, scene, traced.getOrDefault(event.getEventId(), Hop.NONE), orders, entries);
      }
    }
    if (!orders.isEmpty()) {
      deliveries.queue(orders, clock.instant());
    }
    memories.save(jdbc, scene.memory(), clock.instant());
    log.append(jdbc, entries, clock.instant());
    return orders.size();
  }

  /// @param registered webhooks of the tenants that the batch is about
  private record Scene(List<Webhook> registered, Memory memory) {}

  private Scene scene(JdbcClient jdbc, List<Event> events) {
    var sessions = new LinkedHashSet<UUID>();
    var chats = new LinkedHashSet<Key>();
    var messages = new LinkedHashSet<Key>();
    for (var event : events) {
      if (!event.getSessionId().isEmpty()) {
        sessions.add(UUID.fromString(event.getSessionId()));
      }
      WwebjsEvents.needs(event, chats, messages);
    }
    return new Scene(
        webhooks.ofTenants(jdbc, tenants(events)), memories.load(jdbc, sessions, chats, messages));
  }

  private static Set<UUID> tenants(List<Event> events) {
    return events.stream()
        .map(event -> UUID.fromString(event.getTenantId()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private void show(
      Event event, Scene scene, Hop hop, List<Deliveries.Order> orders, List<Entry> entries) {
    var memory = scene.memory();
    var own = views.view(event);
    var theirs = shown(event, () -> wwebjs.of(event, memory));
    var session =
        memory.session(UUID.fromString(event.getSessionId()), UUID.fromString(event.getTenantId()));
    theirs.removeIf(one -> seeds.silences(session, one));
    for (var webhook : scene.registered()) {
      var bodies =
          switch (webhook.format()) {
            case TRUNKLINE -> own.stream().toList();
            case WWEBJS -> theirs;
            case CLOUD -> shown(event, () -> cloud.of(event, memory).stream().toList());
          };
      bodies.stream()
          .filter(body -> webhook.wants(body, session.name()))
          .forEach(body -> orders.add(new Deliveries.Order(webhook.id(), body, hop.traceparent())));
    }
    if (own.isPresent() || !theirs.isEmpty()) {
      entries.add(new Entry(event, own, theirs));
    }
  }

  /// A dialect that fails at one event must not hold up the others for ever.
  private static List<PublicEvent> shown(Event event, Supplier<List<PublicEvent>> view) {
    try {
      return new ArrayList<>(view.get());
    } catch (RuntimeException e) {
      logger.error("Event {} cannot be shown in every format", event.getEventId(), e);
      return new ArrayList<>();
    }
  }

  private void deleteTenant(JdbcClient jdbc, UUID tenant) {
    webhooks.deleteTenant(jdbc, tenant);
    memories.deleteTenant(jdbc, tenant);
    log.deleteTenant(jdbc, tenant);
  }

  /// A worker that lost its shard may still speak; what it says of the session's state is old.
  private static boolean isCurrent(JdbcClient jdbc, Event event) {
    return switch (event.getBodyCase()) {
      case CONNECTION, HEALTH ->
          jdbc.sql(RAISE_EPOCH)
                  .param("session", UUID.fromString(event.getSessionId()))
                  .param("tenant", UUID.fromString(event.getTenantId()))
                  .param("epoch", event.getEpoch())
                  .update()
              == 1;
      case CHAT, HISTORY, CONTACT, ACCOUNT, PRESENCE, CALL, READ, GROUP, NEWSLETTER, NAMED -> true;
      case MESSAGE, STATUS, UNDECRYPTABLE, DELETED, TENANT_DELETED -> true;
      case MASTER_KEY_ROTATED, AUDITED, BODY_NOT_SET -> true;
    };
  }

  private void reject(ConsumerRecord<byte[], byte[]> record, String reason) {
    var letter = new ProducerRecord<>(Topics.DEAD_LETTERS, record.key(), record.value());
    header(letter, DeadLetter.TOPIC, record.topic());
    header(letter, DeadLetter.PARTITION, Integer.toString(record.partition()));
    header(letter, DeadLetter.OFFSET, Long.toString(record.offset()));
    header(letter, DeadLetter.CONSUMER, GROUP);
    header(letter, DeadLetter.REASON, reason);
    kafka.send(letter).join();
    rejected.increment();
    logger.error(
        "Event at {}-{}@{} went to the dead letters: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
  }

  private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
