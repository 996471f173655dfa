package io.trunkline.contract.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A span of one step of the way, which whoever began it ends once. From any thread.
///
/// Tags are few and known ([KnownAttributes]): never a phone number, a text, a secret.
public final class Hop {
  /// No span: nothing happens.
  public static final Hop NONE = new Hop(null, Span.NOOP, "");

  private final Tracing tracing;
  private final Span span;
  private final String traceparent;

  Hop(Tracing tracing, Span span, String traceparent) {
    this.tracing = tracing;
    this.span = span;
    this.traceparent = traceparent;
  }

  /// For whoever goes on with it; empty where there is no span.
  public String traceparent() {
    return traceparent;
  }

  /// For a record's header, in ASCII; not called where there is no span.
  public void carry(Consumer<byte[]> header) {
    if (!traceparent.isEmpty()) {
      header.accept(traceparent.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// A step within this one.
  public Hop child(Span.Kind kind, String name) {
    return tracing == null ? NONE : tracing.begin(kind, name, traceparent);
  }

  public Hop tag(String key, String value) {
    span.tag(key, value);
    return this;
  }

  /// Log lines of this thread name the span until the scope is closed.
  public Tracer.SpanInScope current() {
    return tracing == null ? () -> {} : tracing.scope(span);
  }

  public void end() {
    span.end();
  }

  /// @param failure absent where all went well; only its class is told
  public void end(Throwable failure) {
    if (failure != null) {
      span.tag("exception", failure.getClass().getSimpleName());
      span.error(failure);
    }
    span.end();
  }
}
