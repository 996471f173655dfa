package io.trunkline.contract.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.regex.Pattern;

/// A span's place in its trace, as text of W3C Trace Context: `00-trace-span-flags`, 55 characters;
/// empty is none.
public final class TraceParent {
  /// Name of the header, of HTTP and of records.
  public static final String HEADER = "traceparent";

  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /// That of the span that this thread works for.
  public static String current() {
    return of(Span.current().getSpanContext());
  }

  static String of(SpanContext context) {
    return context.isValid()
        ? "00-"
            + context.getTraceId()
            + "-"
            + context.getSpanId()
            + "-"
            + context.getTraceFlags().asHex()
        : "";
  }

  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
