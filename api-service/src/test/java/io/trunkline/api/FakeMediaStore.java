package io.trunkline.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The media store as workers serve it: per tenant, for signed callers. It names files by their
/// hash.
final class FakeMediaStore implements AutoCloseable {
  private final HttpServer server;
  private final PublicKey key;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  FakeMediaStore(PublicKey key) {
    this.key = key;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/internal/media", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void put(UUID tenant, byte[] file) {
    files.put(tenant + "/" + hex(file), file);
  }

  /// How many files the tenant has.
  long count(UUID tenant) {
    return files.keySet().stream().filter(name -> name.startsWith(tenant + "/")).count();
  }

  byte[] get(UUID tenant, String reference) {
    return files.get(tenant + "/" + reference);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      UUID tenant;
      try {
        tenant =
            IdentityToken.verify(
                    exchange.getRequestHeaders().getFirst(Caller.HEADER),
                    IdentityToken.WORKER,
                    key,
                    Clock.systemUTC())
                .tenant()
                .orElseThrow();
      } catch (InvalidIdentityException e) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      if (exchange.getRequestMethod().equals("PUT")) {
        byte[] file = exchange.getRequestBody().readAllBytes();
        put(tenant, file);
        byte[] answer =
            "{\"reference\":\"%s\",\"length\":%d,\"sha256\":\"%s\"}"
                .formatted(hex(file), file.length, Base64.getEncoder().encodeToString(sha256(file)))
                .getBytes();
        exchange.sendResponseHeaders(201, answer.length);
        exchange.getResponseBody().write(answer);
        return;
      }
      if (exchange.getRequestMethod().equals("DELETE")) {
        var path = exchange.getRequestURI().getPath();
        files.remove(tenant + path.substring(path.lastIndexOf('/')));
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      String path = exchange.getRequestURI().getPath();
      byte[] file = get(tenant, path.substring(path.lastIndexOf('/') + 1));
      boolean isShown = file != null && !exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(file == null ? 404 : 200, isShown ? file.length : -1);
      if (isShown) {
        exchange.getResponseBody().write(file);
      }
    }
  }

  static byte[] sha256(byte[] file) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(file);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(byte[] file) {
    return HexFormat.of().formatHex(sha256(file));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
