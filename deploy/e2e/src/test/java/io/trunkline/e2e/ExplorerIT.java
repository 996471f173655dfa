package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Swagger UI in a browser, through the edge: every definition is opened and a call of it is tried
/// out, in the dialects one that sends. Needs Chromium and Node.
@ExtendWith(OneInstallation.class)
class ExplorerIT {
  private final Installation installation;

  ExplorerIT(Installation installation) {
    this.installation = installation;
  }

  @Test
  void whatIsTriedOutInABrowserReachesThePhone() {
    var browser = Browser.of(installation);
    assumeTrue(browser.isPresent(), "no chromium on the PATH");
    var key = NewTenant.key(installation);
    var tenant = installation.anonymous().with("X-API-Key", key);
    var own = installation.simulator().phone(number(), "Own");
    var peer = installation.simulator().phone(number(), "Peer");
    var connection = Connection.request(tenant, installation.anonymous(), "shop");
    connection.link(own);
    var to = peer.number();

    var tries = new ArrayList<Map<String, Object>>();
    tries.add(
        attempt("multi-session", "send-post_send", "X-API-Key", key)
            .body(Map.of("session_id", "shop", "number", to, "message", "multi-session"))
            .order("/api-docs"));
    tries.add(
        attempt("wwebjs", "client-post_client_sendMessage_name_", "x-api-key", key)
            .path(Map.of("name", "shop"))
            .body(Map.of("chatId", to, "contentType", "string", "content", "wwebjs"))
            .order("/docs"));
    tries.add(
        attempt("manager", "messages-post_api_v1_messages_send", "bearer", connection.token())
            .body(Map.of("mobileNumber", "+" + to, "message", "manager"))
            .order("/docs"));
    tries.add(
        attempt("tokens", "messages-post_api_whatsapp_messages_text", "bearer", key)
            .body(Map.of("session_id", "shop", "to", to, "message", "tokens"))
            .order("/docs"));
    tries.add(attempt("trunkline", "me-get_api_v1_me", "X-API-Key", key).order("/docs"));
    tries.add(
        attempt(
                "operator",
                "tenants-get_admin_v1_tenants",
                "X-Admin-Key",
                installation.env("TRUNKLINE_ADMIN_KEY"))
            .order("/docs"));
    browser
        .get()
        .run(
            "explorer.mjs",
            Map.of(
                "url", installation.env("TRUNKLINE_URL"),
                "chromium", browser.get().chromium(),
                "tries", tries),
            Duration.ofMinutes(3));
    Waiting.until("four texts", Duration.ofSeconds(20), () -> peer.shown().size() == 4);
    assertThat(peer.shown())
        .extracting(Simulator.Shown::text)
        .containsExactly("multi-session", "wwebjs", "manager", "tokens");
  }

  private record Attempt(Map<String, Object> fields) {
    Attempt path(Map<String, String> values) {
      fields.put("path", values);
      return this;
    }

    Attempt body(Map<String, String> body) {
      fields.put("body", body);
      return this;
    }

    Map<String, Object> order(String page) {
      fields.put("page", page);
      fields.put("status", 200);
      return fields;
    }
  }

  private static Attempt attempt(
      String definition, String operation, String credential, String secret) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("definition", definition);
    fields.put("operation", operation);
    fields.put("credential", credential);
    fields.put("secret", secret);
    return new Attempt(fields);
  }

  private static String number() {
    return "9617" + ThreadLocalRandom.current().nextLong(1_000_0000L, 9_999_9999L);
  }
}
