package io.trunkline.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// A collector of traces: takes OTLP over HTTP and keeps the newest spans.
public final class SpanReceiver implements AutoCloseable {
  private static final int MOST = 5_000;

  /// @param parent empty for the first of a trace
  /// @param events names of what the span recorded beside its attributes
  public record Step(
      String trace,
      String id,
      String parent,
      String service,
      String name,
      Map<String, String> attributes,
      List<String> events) {}

  private final HttpServer server;
  private final List<Step> steps = new ArrayList<>();

  public SpanReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /// The traces that are known so far, each with its steps.
  public synchronized Collection<List<Step>> traces() {
    return steps.stream()
        .collect(Collectors.groupingBy(Step::trace, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      request.getResourceSpansList().forEach(this::keep);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private synchronized void keep(ResourceSpans told) {
    var service = attributes(told.getResource().getAttributesList()).get("service.name");
    told.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .forEach(span -> steps.add(step(service, span)));
    if (steps.size() > MOST) {
      steps.subList(0, steps.size() - MOST).clear();
    }
  }

  private static Step step(String service, Span span) {
    var hex = HexFormat.of();
    return new Step(
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        service,
        span.getName(),
        attributes(span.getAttributesList()),
        span.getEventsList().stream().map(Span.Event::getName).toList());
  }

  private static Map<String, String> attributes(List<KeyValue> all) {
    return all.stream()
        .collect(Collectors.toMap(KeyValue::getKey, one -> one.getValue().getStringValue()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
