package io.trunkline.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A small client for JSON over HTTP on this machine.
final class Http {
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final JsonMapper json = new JsonMapper();

  /// @param body JSON; a missing node where it had none
  record Reply(int status, JsonNode body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  Reply get(String url, Map<String, String> headers) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url)).GET(), headers);
  }

  Reply post(String url, Map<String, String> headers, Map<String, ?> body) throws IOException {
    var content = HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body));
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .POST(content)
            .header("Content-Type", "application/json"),
        headers);
  }

  /// Whether a readiness probe says yes; no answer means no.
  boolean isReady(String url) {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Reply send(HttpRequest.Builder request, Map<String, String> headers) throws IOException {
    headers.forEach(request::header);
    try {
      var response =
          client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), parse(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  private JsonNode parse(String body) {
    try {
      return body.isBlank() ? json.missingNode() : json.readTree(body);
    } catch (JacksonException e) {
      return json.missingNode();
    }
  }
}
