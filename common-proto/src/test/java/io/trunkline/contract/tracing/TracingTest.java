package io.trunkline.contract.tracing;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.tracing.Span;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TracingTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  private List<SpanData> exported(Tracing tracing) {
    tracing.flush();
    // Closing empties the exporter.
    var spans = exporter.getFinishedSpanItems();
    tracing.close();
    return spans;
  }

  private Tracing on(double ratio) {
    return Tracing.exporting(exporter, ratio, "test");
  }

  @Test
  void aHopGoesOnWithTheTraceOfAHeader() {
    var tracing = on(1);
    var hop = tracing.begin(Span.Kind.CONSUMER, "step", PARENT.getBytes(StandardCharsets.US_ASCII));
    hop.child(Span.Kind.CLIENT, "inner").end();
    hop.end();
    var spans = exported(tracing);
    assertThat(spans).extracting(SpanData::getName).containsExactly("inner", "step");
    assertThat(spans)
        .extracting(SpanData::getTraceId)
        .containsOnly("0af7651916cd43dd8448eb211c80319c");
    assertThat(spans.get(1).getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(spans.get(1).getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(spans.get(0).getParentSpanId()).isEqualTo(spans.get(1).getSpanId());
    assertThat(hop.traceparent())
        .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-" + spans.get(1).getSpanId() + "-01");
  }

  @Test
  void whatHasNoTraceIsNotTraced() {
    var tracing = on(1);
    assertThat(tracing.begin(Span.Kind.CONSUMER, "step", "")).isSameAs(Hop.NONE);
    assertThat(tracing.begin(Span.Kind.CONSUMER, "step", (byte[]) null)).isSameAs(Hop.NONE);
    assertThat(tracing.begin(Span.Kind.CONSUMER, "step", PARENT + "0")).isSameAs(Hop.NONE);
    assertThat(
            tracing.begin(
                Span.Kind.CONSUMER, "step", "00-" + "0".repeat(32) + PARENT.substring(35)))
        .isSameAs(Hop.NONE);
    assertThat(exported(tracing)).isEmpty();
  }

  @Test
  void aTraceThatItsBeginnerDoesNotKeepIsNotKeptLaterEither() {
    var beginner = on(0);
    var dropped = beginner.beginAnew(Span.Kind.CONSUMER, "first");
    assertThat(dropped.traceparent()).endsWith("-00");
    dropped.end();
    assertThat(exported(beginner)).isEmpty();
    var next = on(1);
    next.begin(Span.Kind.CONSUMER, "second", dropped.traceparent()).end();
    assertThat(exported(next)).isEmpty();
  }

  @Test
  void onlyKnownAttributesLeave() {
    var tracing = on(1);
    var hop = tracing.beginAnew(Span.Kind.CLIENT, "step");
    hop.tag("trunkline.code", "OK").tag("http.url", "/send/491701234567").tag("text", "secret");
    hop.end(new IllegalStateException("no such number 491701234567"));
    var span = exported(tracing).getFirst();
    assertThat(span.getAttributes())
        .isEqualTo(
            Attributes.of(
                stringKey("exception"),
                "IllegalStateException",
                stringKey("trunkline.code"),
                "OK"));
    assertThat(span.getEvents()).isEmpty();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEmpty();
  }

  @Test
  void logLinesNameTraceAndSpanWhileTheThreadWorksForThem() {
    var tracing = on(1);
    var hop = tracing.beginAnew(Span.Kind.CONSUMER, "step");
    try (var _ = hop.current()) {
      assertThat(MDC.get("traceId")).isEqualTo(hop.traceparent().substring(3, 35));
      assertThat(MDC.get("spanId")).isEqualTo(hop.traceparent().substring(36, 52));
      assertThat(TraceParent.current()).startsWith(hop.traceparent().substring(0, 53));
    }
    assertThat(MDC.get("traceId")).isNull();
    assertThat(TraceParent.current()).isEmpty();
    tracing.close();
  }

  @Test
  void offNothingIsMade() {
    var tracing = Tracing.of(settings("http://127.0.0.1:4318/v1/traces", 1, false), "test");
    assertThat(tracing.isOn()).isFalse();
    assertThat(tracing.begin(Span.Kind.CONSUMER, "step", PARENT)).isSameAs(Hop.NONE);
    assertThat(tracing.beginAnew(Span.Kind.CONSUMER, "step")).isSameAs(Hop.NONE);
    Hop.NONE.carry(_ -> assertThat(true).as("no header").isFalse());
    tracing.close();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> settings("ftp://collector/", 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trunkline.tracing.endpoint");
    assertThatThrownBy(() -> settings("http://collector:4318/v1/traces", 1.5, true))
        .hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> settings("http://collector:4318/v1/traces", Double.NaN, true))
        .hasMessageContaining("0 to 1");
  }

  private static TracingSettings settings(String endpoint, double ratio, boolean enabled) {
    return new TracingSettings(enabled, URI.create(endpoint), ratio);
  }
}
