package io.trunkline.api.event;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.tracing.Span;
import io.trunkline.api.audit.Audit;
import io.trunkline.api.audit.AuditEntry;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.api.message.Outcomes;
import io.trunkline.api.outbox.Dispatcher;
import io.trunkline.api.tenant.TenantMeters;
import io.trunkline.contract.Topics;
import io.trunkline.contract.tracing.Hop;
import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageStatusChanged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Reads `trunkline.events` and stores each batch in one transaction; offsets are committed after
/// it. A batch that cannot be stored is stored event by event, and what alone cannot be stored goes
/// to the dead letters. While PostgreSQL is away the batch is simply read again.
@Component
class EventConsumer {
  private static final Logger log = LoggerFactory.getLogger(EventConsumer.class);

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final EventStore store;
  private final DeadLetters deadLetters;
  private final Dispatcher dispatcher;
  private final Outcomes outcomes;
  private final MeterRegistry meters;
  private final Timer lag;
  private final Timer sent;
  private final TenantMeters tenants;
  private final Audit audit;
  private final Clock clock;
  private final Tracing tracing;

  EventConsumer(
      EventStore store,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      Outcomes outcomes,
      MeterRegistry meters,
      TenantMeters tenants,
      Audit audit,
      Clock clock,
      Tracing tracing) {
    this.store = store;
    this.deadLetters = deadLetters;
    this.dispatcher = dispatcher;
    this.outcomes = outcomes;
    this.meters = meters;
    this.audit = audit;
    this.clock = clock;
    this.tracing = tracing;
    this.tenants = tenants;
    this.sent =
        Timer.builder("trunkline.api.messages.sent")
            .description("Time from a message's acceptance to WhatsApp's acknowledgement")
            .serviceLevelObjectives(
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10))
            .register(meters);
    this.lag =
        Timer.builder("trunkline.api.events.lag")
            .description("Time from an event's occurrence to its being stored")
            .publishPercentileHistogram()
            .register(meters);
  }

  private record Incoming(ConsumerRecord<byte[], byte[]> source, Event event, Hop hop) {}

  @KafkaListener(
      id = "events",
      idIsGroup = false,
      topics = Topics.EVENTS,
      concurrency = "${trunkline.api.events.concurrency}",
      containerFactory = "eventContainers")
  void onEvents(List<ConsumerRecord<byte[], byte[]>> records) {
    var incoming = new ArrayList<Incoming>();
    var audits = new ArrayList<Event>();
    for (var source : records) {
      try {
        var event = Event.parseFrom(source.value());
        if (event.getEventId().isEmpty()) {
          throw new UnprocessableEvent("malformed", "Expected an event id");
        }
        // The tenant's rows went with it, and nothing here is sealed; they are for other services.
        if (event.hasAudited()) {
          audits.add(event);
        } else if (!event.hasTenantDeleted() && !event.hasMasterKeyRotated()) {
          incoming.add(new Incoming(source, event, begin(source, event)));
        }
      } catch (InvalidProtocolBufferException | NullPointerException e) {
        deadLetters.publish(source, "malformed");
      } catch (UnprocessableEvent e) {
        deadLetters.publish(source, e.reason());
      }
    }
    audits.forEach(this::recorded);
    if (incoming.isEmpty()) {
      return;
    }
    try {
      after(store.store(incoming.stream().map(Incoming::event).toList()));
    } catch (RuntimeException e) {
      if (!isTheEventsFault(e)) {
        throw e;
      }
      incoming.forEach(this::storeAlone);
    }
    incoming.forEach(one -> one.hop().end());
  }

  private Hop begin(ConsumerRecord<byte[], byte[]> source, Event event) {
    var header = source.headers().lastHeader(TraceParent.HEADER);
    return header == null
        ? Hop.NONE
        : tracing
            .begin(Span.Kind.CONSUMER, Topics.EVENTS + " store", header.value())
            .tag("trunkline.event", event.getBodyCase().name().toLowerCase(Locale.ROOT));
  }

  private void recorded(Event event) {
    var told = event.getAudited();
    try {
      audit.recordTold(
          event.getEventId(),
          new AuditEntry(
              0,
              Optional.of(UUID.fromString(event.getTenantId())),
              Instant.ofEpochMilli(event.getOccurredAtMs()),
              told.getActorKind(),
              told.getActor(),
              told.getAction(),
              told.getTarget(),
              told.getDetail(),
              Optional.of(told.getAddress()).filter(address -> !address.isEmpty()),
              told.getRequestId()));
    } catch (RuntimeException e) {
      if (!isTheEventsFault(e)) {
        throw e;
      }
      log.error("A change that event {} tells cannot be recorded", event.getEventId(), e);
    }
  }

  private void storeAlone(Incoming one) {
    try {
      after(store.store(List.of(one.event())));
    } catch (UnprocessableEvent e) {
      log.error("Event {} cannot be stored: {}", one.event().getEventId(), e.getMessage());
      deadLetters.publish(one.source(), e.reason());
    } catch (RuntimeException e) {
      if (!isTheEventsFault(e)) {
        throw e;
      }
      log.error("Event {} cannot be stored", one.event().getEventId(), e);
      deadLetters.publish(one.source(), "not_storable");
    }
  }

  /// Whether a repetition would fail as well. Only what is surely so counts: a fault taken for an
  /// outage holds its partition up where everybody sees it, an outage taken for a fault would lose
  /// events.
  private static boolean isTheEventsFault(RuntimeException e) {
    return e instanceof UnprocessableEvent
        || e instanceof DataIntegrityViolationException
        || e instanceof IllegalArgumentException;
  }

  private void after(EventStore.Stored stored) {
    var now = clock.millis();
    for (var event : stored.events()) {
      lag.record(Duration.ofMillis(Math.max(0, now - event.getOccurredAtMs())));
      Counter.builder("trunkline.api.events.stored")
          .description("Events stored, by kind")
          .tag("kind", event.getBodyCase().name().toLowerCase(Locale.ROOT))
          .register(meters)
          .increment();
      if (event.hasStatus()) {
        tell(event.getTenantId(), event.getStatus());
      } else if (event.hasMessage()) {
        tenants.message(event.getTenantId(), "received");
      }
    }
    stored.wake().forEach(dispatcher::wake);
  }

  private void tell(String tenant, MessageStatusChanged change) {
    var status = change.getStatus().name().toLowerCase(Locale.ROOT);
    Counter.builder("trunkline.api.messages.statuses")
        .description("Message statuses told by workers")
        .tag("status", status)
        .register(meters)
        .increment();
    tenants.message(tenant, status);
    if (change.getStatus() == io.trunkline.proto.content.MessageStatus.SENT
        && change.getAcceptedAtMs() > 0) {
      sent.record(Duration.ofMillis(Math.max(0, change.getAtMs() - change.getAcceptedAtMs())));
    }
    if (change.getStatus().getNumber() >= io.trunkline.proto.content.MessageStatus.SENT_VALUE
        && UUID_TEXT.matcher(change.getMessageId()).matches()) {
      outcomes.tell(
          UUID.fromString(change.getMessageId()),
          new Outcomes.Outcome.Settled(
              MessageStatus.ofSlug(status), change.getErrorCode(), change.getError()));
    }
  }
}
