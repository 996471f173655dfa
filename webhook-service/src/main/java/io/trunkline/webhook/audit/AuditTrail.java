package io.trunkline.webhook.audit;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Topics;
import io.trunkline.proto.event.Audited;
import io.trunkline.proto.event.Event;
import io.trunkline.webhook.web.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Tells api-service who changed what. The change is made by then: where the broker takes nothing,
/// the log alone has it.
@Component
public class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

  private final KafkaTemplate<byte[], byte[]> kafka;
  private final HttpServletRequest request;
  private final Clock clock;

  /// @param request the one that the calling thread serves
  AuditTrail(KafkaTemplate<byte[], byte[]> kafka, HttpServletRequest request, Clock clock) {
    this.kafka = kafka;
    this.request = request;
    this.clock = clock;
  }

  /// @param action subject and past participle, e.g. `webhook.created`
  /// @param target id of what was changed
  /// @param detail never a secret
  public void record(Caller caller, UUID tenant, String action, String target, String detail) {
    var event =
        Event.newBuilder()
            .setEventId("audit/" + UUID.randomUUID())
            .setTenantId(tenant.toString())
            .setOccurredAtMs(clock.millis())
            .setAudited(
                Audited.newBuilder()
                    .setAction(action)
                    .setTarget(target)
                    .setDetail(detail)
                    .setActorKind(caller.kind().name().toLowerCase(Locale.ROOT))
                    .setActor(caller.subject())
                    .setAddress(
                        Optional.ofNullable(request.getHeader(Caller.ADDRESS_HEADER))
                            .orElseGet(request::getRemoteAddr))
                    .setRequestId(RequestIds.current()))
            .build();
    var key = tenant.toString().getBytes(StandardCharsets.UTF_8);
    kafka
        .send(new ProducerRecord<>(Topics.EVENTS, key, event.toByteArray()))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.error("{} {} of tenant {} is not recorded", action, target, tenant, failure);
              }
            });
  }
}
