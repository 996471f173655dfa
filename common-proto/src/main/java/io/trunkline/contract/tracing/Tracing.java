package io.trunkline.contract.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Makes the spans of one process. Off, it makes none, has no exporter and no thread.
public final class Tracing implements AutoCloseable {
  private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final Propagator propagator;

  private Tracing(SdkTracerProvider provider, Tracer tracer, Propagator propagator) {
    this.provider = provider;
    this.tracer = tracer;
    this.propagator = propagator;
  }

  public static Tracing off() {
    return new Tracing(null, Tracer.NOOP, Propagator.NOOP);
  }

  /// @param service its name in the traces
  public static Tracing of(TracingSettings settings, String service) {
    return settings.enabled()
        ? exporting(
            OtlpHttpSpanExporter.builder().setEndpoint(settings.endpoint().toString()).build(),
            settings.sampleRatio(),
            service)
        : off();
  }

  static Tracing exporting(SpanExporter exporter, double sampleRatio, String service) {
    var provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sampleRatio)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(new KnownAttributes(exporter))
                    .setScheduleDelay(EXPORT_EVERY)
                    .build())
            .build();
    var tracer = provider.get("io.trunkline");
    // Log lines name the trace and the span that their thread works for.
    var logs = new Slf4JEventListener();
    ContextStorage.addWrapper(new EventPublishingContextWrapper(logs::onEvent));
    return new Tracing(
        provider,
        new OtelTracer(tracer, new OtelCurrentTraceContext(), logs::onEvent),
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracer));
  }

  public boolean isOn() {
    return provider != null;
  }

  /// A step of a trace that somebody began.
  ///
  /// @param parent the traceparent of the step before; none: there is nothing to trace
  public Hop begin(Span.Kind kind, String name, String parent) {
    if (!isOn() || !TraceParent.isOne(parent)) {
      return Hop.NONE;
    }
    var before = Map.of(TraceParent.HEADER, parent);
    return hop(propagator.extract(before, Map::get).kind(kind).name(name).start());
  }

  /// The same for a record's header.
  ///
  /// @param header null where the record has none
  public Hop begin(Span.Kind kind, String name, byte[] header) {
    return !isOn() || header == null
        ? Hop.NONE
        : begin(kind, name, new String(header, StandardCharsets.US_ASCII));
  }

  /// The first step of a new trace.
  public Hop beginAnew(Span.Kind kind, String name) {
    return isOn()
        ? hop(tracer.spanBuilder().setNoParent().kind(kind).name(name).start())
        : Hop.NONE;
  }

  private Hop hop(Span span) {
    var context = span.context();
    var flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
    return new Hop(this, span, "00-" + context.traceId() + "-" + context.spanId() + "-" + flags);
  }

  Tracer.SpanInScope scope(Span span) {
    return tracer.withSpan(span);
  }

  /// Makes spans of HTTP requests, taken and made, for those who observe them: of those whose
  /// caller has a trace.
  public ObservationHandler<Observation.Context> goingOn() {
    return ofHttp(new Taken(tracer, propagator));
  }

  /// The same where callers are strangers: each request begins a trace, and their `traceparent`
  /// counts for nothing.
  ///
  /// @param isTraced whether a request is worth a trace
  public ObservationHandler<Observation.Context> beginning(Predicate<Object> isTraced) {
    return ofHttp(new FirstTaken(tracer, propagator, isTraced));
  }

  private ObservationHandler<Observation.Context> ofHttp(
      PropagatingReceiverTracingObservationHandler<?> taken) {
    return new FirstMatchingCompositeObservationHandler(
        taken, new PropagatingSenderTracingObservationHandler<>(tracer, propagator));
  }

  /// Goes on with a caller's trace, or with none.
  private static final class Taken
      extends PropagatingReceiverTracingObservationHandler<ReceiverContext<Object>> {
    Taken(Tracer tracer, Propagator propagator) {
      super(tracer, propagator);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof ReceiverContext<?> received && isTraced(received);
    }

    private static <C> boolean isTraced(ReceiverContext<C> received) {
      var parent = received.getGetter().get(received.getCarrier(), TraceParent.HEADER);
      return parent != null && TraceParent.isOne(parent);
    }
  }

  /// Begins a trace, whatever the caller says.
  private static final class FirstTaken
      extends PropagatingReceiverTracingObservationHandler<ReceiverContext<Object>> {
    private final Tracer tracer;
    private final Predicate<Object> isTraced;

    FirstTaken(Tracer tracer, Propagator propagator, Predicate<Object> isTraced) {
      super(tracer, propagator);
      this.tracer = tracer;
      this.isTraced = isTraced;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof ReceiverContext<?> received && isTraced.test(received.getCarrier());
    }

    @Override
    public Span.Builder customizeExtractedSpan(
        ReceiverContext<Object> context, Span.Builder builder) {
      return tracer.spanBuilder().setNoParent().kind(Span.Kind.SERVER);
    }
  }

  /// Waits until everything that has ended is exported.
  void flush() {
    provider.forceFlush().join(10, TimeUnit.SECONDS);
  }

  /// Exports what is left.
  @Override
  public void close() {
    if (isOn()) {
      provider.close();
    }
  }
}
