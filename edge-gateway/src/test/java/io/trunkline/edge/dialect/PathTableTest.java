package io.trunkline.edge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.edge.dialect.Destination.Explorer;
import io.trunkline.edge.dialect.Destination.Open;
import io.trunkline.edge.dialect.Destination.Refused;
import io.trunkline.edge.dialect.Destination.Served;
import io.trunkline.edge.dialect.Destination.Service;
import io.trunkline.edge.dialect.Destination.WrongMethod;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTableTest {
  private final PathTable table = new PathTable();

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/connections, MANAGER, API",
    "POST, /api/v1/connections/request, MANAGER, API",
    "DELETE, /api/v1/keys/7, MANAGER, API",
    "GET, /api/v1/connections/, MANAGER, API",
    "GET, /api/v1/webhooks, MANAGER, WEBHOOK",
    "PATCH, /api/v1/webhooks/7, MANAGER, WEBHOOK",
    "GET, /api/v1/webhooks/7/deliveries, MANAGER, WEBHOOK",
    "GET, /api/v1/webhooksx, MANAGER, API",
    "POST, /admin/v1/tenants, OPERATOR, API",
    "GET, /ws, WWEBJS, WEBHOOK",
    "GET, /sessions, MULTI_SESSION, API",
    "DELETE, /sessions/a, MULTI_SESSION, API",
    "GET, /status, MULTI_SESSION, API",
    "POST, /connect, MULTI_SESSION, API",
    "POST, /api/whatsapp/sessions, TOKENS, API",
    "DELETE, /api/whatsapp/sessions/a/device, TOKENS, API",
    "GET, /api/whatsapp/sessions/a, TOKENS, API",
    "DELETE, /api/api-tokens, TOKENS, API",
    "GET, /ws/s1, WWEBJS, WEBHOOK",
    "GET, /session/status/a, WWEBJS, API",
    "DELETE, /session/terminate/a, WWEBJS, API",
    "POST, /client/sendMessage/a, WWEBJS, API",
    "POST, /chat/mute/a, WWEBJS, API",
    "POST, /contact/block/a, WWEBJS, API",
    "POST, /groupChat/leave/a, WWEBJS, API",
    "POST, /message/react/a, WWEBJS, API",
    "POST, /channel/mute/a, WWEBJS, API",
    "GET, /api/v1/events, MANAGER, WEBHOOK",
    "GET, /api/status, NOTIFY, API",
    "GET, /api/sessions, NOTIFY, API",
    "POST, /api/sessions, NOTIFY, API",
    "DELETE, /api/sessions/support, NOTIFY, API",
    "POST, /api/send, NOTIFY, API",
    "POST, /api/send-image, NOTIFY, API",
    "POST, /api/resend/42, NOTIFY, API",
    "POST, /api/regenerate-qr, NOTIFY, API",
    "GET, /api/v1/notify/messages, MANAGER, API"
  })
  void servedPathsGoToTheServiceThatOwnsThem(
      String method, String path, Dialect dialect, Service service) {
    assertThat(table.find(method, path)).isEqualTo(new Served(dialect, service));
  }

  @ParameterizedTest
  @CsvSource({"/docs, WWEBJS", "/api-docs, MULTI_SESSION", "/assets/explorer/a.js, NONE"})
  void theGatewayItselfServesThePagesThatShowTheApis(String path, Dialect dialect) {
    assertThat(table.find("GET", path)).isEqualTo(new Explorer(dialect));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/overview",
        "/connections",
        "/messages/",
        "/getting-started",
        "/notify",
        "/notify/contacts",
        "/tokens/docs",
        "/console/keys",
        "/dashboard",
        "/assets/index-x.js"
      })
  void theConsolesPagesAreTheGatewaysOwn(String path) {
    assertThat(table.find("GET", path)).isEqualTo(new Destination.Console());
    assertThat(table.find("POST", path)).isInstanceOf(Destination.WrongMethod.class);
  }

  @ParameterizedTest
  @CsvSource({"/openapi.json, WWEBJS", "/openapi/manager.json, NONE"})
  void definitionsNeedNoCredential(String path, Dialect dialect) {
    assertThat(table.find("GET", path)).isEqualTo(new Open(dialect, Service.API));
  }

  @ParameterizedTest
  @CsvSource({"/health, MULTI_SESSION", "/api/health, TOKENS", "/api/test-node-connection, TOKENS"})
  void healthNeedsNoCredential(String path, Dialect dialect) {
    assertThat(table.find("GET", path)).isEqualTo(new Open(dialect, Service.API));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/x, NONE",
    "/api/send/x, NOTIFY",
    "/sessions/a/b, MULTI_SESSION",
    "/internal/v1/credentials/introspect, NONE",
    "/actuator/health, NONE",
    "/API/v1/connections, NONE",
    "/admin/v2, OPERATOR",
    "/statusx, NONE"
  })
  void anUnknownPathIsAnsweredByTheDialectWhosePrefixItShares(String path, Dialect dialect) {
    assertThat(table.find("GET", path)).isEqualTo(new Refused(dialect, Refusal.NOT_FOUND));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/../../admin/v1/tenants",
        "/api/v1/%2e%2e/%2E%2e/admin/v1/tenants",
        "/api/v1/.%2e/x",
        "/api/v1/./x",
        "/api/v1/x/..",
        "/api/v1//x",
        "//admin/v1/tenants",
        "/api/v1/x;y=z",
        "/api/v1/x%3By",
        "/api/v1/x%2f..%2f..",
        "/api/v1\\x",
        "/api/v1/%5Cx",
        "/api/v1/%252e%252e/x",
        "/api/v1/x%00",
        "/api/v1/x%0d%0aY"
      })
  void aPathThatTwoReadersCouldReadDifferentlyIsRefused(String path) {
    assertThat(table.find("GET", path)).extracting("refusal").isEqualTo(Refusal.BAD_PATH);
  }

  @Test
  void dotsWithinASegmentAreOrdinary() {
    assertThat(table.find("GET", "/api/v1/..a/b.c/...")).isInstanceOf(Served.class);
  }

  @Test
  void anotherMethodOnAKnownPathNamesThoseAllowed() {
    assertThat(table.find("POST", "/ws"))
        .isEqualTo(new WrongMethod(Dialect.WWEBJS, Set.of("GET", "HEAD")));
    assertThat(table.find("PUT", "/api/sessions"))
        .isEqualTo(new WrongMethod(Dialect.NOTIFY, Set.of("GET", "HEAD", "POST")));
    assertThat(table.find("PUT", "/api/whatsapp/sessions/a"))
        .isEqualTo(new WrongMethod(Dialect.TOKENS, Set.of("GET", "HEAD", "DELETE")));
  }
}
