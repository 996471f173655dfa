package io.trunkline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// JSON over HTTP against one base URL. Immutable; `with` gives a copy with one more header.
public final class Http {
  /// @param body missing where the answer was empty or no JSON
  public record Reply(int status, JsonNode body, HttpResponse<String> raw) {
    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
      return status + " " + raw.body();
    }
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(40);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client;
  private final String base;
  private final Map<String, String> headers;

  public Http(String base) {
    this(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build(),
        base,
        Map.of());
  }

  private Http(HttpClient client, String base, Map<String, String> headers) {
    this.client = client;
    this.base = base;
    this.headers = headers;
  }

  public Http with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Http(client, base, more);
  }

  public Reply get(String path) {
    return send("GET", path, null, BodyPublishers.noBody());
  }

  /// What is no text.
  public HttpResponse<byte[]> getBytes(String path) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    headers.forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("GET " + path, e);
    }
  }

  public Reply put(String path, Object body) {
    return send(
        "PUT", path, "application/json", BodyPublishers.ofString(JSON.writeValueAsString(body)));
  }

  public Reply delete(String path) {
    return send("DELETE", path, null, BodyPublishers.noBody());
  }

  /// @param body anything that Jackson writes as JSON
  public Reply post(String path, Object body) {
    return postRaw(path, "application/json", JSON.writeValueAsString(body));
  }

  public Reply patch(String path, Object body) {
    return send(
        "PATCH", path, "application/json", BodyPublishers.ofString(JSON.writeValueAsString(body)));
  }

  public Reply postRaw(String path, String contentType, String body) {
    return send("POST", path, contentType, BodyPublishers.ofString(body));
  }

  public Reply send(String method, String path, String contentType, BodyPublisher body) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    headers.forEach(request::header);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    try {
      var reply = client.send(request.method(method, body).build(), BodyHandlers.ofString());
      return new Reply(reply.statusCode(), parse(reply.body()), reply);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /// The body as JSON; missing where it is none.
  public static JsonNode parse(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
