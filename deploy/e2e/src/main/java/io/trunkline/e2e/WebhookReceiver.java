package io.trunkline.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// A customer's endpoint: checks every signature and keeps what it was sent, in order.
public final class WebhookReceiver implements AutoCloseable {
  /// @param body as product.md's "Webhook delivery" draws it
  /// @param traced whether the call named a trace
  public record Call(
      String eventId, boolean signatureValid, JsonNode body, long atNanos, boolean traced) {}

  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile String secret = "";

  public WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  public void secret(String secret) {
    this.secret = secret;
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var at = System.nanoTime();
      var body = exchange.getRequestBody().readAllBytes();
      var headers = exchange.getRequestHeaders();
      var timestamp = headers.getFirst("X-Trunkline-Timestamp");
      var signature = headers.getFirst("X-Trunkline-Signature-256");
      boolean valid = timestamp != null && signature != null && signed(timestamp, body, signature);
      calls.add(
          new Call(
              headers.getFirst("X-Trunkline-Event-Id"),
              valid,
              Http.parse(new String(body, StandardCharsets.UTF_8)),
              at,
              headers.containsKey("traceparent")));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private boolean signed(String timestamp, byte[] body, String signature) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      var expected = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
      return MessageDigest.isEqual(
          expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
