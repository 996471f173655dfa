package io.trunkline.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A worker as the operator's calls see it: each call is answered by what was put for it, and what
/// came with it is kept.
final class FakeFleet implements AutoCloseable {
  private final HttpServer server;
  private final PublicKey key;
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Map<String, String> bodies = new ConcurrentHashMap<>();

  private record Reply(int status, String body) {}

  FakeFleet(PublicKey key) {
    this.key = key;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/internal/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// @param call method and path
  void put(String call, int status, String body) {
    replies.put(call, new Reply(status, body));
  }

  /// What came with a call last.
  String body(String call) {
    return bodies.get(call);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
      bodies.put(
          call, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      var reply = isOperator(exchange) ? replies.get(call) : new Reply(401, "");
      var body = (reply == null ? "" : reply.body()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(
          reply == null ? 404 : reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private boolean isOperator(HttpExchange exchange) {
    try {
      return IdentityToken.verify(
                  exchange.getRequestHeaders().getFirst(Caller.HEADER),
                  IdentityToken.WORKER,
                  key,
                  Clock.systemUTC())
              .kind()
          == Kind.OPERATOR;
    } catch (InvalidIdentityException e) {
      return false;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
