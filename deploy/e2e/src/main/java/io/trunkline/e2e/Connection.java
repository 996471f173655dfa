package io.trunkline.e2e;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// One connection of the manager dialect, used as its customer would.
public final class Connection {
  private final Http tenant;
  private final Http bearer;
  private final String id;
  private final String token;
  private final String customerId;
  private String qr;

  private Connection(Http tenant, Http bearer, String customerId, JsonNode data) {
    this.tenant = tenant;
    this.customerId = customerId;
    this.id = data.path("connection").path("id").asString();
    this.token = data.path("auth").path("connectionToken").asString();
    this.bearer = bearer.with("Authorization", "Bearer " + token);
    this.qr = data.path("auth").path("qrCodeDataUrl").asString("");
  }

  /// Asks for a connection and waits for its first QR.
  public static Connection request(Http tenant, Http anonymous, String customerId) {
    var reply =
        tenant.post(
            "/api/v1/connections/request",
            Map.of("customerId", customerId, "customerName", "Customer " + customerId));
    if (reply.status() != 201 && reply.status() != 200) {
      throw new IllegalStateException("connections/request answered " + reply);
    }
    return new Connection(tenant, anonymous, customerId, reply.body().path("data"));
  }

  /// Lets the phone scan the QR and waits until the connection is connected.
  ///
  /// @return JID of the linked device
  public String link(Simulator.Phone phone) {
    if (qr.isEmpty()) {
      Waiting.until(
          "a QR",
          Duration.ofSeconds(30),
          () -> {
            qr = status().path("qrCodeDataUrl").asString("");
            return !qr.isEmpty();
          });
    }
    var device = phone.scan(Qr.read(qr));
    awaitConnected(Duration.ofSeconds(30));
    return device;
  }

  public void awaitConnected(Duration limit) {
    Waiting.until(
        "connection " + customerId + " to be connected",
        limit,
        () ->
            status().path("status").asString("").equals("connected")
                && status().path("socketStatus").asString("").equals("connected"));
  }

  public JsonNode status() {
    return bearer.get("/api/v1/connections/status").body().path("data");
  }

  public Http.Reply send(String mobileNumber, String text) {
    return bearer.post(
        "/api/v1/messages/send", Map.of("mobileNumber", mobileNumber, "message", text));
  }

  /// Sends, trying again as a careful caller does while the system answers with an error of its
  /// own or not at all; one idempotency key covers all tries.
  ///
  /// @return id of the accepted message
  public String sendUntilAccepted(String mobileNumber, String text, Duration limit) {
    var http = bearer.with("Idempotency-Key", UUID.randomUUID().toString());
    var body = new LinkedHashMap<String, Object>();
    body.put("mobileNumber", mobileNumber);
    body.put("message", text);
    var accepted = new String[1];
    Waiting.until(
        "message to be accepted",
        limit,
        () -> {
          Http.Reply reply;
          try {
            reply = http.post("/api/v1/messages/send", body);
          } catch (java.io.UncheckedIOException e) {
            return false;
          }
          if (reply.status() == 200) {
            accepted[0] = reply.body().path("data").path("message").path("id").asString();
            return true;
          }
          if (reply.status() < 500 && reply.status() != 429) {
            throw new IllegalStateException("messages/send answered " + reply);
          }
          return false;
        });
    return accepted[0];
  }

  public JsonNode message(String messageId) {
    var data = tenant.get("/api/v1/messages/" + messageId).body().path("data");
    return data.has("message") ? data.path("message") : data;
  }

  public String id() {
    return id;
  }

  public String token() {
    return token;
  }

  public String customerId() {
    return customerId;
  }

  public Http bearer() {
    return bearer;
  }
}
