package io.trunkline.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// The main job before the reader's eyes, through the documented APIs alone: link a number, send a
/// text, see it delivered and read, hear the answer.
final class Demo {
  private static final String CUSTOMER = "demo";
  private static final String SENDER = "12025550101";
  private static final String RECIPIENT = "12025550102";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> STATUSES = List.of("pending", "sent", "delivered", "read");

  private final Gateway gateway;
  private final Http http;
  private final PortPlan plan;
  private final Progress progress;

  Demo(Gateway gateway, Http http, PortPlan plan, Progress progress) {
    this.gateway = gateway;
    this.http = http;
    this.plan = plan;
    this.progress = progress;
  }

  /// @param restored whether there was data before this start
  void mainJob(boolean restored) {
    progress.say("");
    progress.say("The main job, with two phones of the simulator:");
    makePhone(SENDER, "Trunkline demo");
    makePhone(RECIPIENT, "Demo reader");
    var connection = restored ? linkedBefore() : Optional.<String>empty();
    if (connection.isPresent()) {
      await("the session of before to connect", () -> connected(connection.get()));
      progress.say("  restored   +" + SENDER + " is connected again, without a QR");
    }
    var id = connection.orElseGet(() -> link());
    var began = System.nanoTime();
    showStatuses(send(id), began);
    answer(id);
  }

  /// Links a real phone: shows each QR until one was scanned.
  void linkInTerminal() {
    var requested =
        gateway.post(
            "/api/v1/connections/request",
            Map.of("customerId", "whatsapp", "customerName", "My WhatsApp"));
    var id = requested.path("connection").path("id").asString();
    var shown = "";
    var end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    progress.say("Scan with WhatsApp on your phone: Settings, Linked devices, Link a device.");
    while (System.nanoTime() - end < 0) {
      var status = gateway.get("/api/v1/connections/status?connectionId=" + id);
      if ("connected".equals(status.path("status").asString(""))) {
        progress.say("Linked: " + status.path("mobileNumber").asString(""));
        return;
      }
      var picture = status.path("qrCodeDataUrl").asString("");
      if (!picture.isEmpty() && !picture.equals(shown)) {
        progress.say(QrImage.draw(QrImage.read(picture)));
        shown = picture;
      }
      pause(Duration.ofSeconds(1));
    }
    progress.say("Nobody has scanned; run deploy/up --whatsapp again for a new QR.");
  }

  /// Where to go on from here.
  void nextSteps(Path environmentFile) {
    var key = "-H \"X-API-Key: $TRUNKLINE_API_KEY\"";
    progress.say("");
    progress.say("API        " + gateway.url());
    progress.say("Simulator  http://127.0.0.1:" + plan.simulatorControl() + "/phones");
    progress.say("Go on with:");
    progress.say("  . " + Command.quote(environmentFile.toString()));
    progress.say("  curl -s " + key + " $TRUNKLINE_URL/api/v1/connections");
    progress.say(
        "  curl -s "
            + key
            + " $TRUNKLINE_URL/api/v1/connections/request -H 'Content-Type: application/json'"
            + " -d '{\"customerId\":\"acme\",\"customerName\":\"Acme\"}'");
    progress.say("  curl -s " + key + " \"$TRUNKLINE_URL/api/v1/messages?limit=5\"");
  }

  private Optional<String> linkedBefore() {
    var found = gateway.get("/api/v1/connections?customerId=" + CUSTOMER).path("connections");
    for (var connection : found) {
      if ("connected".equals(connection.path("status").asString(""))) {
        return Optional.of(connection.path("id").asString());
      }
    }
    return Optional.empty();
  }

  private String link() {
    var requested =
        gateway.post(
            "/api/v1/connections/request",
            Map.of("customerId", CUSTOMER, "customerName", "Demo of deploy/up"));
    var id = requested.path("connection").path("id").asString();
    var picture =
        Optional.of(requested.path("auth").path("qrCodeDataUrl").asString(""))
            .filter(url -> !url.isEmpty())
            .orElseGet(() -> await("a QR code", () -> qr(id)));
    progress.say("  QR         asked for by POST /api/v1/connections/request");
    simulator("/phones/" + SENDER + "/scan", Map.of("qr", QrImage.read(picture)));
    progress.say("  scanned    by the phone +" + SENDER);
    await("the connection", () -> connected(id));
    progress.say("  connected  connection " + id);
    return id;
  }

  private Optional<String> qr(String id) {
    var url =
        gateway
            .get("/api/v1/connections/status?connectionId=" + id)
            .path("qrCodeDataUrl")
            .asString("");
    return url.isEmpty() ? Optional.empty() : Optional.of(url);
  }

  private Optional<JsonNode> connected(String id) {
    var status = gateway.get("/api/v1/connections/status?connectionId=" + id);
    return "connected".equals(status.path("socketStatus").asString(""))
        ? Optional.of(status)
        : Optional.empty();
  }

  private String send(String id) {
    var text = "Hello from Trunkline";
    var sent =
        gateway.post(
            "/api/v1/messages/send",
            Map.of("connectionId", id, "mobileNumber", "+" + RECIPIENT, "message", text));
    progress.say("  text       \"" + text + "\" to +" + RECIPIENT);
    return sent.path("message").path("id").asString();
  }

  private void showStatuses(String message, long began) {
    var shown = new LinkedHashSet<String>();
    var readSent = false;
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!shown.contains("read")) {
      var now = gateway.get("/api/v1/messages/" + message);
      var row = now.has("message") ? now.path("message") : now;
      for (var status : STATUSES) {
        if (reached(row, status) && shown.add(status)) {
          progress.say("  %-10s seen after %d ms".formatted(status, millisSince(began)));
        }
      }
      if (shown.contains("delivered") && !readSent) {
        simulator(
            "/phones/" + RECIPIENT + "/receipts",
            Map.of("ids", List.of(row.path("whatsappMessageId").asString()), "type", "read"));
        readSent = true;
      }
      if (System.nanoTime() - end > 0) {
        throw new LocalFailure(
            "The text got no further than " + shown + " in " + PATIENCE.toSeconds() + " s.");
      }
      pause(Duration.ofMillis(50));
    }
  }

  /// A message that has gone further has passed what lies before.
  private static boolean reached(JsonNode row, String status) {
    return STATUSES.indexOf(row.path("status").asString("")) >= STATUSES.indexOf(status);
  }

  private void answer(String id) {
    var text = "And hello back, at " + java.time.LocalTime.now().withNano(0);
    simulator("/phones/" + RECIPIENT + "/messages", Map.of("to", SENDER, "text", text));
    await("the answer", () -> inbound(id, text));
    progress.say("  answer     \"" + text + "\" from +" + RECIPIENT);
  }

  private Optional<JsonNode> inbound(String id, String text) {
    var messages = gateway.get("/api/v1/messages?limit=20&connectionId=" + id).path("messages");
    for (var message : messages) {
      if (text.equals(message.path("text").asString(""))) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  private static long millisSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
  }

  private void makePhone(String number, String name) {
    simulator("/phones", Map.of("phoneNumber", number, "name", name));
  }

  private void simulator(String path, Map<String, ?> body) {
    try {
      var reply = http.post("http://127.0.0.1:" + plan.simulatorControl() + path, Map.of(), body);
      var exists = path.equals("/phones") && reply.status() == 409;
      if (!reply.isSuccess() && !exists) {
        throw new LocalFailure(
            "The simulator answered POST " + path + " with " + reply.status() + " " + reply.body());
      }
    } catch (IOException e) {
      throw new LocalFailure("The simulator does not answer POST " + path + ": " + e, e);
    }
  }

  private static <T> T await(String what, Supplier<Optional<T>> ask) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      var answer = ask.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      pause(Duration.ofMillis(100));
    }
    throw new LocalFailure("Waited " + PATIENCE.toSeconds() + " s in vain for " + what + ".");
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted", e);
    }
  }
}
