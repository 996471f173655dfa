package io.trunkline.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The simulator's control API, as far as the tests need it.
public final class Simulator {
  private final Http http;

  public Simulator(Http http) {
    this.http = http;
  }

  public Phone phone(String number, String name) {
    var reply = http.post("/phones", Map.of("phoneNumber", number, "name", name));
    expect(reply, 201, 409);
    return new Phone(number);
  }

  public JsonNode stats() {
    return expect(http.get("/stats"), 200).body();
  }

  /// @param dropKnownIds whether the server itself drops message ids that it has seen
  public void dropKnownIds(boolean dropKnownIds) {
    expect(http.post("/server", Map.of("dropKnownIds", dropKnownIds)), 200, 204);
  }

  public String fault(Map<String, Object> fault) {
    return expect(http.post("/faults", fault), 201).body().path("id").asString();
  }

  /// @param target a device, or the number of the phone whose linked devices are meant
  public String fault(String kind, String target, int code) {
    return fault(Map.of("kind", kind, "target", target, "code", code));
  }

  public void clearFaults() {
    expect(http.delete("/faults"), 200, 204);
  }

  public String stanzas(String device, int last) {
    var encoded = URLEncoder.encode(device, StandardCharsets.UTF_8);
    return http.get("/stanzas?device=" + encoded + "&last=" + last).toString();
  }

  private static Http.Reply expect(Http.Reply reply, int... statuses) {
    for (int status : statuses) {
      if (reply.status() == status) {
        return reply;
      }
    }
    throw new IllegalStateException("The simulator answered " + reply);
  }

  /// A message that a phone shows.
  public record Shown(
      String id, String from, String kind, String text, String quotedId, JsonNode all) {}

  /// A page of a phone's inbox; `cursor` asks for the next.
  public record Inbox(String cursor, List<Shown> messages) {}

  /// One simulated phone.
  public final class Phone {
    private final String number;

    private Phone(String number) {
      this.number = number;
    }

    public String number() {
      return number;
    }

    /// @return JID of the device that is linked now
    public String scan(String qr) {
      return expect(http.post(path("/scan"), Map.of("qr", qr)), 200)
          .body()
          .path("deviceJid")
          .asString();
    }

    public void unlink(String deviceJid) {
      expect(http.post(path("/unlink"), Map.of("deviceJid", deviceJid)), 204, 200);
    }

    public JsonNode state() {
      return expect(http.get(path("")), 200).body();
    }

    /// Whether a device that is linked to it has an open socket.
    public boolean hasDeviceOnline() {
      for (var device : state().path("linkedDevices")) {
        if (device.path("online").asBoolean()) {
          return true;
        }
      }
      return false;
    }

    public void online() {
      expect(http.post(path("/online"), Map.of()), 204);
    }

    public void offline() {
      expect(http.post(path("/offline"), Map.of()), 204);
    }

    /// @return id of the message
    public String send(String to, String text) {
      return send(Map.of("to", to, "text", text));
    }

    /// @return id of the message
    public String send(Map<String, Object> message) {
      return expect(http.post(path("/messages"), message), 201).body().path("id").asString();
    }

    public void read(List<String> ids) {
      expect(http.post(path("/receipts"), Map.of("ids", ids, "type", "read")), 204, 200);
    }

    /// @param after cursor of the page before, empty for the start
    public Inbox inbox(String after, Duration wait) {
      var query = "?waitMs=" + wait.toMillis() + (after.isEmpty() ? "" : "&after=" + after);
      var body = expect(http.get(path("/messages" + query)), 200).body();
      var messages = new ArrayList<Shown>();
      for (var message : body.path("messages")) {
        messages.add(
            new Shown(
                message.path("id").asString(),
                message.path("from").asString(),
                message.path("kind").asString(),
                message.path("text").asString(""),
                message.path("quotedId").asString(""),
                message));
      }
      return new Inbox(body.path("cursor").asString(""), messages);
    }

    /// Everything the phone shows so far, in order of arrival.
    public List<Shown> shown() {
      var all = new ArrayList<Shown>();
      var page = inbox("", Duration.ZERO);
      while (!page.messages().isEmpty()) {
        all.addAll(page.messages());
        page = inbox(page.cursor(), Duration.ZERO);
      }
      return all;
    }

    private String path(String rest) {
      return "/phones/" + number + rest;
    }
  }
}
