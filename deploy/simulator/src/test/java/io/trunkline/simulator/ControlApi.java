package io.trunkline.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The control API as a tester calls it.
final class ControlApi {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Simulator simulator;

  ControlApi(Simulator simulator) {
    this.simulator = simulator;
  }

  record Answer(int status, JsonNode body) {}

  Answer get(String path) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer post(String path, Map<String, ?> body) {
    return post(path, MAPPER.writeValueAsString(body));
  }

  Answer post(String path, String body) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  Answer delete(String path) {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  JsonNode phone(String number) {
    return post("/phones", Map.of("phoneNumber", number, "name", "Phone " + number)).body();
  }

  void say(String from, String to, String text) {
    Answer answer = post("/phones/" + from + "/messages", Map.of("to", to, "text", text));
    if (answer.status() != 201) {
      throw new AssertionError(answer);
    }
  }

  /// The texts that a phone shows from others, once there are so many.
  List<String> texts(String number, int count) {
    List<String> texts = new ArrayList<>();
    long cursor = 0;
    for (int tries = 0; texts.size() < count && tries < 20; tries++) {
      JsonNode page =
          get("/phones/" + number + "/messages?after=" + cursor + "&waitMs=1000").body();
      cursor = page.get("cursor").longValue();
      page.get("messages").forEach(message -> texts.add(message.get("text").stringValue()));
    }
    return texts;
  }

  long stat(String name) {
    return get("/stats").body().get(name).longValue();
  }

  private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(simulator.controlUrl().resolve(path))
                  .method(method, body)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String text = response.body();
      return new Answer(
          response.statusCode(),
          text.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
