package io.trunkline.worker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The simulator's control API, as far as these tests need it.
final class Phones {
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final URI control;

  Phones(URI control) {
    this.control = control;
  }

  JsonNode create(String number, String name) {
    return post("/phones", Map.of("phoneNumber", number, "name", name));
  }

  void scan(String number, String qr) {
    post("/phones/" + number + "/scan", Map.of("qr", qr));
  }

  void typeCode(String number, String code) {
    post("/phones/" + number + "/link-code", Map.of("code", code));
  }

  JsonNode state(String number) {
    return get("/phones/" + number + "/state");
  }

  /// Whether the account demands a passkey of a new device, and the code that the phone shows.
  JsonNode passkey(String number) {
    return get("/phones/" + number + "/passkey");
  }

  /// Any action of a phone's user, or a switch of the server.
  JsonNode act(String path, Map<String, ?> body) {
    return post(path, body);
  }

  void send(String number, String to, String text) {
    post("/phones/" + number + "/messages", Map.of("to", to, "text", text));
  }

  /// Sends a message of any kind.
  ///
  /// @return its id
  String send(String number, Map<String, String> message) {
    return post("/phones/" + number + "/messages", message).path("id").asString();
  }

  String fault(Map<String, String> fault) {
    return post("/faults", fault).path("id").asString();
  }

  void endFault(String id) {
    var unused = call(HttpRequest.newBuilder(control.resolve("/faults/" + id)).DELETE().build());
  }

  /// What a phone shows behind the first `seen` messages, once there are so many more.
  List<JsonNode> shown(String number, int seen, int more) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                get("/phones/" + number + "/messages")
                    .path("messages")
                    .valueStream()
                    .skip(seen)
                    .toList(),
            shown -> shown.size() >= more);
  }

  List<String> texts(String number, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> texts(number), texts -> texts.size() >= count);
  }

  private List<String> texts(String number) {
    var texts = new ArrayList<String>();
    get("/phones/" + number + "/messages")
        .path("messages")
        .forEach(message -> texts.add(message.path("text").asString()));
    return texts;
  }

  /// Any call of the control API below a phone.
  void act(String number, String path, Map<String, ?> body) {
    post("/phones/" + number + path, body);
  }

  /// What a device has sent and been sent, newest last: `direction` `in` is from the device.
  JsonNode stanzas(String deviceJid) {
    return get("/stanzas?device=" + deviceJid + "&last=100").path("stanzas");
  }

  /// The JIDs of an account's linked devices.
  List<String> devices(String number) {
    return get("/phones/" + number)
        .path("linkedDevices")
        .valueStream()
        .map(device -> device.path("deviceJid").asString())
        .toList();
  }

  JsonNode stats() {
    return get("/stats");
  }

  /// What lies at an address of the simulator, as clients download it.
  static byte[] download(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
          .body();
    }
  }

  JsonNode get(String path) {
    return call(HttpRequest.newBuilder(control.resolve(path)).GET().build());
  }

  JsonNode call(String path, Map<String, Object> body) {
    return post(path, body);
  }

  private JsonNode post(String path, Map<String, ?> body) {
    return call(
        HttpRequest.newBuilder(control.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
            .build());
  }

  private JsonNode call(HttpRequest request) {
    try {
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "Expected success of "
                + request.uri()
                + " but was "
                + response.statusCode()
                + " "
                + response.body());
      }
      return response.body().isEmpty() ? json.createObjectNode() : json.readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
