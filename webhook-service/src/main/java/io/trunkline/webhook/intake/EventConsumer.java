package io.trunkline.webhook.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.Topics;
import io.trunkline.proto.event.Event;
import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.delivery.Deliveries;
import io.trunkline.webhook.delivery.Dispatcher;
import io.trunkline.webhook.event.EventViews;
import io.trunkline.webhook.subscription.Webhooks;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Queues deliveries for the events that somebody wants. One transaction holds a whole batch with
/// its event ids; the offsets follow, so a batch that comes again changes nothing.
@Component
class EventConsumer {
  private static final Logger log = LoggerFactory.getLogger(EventConsumer.class);
  private static final String GROUP = "webhook-service";
  private static final String RAISE_EPOCH =
      """
      INSERT INTO session_epochs (session_id, tenant_id, epoch) VALUES (:session, :tenant, :epoch)
      ON CONFLICT (session_id) DO UPDATE SET epoch = excluded.epoch
      WHERE session_epochs.epoch <= excluded.epoch
      """;

  private final EventViews views;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final Dispatcher dispatcher;
  private final Jobs jobs;
  private final KafkaTemplate<byte[], byte[]> kafka;
  private final Clock clock;
  private final Counter consumed;
  private final Counter rejected;

  EventConsumer(
      EventViews views,
      Webhooks webhooks,
      Deliveries deliveries,
      Dispatcher dispatcher,
      Jobs jobs,
      KafkaTemplate<byte[], byte[]> kafka,
      Clock clock,
      MeterRegistry registry) {
    this.views = views;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.dispatcher = dispatcher;
    this.jobs = jobs;
    this.kafka = kafka;
    this.clock = clock;
    this.consumed =
        Counter.builder("trunkline.webhook.events")
            .description("Events taken from the topic")
            .register(registry);
    this.rejected =
        Counter.builder("trunkline.webhook.events_rejected")
            .description("Events that could not be understood and went to the dead letters")
            .register(registry);
  }

  @KafkaListener(id = GROUP, topics = Topics.EVENTS, groupId = GROUP)
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    var events = new ArrayList<Event>();
    for (var record : records) {
      try {
        var event = Event.parseFrom(record.value());
        views.view(event);
        events.add(event);
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        reject(record, "unreadable_event");
      }
    }
    var queued = jobs.compute(jdbc -> store(jdbc, events));
    consumed.increment(records.size());
    if (queued > 0) {
      dispatcher.wake();
    }
  }

  private int store(JdbcClient jdbc, List<Event> events) {
    var tenants = new LinkedHashSet<UUID>();
    events.stream().map(event -> UUID.fromString(event.getTenantId())).forEach(tenants::add);
    var registered = webhooks.ofTenants(jdbc, tenants);
    var orders = new ArrayList<Deliveries.Order>();
    for (var event : events) {
      if (event.getBodyCase() == Event.BodyCase.TENANT_DELETED) {
        webhooks.deleteTenant(jdbc, UUID.fromString(event.getTenantId()));
      } else if (isCurrent(jdbc, event)) {
        views
            .view(event)
            .ifPresent(
                view ->
                    registered.stream()
                        .filter(webhook -> webhook.wants(view))
                        .forEach(webhook -> orders.add(new Deliveries.Order(webhook.id(), view))));
      }
    }
    if (!orders.isEmpty()) {
      deliveries.queue(orders, clock.instant());
    }
    return orders.size();
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
      case CHAT, HISTORY, CONTACT, ACCOUNT, PRESENCE, CALL, READ, GROUP -> true;
      case MESSAGE, STATUS, UNDECRYPTABLE, DELETED, TENANT_DELETED, BODY_NOT_SET -> true;
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
    log.error(
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
