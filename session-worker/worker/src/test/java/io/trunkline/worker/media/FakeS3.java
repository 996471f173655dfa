package io.trunkline.worker.media;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// As much of the S3 API as a store of files needs, for one access key; lists give two names a
/// page. Path style. Source: Amazon S3 API reference.
final class FakeS3 implements AutoCloseable {
  private static final int PAGE = 2;
  private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

  private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
  private final HttpServer server;
  private volatile String lastPath = "";

  FakeS3() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  String key() {
    return "known";
  }

  String lastPath() {
    return lastPath;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      lastPath = exchange.getRequestURI().getPath();
      String signed = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      if (!signed.startsWith("AWS4-HMAC-SHA256 Credential=" + key() + "/")) {
        answer(exchange, 403, xml("<Error><Code>InvalidAccessKeyId</Code></Error>"));
        return;
      }
      String name = lastPath.replaceFirst("^/files/?", "");
      String query = String.valueOf(exchange.getRequestURI().getRawQuery());
      switch (exchange.getRequestMethod()) {
        case "PUT" -> {
          files.put(name, body);
          answer(exchange, 200, new byte[0]);
        }
        case "DELETE" -> {
          files.remove(name);
          answer(exchange, 204, new byte[0]);
        }
        case "POST" -> deleteSeveral(exchange, new String(body, StandardCharsets.UTF_8));
        case "GET" -> {
          if (name.isEmpty()) {
            list(exchange, query);
          } else {
            give(exchange, name);
          }
        }
        default -> head(exchange, name);
      }
    }
  }

  private void head(HttpExchange exchange, String name) throws IOException {
    byte[] file = files.get(name);
    if (file != null) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(file.length));
    }
    exchange.sendResponseHeaders(file == null ? 404 : 200, -1);
  }

  private void give(HttpExchange exchange, String name) throws IOException {
    byte[] file = files.get(name);
    if (file == null) {
      answer(exchange, 404, xml("<Error><Code>NoSuchKey</Code></Error>"));
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
    answer(exchange, 206, Arrays.copyOfRange(file, from, file.length));
  }

  private void list(HttpExchange exchange, String query) throws IOException {
    Map<String, String> asked =
        Arrays.stream(query.split("&"))
            .map(part -> part.split("=", 2))
            .collect(
                Collectors.toMap(
                    part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    String after = asked.getOrDefault("continuation-token", "");
    var found =
        files.keySet().stream()
            .filter(name -> name.startsWith(asked.get("prefix")) && name.compareTo(after) > 0)
            .toList();
    var page = found.subList(0, Math.min(PAGE, found.size()));
    boolean isMore = page.size() < found.size();
    var text = new StringBuilder("<ListBucketResult>");
    page.forEach(name -> text.append("<Contents><Key>").append(name).append("</Key></Contents>"));
    text.append("<IsTruncated>").append(isMore).append("</IsTruncated>");
    if (isMore) {
      text.append("<NextContinuationToken>")
          .append(page.getLast())
          .append("</NextContinuationToken>");
    }
    answer(exchange, 200, xml(text.append("</ListBucketResult>").toString()));
  }

  private void deleteSeveral(HttpExchange exchange, String body) throws IOException {
    KEY.matcher(body).results().forEach(key -> files.remove(key.group(1)));
    answer(exchange, 200, xml("<DeleteResult></DeleteResult>"));
  }

  private static byte[] xml(String text) {
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text).getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
