package io.trunkline.contract.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Lets only attributes leave that cannot hold a phone number, a text or a secret. URLs, events,
/// exceptions' messages and descriptions of errors stay behind, whoever set them.
final class KnownAttributes implements SpanExporter {
  private static final Set<String> KNOWN =
      Set.of(
          "method",
          "http.method",
          "status",
          "outcome",
          "exception",
          "http.status_code",
          "spring.cloud.gateway.route.id",
          "trunkline.tenant",
          "trunkline.session",
          "trunkline.code",
          "trunkline.event",
          "trunkline.attempt");

  private final SpanExporter next;

  KnownAttributes(SpanExporter next) {
    this.next = next;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    return next.export(spans.stream().<SpanData>map(Stripped::new).toList());
  }

  @Override
  public CompletableResultCode flush() {
    return next.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  private static final class Stripped extends DelegatingSpanData {
    private final Attributes attributes;

    Stripped(SpanData span) {
      super(span);
      this.attributes = span.getAttributes().toBuilder().removeIf(Stripped::isUnknown).build();
    }

    private static boolean isUnknown(AttributeKey<?> key) {
      return !KNOWN.contains(key.getKey());
    }

    @Override
    public Attributes getAttributes() {
      return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
      return attributes.size();
    }

    @Override
    public List<EventData> getEvents() {
      return List.of();
    }

    @Override
    public int getTotalRecordedEvents() {
      return 0;
    }

    @Override
    public StatusData getStatus() {
      return StatusData.create(super.getStatus().getStatusCode(), "");
    }
  }
}
