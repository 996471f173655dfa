package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is set for a connection is what it does.
@ExtendWith(OneInstallation.class)
class SettingsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Installation installation;
  private final Http tenant;

  SettingsIT(Installation installation) {
    this.installation = installation;
    this.tenant = NewTenant.of(installation);
  }

  @Test
  void aConnectionGoesThroughItsProxyAndRefusesCalls() {
    var own = installation.simulator().phone("96176200011", "Own");
    var friend = installation.simulator().phone("96176200012", "Friend");
    var connection = Connection.request(tenant, installation.anonymous(), "settings");
    connection.link(own);
    var path = "/api/v1/connections/" + connection.id() + "/settings";
    try (var proxy = new ConnectProxy()) {
      var url = "http://ann:pa55-of-a-proxy@localhost:" + proxy.port();
      var set = tenant.put(path, Map.of("proxyUrl", url, "rejectCalls", true));
      assertThat(set.status()).as(set.toString()).isEqualTo(200);
      assertThat(set.raw().body()).contains("ann:****@").doesNotContain("pa55");
      Waiting.until("a connection through the proxy", LIMIT, () -> !proxy.heads().isEmpty());
      assertThat(proxy.heads().getFirst())
          .contains(
              Base64.getEncoder()
                  .encodeToString("ann:pa55-of-a-proxy".getBytes(StandardCharsets.UTF_8)));
      connection.awaitConnected(LIMIT);
      connection.sendUntilAccepted("+" + friend.number(), "through the proxy", LIMIT);
      Waiting.until(
          "the text",
          LIMIT,
          () ->
              friend.shown().stream().anyMatch(shown -> shown.text().equals("through the proxy")));

      var simulator = new Http(installation.env("SIMULATOR_URL"));
      var call =
          simulator.post("/phones/" + friend.number() + "/calls", Map.of("to", own.number()));
      assertThat(call.status()).as(call.toString()).isLessThan(300);
      Waiting.until(
          "the call to be refused",
          LIMIT,
          () ->
              simulator
                  .get("/phones/" + friend.number() + "/state")
                  .body()
                  .at("/calls/0/state")
                  .asString("")
                  .equals("rejected"));

      var direct = new HashMap<String, Object>();
      direct.put("proxyUrl", null);
      assertThat(tenant.put(path, direct).status()).isEqualTo(200);
      connection.awaitConnected(LIMIT);
    }
    connection.sendUntilAccepted("+" + friend.number(), "without it", LIMIT);
    Waiting.until(
        "the second text",
        LIMIT,
        () -> friend.shown().stream().anyMatch(shown -> shown.text().equals("without it")));
    assertThat(tenant.put(path, Map.of("proxyUrl", "http://10.0.0.1:8080")).status())
        .isEqualTo(400);
    assertThat(logsHold("pa55-of-a-proxy")).isFalse();
  }

  private boolean logsHold(String text) {
    try (var files = Files.walk(installation.data())) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .anyMatch(file -> holds(file, text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
