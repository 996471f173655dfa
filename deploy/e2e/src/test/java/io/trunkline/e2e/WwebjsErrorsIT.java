package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.e2e.Definitions.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/// Every call of the dialect wwebjs with every error that the contract has for all of them: bad
/// names, sessions that are unknown or not connected, and each required field missing.
@ExtendWith(OneInstallation.class)
class WwebjsErrorsIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String FAMILIES = "/(client|chat|contact|groupChat|message|channel)/.*";

  private final String peerNumber = number();
  private final Installation installation;
  private final Http tenant;
  private final List<Endpoint> endpoints;
  private final List<String> wrong = new ArrayList<>();
  private int cases;

  WwebjsErrorsIT(Installation installation) {
    this.installation = installation;
    this.tenant = NewTenant.of(installation);
    this.endpoints =
        Definitions.read(installation.anonymous()).stream()
            .filter(endpoint -> endpoint.definition().equals("wwebjs"))
            .filter(endpoint -> endpoint.path().matches(FAMILIES))
            .toList();
  }

  @Test
  void sessionsThatAreNotThereNotConnectedOrNotNamedAreToldAlike() {
    tenant.get("/session/start/idle");
    for (var endpoint : endpoints) {
      expect(endpoint, "no.dots", endpoint.body(), 422, "Session should be alphanumerical or -");
      expect(endpoint, "none", endpoint.body(), 404, "session_not_found");
      expect(endpoint, "idle", endpoint.body(), 404, "session_not_connected");
    }
    done("sessions");
  }

  @Test
  void whatIsRequiredIsAskedForByItsName() {
    var own = installation.simulator().phone(number(), "Own");
    var peer = installation.simulator().phone(peerNumber, "Peer");
    tenant.get("/session/start/strict");
    Waiting.until("a QR", SOON, () -> get("/session/qr/strict").contains("\"success\":true"));
    own.scan(tenant.get("/session/qr/strict").body().path("qr").asString());
    Waiting.until("CONNECTED", SOON, () -> get("/session/status/strict").contains("CONNECTED"));
    var id = peer.send(own.number(), "hello");
    var message = Map.of("chatId", peerNumber + "@c.us", "messageId", id);
    Waiting.until(
        "the message",
        SOON,
        () -> tenant.post("/message/getClassInfo/strict", message).status() == 200);

    for (var endpoint : endpoints) {
      for (var field : endpoint.required()) {
        var body = endpoint.body();
        if (!endpoint.path().startsWith("/groupChat/")
            && !endpoint.path().startsWith("/channel/")) {
          message.forEach((name, value) -> replace(body, name, value));
        }
        replace(body, "contactId", peerNumber + "@c.us");
        body.remove(field);
        expect(endpoint, "strict", body, 400, field + " is required");
      }
      if (endpoint.hasBody()) {
        var reply =
            tenant.postRaw(endpoint.path(Map.of("name", "strict")), "application/json", "{");
        check(endpoint + " with no JSON", reply, 400, "The body is not valid JSON");
      }
    }
    done("fields");
  }

  private static void replace(ObjectNode body, String name, String to) {
    if (body.has(name)) {
      body.put(name, to);
    }
  }

  private void expect(Endpoint endpoint, String session, Object body, int status, String error) {
    var path = endpoint.path(Map.of("name", session));
    var reply =
        switch (endpoint.method()) {
          case "GET" -> tenant.get(path);
          case "DELETE" -> tenant.delete(path);
          default -> tenant.post(path, body);
        };
    check(endpoint + " of " + session + " with " + body, reply, status, error);
  }

  private void check(String what, Http.Reply reply, int status, String error) {
    cases++;
    if (reply.status() != status
        || reply.body().size() != 2
        || reply.body().path("success").asBoolean(true)
        || !reply.body().path("error").asString("").equals(error)) {
      wrong.add(what + ": " + reply + " instead of " + status + " " + error);
    }
  }

  private void done(String what) {
    assertThat(wrong).isEmpty();
    System.out.printf("Errors of wwebjs, %s: %d calls, %d cases%n", what, endpoints.size(), cases);
    assertThat(endpoints).hasSizeGreaterThan(150);
  }

  private String get(String path) {
    return tenant.get(path).raw().body();
  }

  private static String number() {
    return "96177" + ThreadLocalRandom.current().nextInt(300_000, 999_999);
  }
}
