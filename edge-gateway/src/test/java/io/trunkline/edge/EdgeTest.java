package io.trunkline.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.IdentityToken;
import io.trunkline.edge.RawHttp.Answer;
import io.trunkline.edge.gateway.ExtraListeners;
import io.trunkline.local.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The whole gateway with a real Redis and services behind it that verify what they are shown.
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EdgeTest {
  private static final String SECRET = "the secret of the replaced gateway";
  private static final KeyPair KEYS = newKeyPair();
  private static final StubService API =
      new StubService(IdentityToken.API_SERVICE, KEYS.getPublic());
  private static final StubService WEBHOOK =
      new StubService(IdentityToken.WEBHOOK_SERVICE, KEYS.getPublic());
  private static final LocalRedis REDIS = TestRedis.start();

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;
  @Autowired private ExtraListeners extraListeners;

  private final UUID tenant = UUID.randomUUID();

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("trunkline.profile", () -> "local");
    registry.add("trunkline.jwt-secret", () -> SECRET);
    registry.add(
        "trunkline.identity.private-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
    registry.add("trunkline.redis.url", REDIS::url);
    registry.add("trunkline.edge.api-url", API::url);
    registry.add("trunkline.edge.webhook-url", WEBHOOK::url);
    registry.add("trunkline.edge.health-urls.api-service", () -> API.url() + "/health-of-stub");
    registry.add("trunkline.edge.health-urls.webhook-service", () -> WEBHOOK.url() + "/missing");
    registry.add("trunkline.edge.extra-ports", () -> "0,0");
    registry.add("trunkline.edge.introspection-ttl", () -> "1s");
    registry.add("trunkline.edge.introspection-timeout", () -> "30s");
    registry.add("trunkline.edge.max-body", () -> "10KB");
    registry.add("trunkline.edge.cors-origins", () -> "https://panel.example");
    registry.add("spring.cloud.gateway.server.webflux.httpclient.response-timeout", () -> "1s");
    registry.add("management.server.port", () -> "0");
    registry.add("spring.lifecycle.timeout-per-shutdown-phase", () -> "1s");
  }

  @AfterAll
  static void stop() {
    API.stop();
    WEBHOOK.stop();
    REDIS.kill();
  }

  @Test
  void aTenantsKeyBecomesASignedIdentityAndGoesNoFurther() {
    var key = apiKey();
    var answer =
        get(
            "/api/v1/messages?limit=2&apiKey=not-mine",
            "X-API-Key: " + key,
            "X-Trunkline-Identity: forged",
            "X-Trunkline-Anything: forged",
            "X-Forwarded-For: 203.0.113.9",
            "Cookie: a=b",
            "X-Request-Id: mine-1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Request-Id")).contains("mine-1");
    var seen = API.last();
    assertThat(seen.uri()).isEqualTo("/api/v1/messages?limit=2");
    assertThat(seen.caller())
        .isEqualTo(
            new Caller(
                Kind.API_KEY,
                Optional.of(tenant),
                "key:1",
                Set.of(Scope.READ, Scope.SEND),
                Optional.empty()));
    assertThat(seen.headers().get("X-Request-Id")).isEqualTo("mine-1");
    assertThat(seen.headers().names())
        .doesNotContain(
            "X-API-Key", "Cookie", "X-Trunkline-Anything", "X-Forwarded-For", "Authorization");
    assertThat(seen.headers().toString()).doesNotContain(key).doesNotContain("forged");
  }

  @Test
  void theSameKeyWorksAsABearer() {
    assertThat(get("/api/v1/messages", "Authorization: Bearer " + apiKey()).status())
        .isEqualTo(200);
    assertThat(get("/api/v1/messages", "authorization: bearer " + apiKey()).status())
        .isEqualTo(200);
  }

  @Test
  void webhooksGoToTheServiceThatOwnsThem() {
    assertThat(get("/api/v1/webhooks/", "X-API-Key: " + apiKey()).status()).isEqualTo(200);
    assertThat(WEBHOOK.last().uri()).isEqualTo("/api/v1/webhooks");
    assertThat(WEBHOOK.last().caller().tenant()).contains(tenant);
  }

  @Test
  void bodiesArePassedOnUnchanged() {
    var answer = post("/api/v1/messages/send", "{\"a\":\"ü\"}", "X-API-Key: " + apiKey());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(API.last().body()).hasSize(9);
  }

  @Test
  void everyPortHasTheSameRoutes() {
    assertThat(extraListeners.ports()).hasSize(2).doesNotContain(0);
    for (var other : extraListeners.ports()) {
      assertThat(RawHttp.get(other, "/api/v1/messages", "X-API-Key: " + apiKey()).status())
          .isEqualTo(200);
      assertThat(RawHttp.get(other, "/api/v1/messages", "X-API-Key: tlk_wrong1234").status())
          .isEqualTo(401);
    }
  }

  @Test
  void aKeyOfTheSettingsHasAFormOfItsOwn() {
    var key = key("it's-mine:");
    knows(key, tenant, "READ");
    for (var header : List.of("X-API-Key: " + key, "Authorization: Bearer " + key)) {
      assertThat(get("/api/v1/messages", header).status()).as(header).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-API-Key: tlk_unknown12345",
        "X-API-Key: ",
        "X-API-Key: tlt_apitoken12345",
        "X-API-Key: tla_operator12345",
        "X-API-Key: tlt_apitoken1234567890",
        "X-API-Key: nobody's-secret-at-all",
        "Authorization: Bearer tlk_unknown12345",
        "Authorization: Bearer a.b.c",
        "Authorization: Bearer tlt_apitoken12345",
        "Authorization: Bearer",
        "Authorization: Basic dXNlcjpwYXNz",
        "X-Admin-Key: tla_operator12345"
      })
  void aWrongCredentialIsRefusedAndNeverAnonymous(String header) {
    var before = API.seen().size();
    var answer = get("/api/v1/messages", header);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body())
        .isEqualTo("{\"success\":false,\"error\":\"Unauthorized\",\"code\":\"unauthorized\"}");
    assertThat(API.seen()).hasSize(before);
  }

  @Test
  void twoKeysInOneHeaderAreRefused() {
    var key = apiKey();
    assertThat(get("/api/v1/messages", "X-API-Key: " + key, "X-API-Key: " + key).status())
        .isEqualTo(401);
  }

  @Test
  void twoCredentialsMustNameOneTenant() {
    var mine = "Authorization: Bearer " + apiKey();
    assertThat(get("/api/v1/messages", mine, "X-API-Key: " + apiKey(tenant, "READ")).status())
        .isEqualTo(200);
    assertThat(API.last().caller().scopes()).containsExactly(Scope.READ);
    assertThat(
            get("/api/v1/messages", mine, "X-API-Key: " + apiKey(UUID.randomUUID(), "READ"))
                .status())
        .isEqualTo(401);
    assertThat(get("/api/v1/messages", mine, "X-API-Key: tlk_unknown12345").status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/connections",
    "GET, /api/v1/connections/status",
    "POST, /api/v1/connections/activate",
    "POST, /api/v1/connections/activate/",
    "POST, /api/v1/connections/logout",
    "POST, /api/v1/messages/send"
  })
  void aConnectionTokenIsTakenAtItsFiveCalls(String method, String path) {
    var session = UUID.randomUUID();
    var bearer = "Authorization: Bearer " + connectionToken(session);
    assertThat(RawHttp.send(port, method + " " + path, "{}", bearer).status()).isEqualTo(200);
    assertThat(API.last().caller())
        .isEqualTo(
            new Caller(
                Kind.CONNECTION_TOKEN,
                Optional.of(tenant),
                "connection:1",
                Set.of(Scope.READ, Scope.SEND),
                Optional.of(session)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/messages, 403",
    "POST, /api/v1/connections, 403",
    "POST, /api/v1/connections/request, 403",
    "GET, /api/v1/messages/send, 403",
    "GET, /api/v1/keys, 403",
    "GET, /api/v1/webhooks, 403",
    "GET, /admin/v1/tenants, 403",
    "GET, /api/v1/connections/status/x, 403"
  })
  void aConnectionTokenIsTakenNowhereElse(String method, String path, int status) {
    var bearer = "Authorization: Bearer " + connectionToken(UUID.randomUUID());
    assertThat(RawHttp.send(port, method + " " + path, "{}", bearer).status()).isEqualTo(status);
  }

  @Test
  void aForgedOrExpiredTokenIsNotEvenAskedAbout() {
    var before = API.questions();
    for (var token :
        List.of(
            jwt("{\"alg\":\"HS256\"}", claims(UUID.randomUUID(), ""), "another secret, long"),
            jwt("{\"alg\":\"none\"}", claims(UUID.randomUUID(), ""), SECRET),
            jwt("{\"alg\":\"HS256\"}", claims(UUID.randomUUID(), ",\"exp\":1767600000"), SECRET))) {
      assertThat(get("/api/v1/connections/status", "Authorization: Bearer " + token).status())
          .isEqualTo(401);
    }
    assertThat(API.questions()).isEqualTo(before);
  }

  @Test
  void aRevokedTokenIsRefusedThoughItsSignatureIsGood() {
    var token = jwt("{\"alg\":\"HS256\"}", claims(UUID.randomUUID(), ""), SECRET);
    assertThat(get("/api/v1/connections/status", "Authorization: Bearer " + token).status())
        .isEqualTo(401);
  }

  @Test
  void theOperatorsCallsTakeTheOperatorsKeyAlone() {
    var operator = operatorKey();
    assertThat(get("/admin/v1/tenants", "X-Admin-Key: " + operator).status()).isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Kind.OPERATOR);
    assertThat(get("/admin/v1/tenants").status()).isEqualTo(401);
    assertThat(get("/admin/v1/tenants", "X-Admin-Key: tla_wrong12345").status()).isEqualTo(401);
    assertThat(get("/admin/v1/tenants", "X-Admin-Key: " + apiKey()).status()).isEqualTo(401);
    assertThat(get("/admin/v1/tenants", "X-API-Key: " + apiKey()).status()).isEqualTo(403);
    assertThat(get("/admin/v1/tenants", "X-API-Key: " + operator).status()).isEqualTo(403);
    assertThat(
            get("/admin/v1/tenants", "X-Admin-Key: " + operator, "X-API-Key: " + apiKey()).status())
        .isEqualTo(403);
    assertThat(get("/api/v1/messages", "X-Admin-Key: " + operator).status()).isEqualTo(401);
  }

  @Test
  void aLoginActsForItsTenantAsBearerOrCookieOfOurOwnPages() {
    var token = login("LOGIN", ",\"tenantId\":\"" + tenant + "\"");
    var cookie = "Cookie: trunkline_login=" + token;
    assertThat(get("/api/v1/messages", "Authorization: Bearer " + token).status()).isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Kind.LOGIN);
    assertThat(get("/api/v1/messages", cookie).status()).isEqualTo(200);
    assertThat(API.last().caller().tenant()).contains(tenant);
    assertThat(get("/api/v1/messages", cookie, "Origin: http://localhost:" + port).status())
        .isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Kind.LOGIN);
    var foreign = get("/api/v1/messages", cookie, "Sec-Fetch-Site: same-site");
    assertThat(foreign.status()).isEqualTo(401);
    assertThat(get("/admin/v1/tenants", "Authorization: Bearer " + token).status()).isEqualTo(403);
    assertThat(get("/admin/v1/tenants", cookie).status()).isEqualTo(403);
    assertThat(get("/api/v1/messages", "Cookie: trunkline_login=a.b.c").status()).isEqualTo(401);
  }

  @Test
  void anOperatorsLoginReachesTheOperatorsCallsAlone() {
    var bearer = "Authorization: Bearer " + login("OPERATOR", "");
    assertThat(get("/admin/v1/tenants", bearer).status()).isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Kind.OPERATOR);
    assertThat(get("/api/v1/messages", bearer).status()).isEqualTo(403);
    assertThat(post("/api/v1/auth/logout", "", bearer).status()).isEqualTo(200);
    assertThat(get("/admin/v1/tenants", bearer, "X-Admin-Key: " + operatorKey()).status())
        .isEqualTo(403);
  }

  @Test
  void anybodyMayLogIn() {
    assertThat(post("/api/v1/auth/login", "{}").status()).isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Kind.NOBODY);
    assertThat(API.last().headers().get("X-Trunkline-Address")).isEqualTo("127.0.0.1");
  }

  @Test
  void withoutACredentialThisMachineIsTheAnonymousTenant() {
    anonymous();
    assertThat(get("/api/v1/connections").status()).isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Kind.ANONYMOUS);
    assertThat(get("/api/v1/connections", "Host: evil.example").status()).isEqualTo(401);
    assertThat(get("/api/v1/connections", "X-Forwarded-For: 127.0.0.1").status()).isEqualTo(401);
    assertThat(get("/api/v1/connections", "Sec-Fetch-Site: cross-site").status()).isEqualTo(401);
    assertThat(get("/api/v1/connections", "Origin: null").status()).isIn(401, 403);
    assertThat(get("/admin/v1/tenants").status()).isEqualTo(401);
  }

  @Test
  void anAnswerAboutACredentialIsKeptForAWhileAndNotLonger() {
    var key = apiKey();
    get("/api/v1/messages", "X-API-Key: " + key);
    var before = API.questions();
    for (var i = 0; i < 5; i++) {
      assertThat(get("/api/v1/messages", "X-API-Key: " + key).status()).isEqualTo(200);
    }
    assertThat(API.questions() - before).isLessThanOrEqualTo(2);
    API.forgets("api_key", key);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> get("/api/v1/messages", "X-API-Key: " + key).status() == 401);
  }

  @Test
  void badAnswersAreKeptToo() {
    var key = "tlk_never" + UUID.randomUUID();
    get("/api/v1/messages", "X-API-Key: " + key);
    var before = API.questions();
    get("/api/v1/messages", "X-API-Key: " + key);
    assertThat(API.questions() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void aSuspendedTenantIsRefusedEverywhere() {
    var key = key("tlk_");
    API.knows(
        "api_key",
        key,
        """
        {"active":true,"kind":"API_KEY","tenantId":"%s","subject":"key:1","scopes":[],
         "suspended":true}"""
            .formatted(tenant));
    var answer = get("/api/v1/messages", "X-API-Key: " + key);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("\"code\":\"tenant_suspended\"");
    assertThat(get("/api/v1/webhooks", "X-API-Key: " + key).status()).isEqualTo(403);
  }

  @Test
  void aTenantThatAsksTooOftenIsToldWhenToComeBackAndNobodyElseIsSlowed() {
    var key = key("tlk_");
    API.knows(
        "api_key",
        key,
        """
        {"active":true,"kind":"API_KEY","tenantId":"%s","subject":"key:1","scopes":["READ"],
         "suspended":false,"limits":{"requestsPerSecond":1}}"""
            .formatted(tenant));
    var first = get("/api/v1/messages", "X-API-Key: " + key);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("X-RateLimit-Limit")).contains("2");
    assertThat(first.header("RateLimit-Limit")).contains("2");
    var refused =
        Stream.generate(() -> get("/api/v1/messages", "X-API-Key: " + key))
            .limit(6)
            .filter(answer -> answer.status() == 429)
            .findFirst()
            .orElseThrow();
    assertThat(refused.header("Retry-After")).contains("1");
    assertThat(refused.body()).contains("\"code\":\"rate_limited\"");
    assertThat(get("/api/v1/messages", "X-API-Key: " + apiKey(UUID.randomUUID(), "READ")).status())
        .isEqualTo(200);
  }

  @Test
  void aRefusedBodyIsReadBeforeTheAnswerAndTheConnectionGoesOn() throws IOException {
    var head = " HTTP/1.1\r\nHost: gateway.example\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var out = socket.getOutputStream();
      var in = socket.getInputStream();
      out.write(
          ("POST /api/v1/messages/send" + head + "Content-Length: 2\r\n\r\n{").getBytes(UTF_8));
      socket.setSoTimeout(500);
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(15_000);
      out.write(("}GET /api/v1/messages" + head + "Connection: close\r\n\r\n").getBytes(UTF_8));
      assertThat(new String(in.readAllBytes(), UTF_8).split("HTTP/1.1 401", -1)).hasSize(3);
    }
  }

  @Test
  void aKeyThatAsksTooOftenIsRefusedAndItsTenantsOtherKeysAreNot() {
    var key = "X-API-Key: " + limitedKey("slow");
    var first = get("/api/v1/messages", key);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("X-RateLimit-Limit")).contains("2");
    assertThat(first.header("RateLimit-Remaining")).contains("1");
    var refused =
        Stream.generate(() -> get("/api/v1/messages", key))
            .limit(6)
            .filter(answer -> answer.status() == 429)
            .findFirst()
            .orElseThrow();
    assertThat(refused.header("Retry-After")).contains("1");
    assertThat(refused.header("X-RateLimit-Remaining")).contains("0");
    assertThat(refused.body()).contains("\"code\":\"rate_limited\"");
    var other = get("/api/v1/messages", "X-API-Key: " + apiKey());
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("X-RateLimit-Limit")).contains("1000");
    assertThat(get("/api/v1/messages", "X-API-Key: " + limitedKey("other")).status())
        .isEqualTo(200);
  }

  private String limitedKey(String name) {
    var key = key("tlk_");
    API.knows(
        "api_key",
        key,
        """
        {"active":true,"kind":"API_KEY","tenantId":"%s","subject":"key:%s-%s","scopes":["READ"],
         "suspended":false,"limits":{"requestsPerSecond":500,"keyRequestsPerSecond":1}}"""
            .formatted(tenant, name, tenant));
    return key;
  }

  @Test
  void aBodyOverTheLimitIsRefusedBeforeOrWhileItPasses() {
    var key = "X-API-Key: " + apiKey();
    var before = API.seen().size();
    var declared = post("/api/v1/messages/send", "x".repeat(10_241), key);
    assertThat(declared.status()).isEqualTo(413);
    assertThat(declared.body()).contains("\"code\":\"payload_too_large\"");
    var large = post("/api/v1/messages/send", "x".repeat(8_000_000), key);
    assertThat(large.status()).isEqualTo(413);
    var chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
    var undeclared =
        RawHttp.exchange(
            port,
            "POST /api/v1/messages/send HTTP/1.1\r\nHost: localhost\r\n"
                + key
                + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + chunk.repeat(11)
                + "0\r\n\r\n");
    assertThat(undeclared.status()).isEqualTo(413);
    assertThat(API.seen()).hasSize(before);
    assertThat(post("/api/v1/messages/send", "x".repeat(10_240), key).status()).isEqualTo(200);
  }

  @Test
  void aPathThatClimbsReachesNoService() {
    var key = "X-API-Key: " + apiKey();
    var before = API.seen().size();
    for (var path :
        List.of(
            "/api/v1/../../admin/v1/tenants",
            "/api/v1/%2e%2e/%2e%2e/internal/v1/credentials/introspect",
            "/api/v1//x",
            "/api/v1/x;a=b")) {
      assertThat(get(path, key).status()).isEqualTo(400);
    }
    assertThat(get("/internal/v1/credentials/introspect", key).status()).isEqualTo(404);
    assertThat(API.seen()).hasSize(before);
  }

  @Test
  void anApiTokenIsGoodInItsDialectAlone() {
    var token = "Authorization: Bearer " + apiToken();
    var answer = get("/api/whatsapp/sessions/a/status", token);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(API.last().caller().kind()).isEqualTo(Caller.Kind.API_TOKEN);
    assertThat(answer.header("Cache-Control")).contains("no-cache, private");
    assertThat(answer.header("Vary")).contains("Origin");
    for (var path : List.of("/api/v1/messages", "/sessions", "/admin/v1/tenants")) {
      assertThat(get(path, token).status()).as(path).isIn(401, 403);
    }
    var wrong = get("/api/whatsapp/sessions/a/status", "Authorization: Bearer " + key("tlt_"));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo("{\"message\":\"Unauthorized - Invalid Token\"}");
  }

  @Test
  void healthIsServedToEverybodyAsNobody() {
    for (var path : List.of("/health", "/api/health", "/api/test-node-connection")) {
      var answer = get(path, "X-API-Key: tlk_wrong_wrong", "X-Forwarded-For: 203.0.113.9");
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(API.last().caller().kind()).isEqualTo(Caller.Kind.NOBODY);
      assertThat(API.last().caller().tenant()).isEmpty();
    }
  }

  @Test
  void tokensNamesMethodAndRouteThatDoNotGoTogether() {
    var answer = RawHttp.send(port, "PUT /api/health", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.body())
        .isEqualTo("{\"message\":\"The PUT method is not supported for route api/health.\"}");
  }

  @Test
  void wrongMethodsAndUnknownPathsAreTold() {
    var wrongMethod = get("/connect");
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.header("Allow")).contains("POST");
    assertThat(get("/nowhere").status()).isEqualTo(404);
  }

  @Test
  void theApisAreShownByPagesThatLoadNothingFromOutside() {
    for (var path : List.of("/docs", "/api-docs/", "/api-docs")) {
      var page = get(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("Content-Type"))
          .hasValueSatisfying(t -> assertThat(t).contains("html"));
      assertThat(page.header("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("script-src 'self';"));
      assertThat(page.body()).doesNotContain("http:", "https:", "<script>");
      var loaded = Pattern.compile("/assets/explorer/[\\w.-]+").matcher(page.body());
      var found = loaded.results().map(MatchResult::group).toList();
      assertThat(found).hasSize(5);
      for (var asset : found) {
        assertThat(get(asset).status()).as(asset).isEqualTo(200);
      }
    }
    assertThat(get("/assets/explorer/other.js").status()).isEqualTo(404);
  }

  @Test
  void theConsoleIsOnePageWhoseFilesAreKeptForEver() {
    for (var path : List.of("/", "/overview", "/notify/contacts", "/console/keys", "/messages/")) {
      var page = get(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("Content-Type"))
          .hasValueSatisfying(t -> assertThat(t).contains("html"));
      assertThat(page.header("Cache-Control")).contains("no-cache");
      assertThat(page.header("Content-Security-Policy"))
          .hasValueSatisfying(
              policy ->
                  assertThat(policy)
                      .contains("script-src 'self';", "style-src 'self';")
                      .doesNotContain("unsafe"));
      assertThat(page.body()).contains("<title>Trunkline").doesNotContain("http:", "https:");
    }
    var loaded = Pattern.compile("/assets/[\\w.-]+").matcher(get("/").body());
    for (var file : loaded.results().map(MatchResult::group).toList()) {
      var asset = get(file);
      assertThat(asset.status()).as(file).isEqualTo(200);
      assertThat(asset.header("Cache-Control")).contains("max-age=31536000, public, immutable");
    }
    assertThat(get("/assets/unknown.js").status()).isEqualTo(404);
    var moved = get("/dashboard");
    assertThat(moved.status()).isEqualTo(308);
    assertThat(moved.header("Location")).contains("/");
  }

  @Test
  void definitionsAreReadByEverybody() {
    for (var path : List.of("/openapi.json", "/openapi/manager.json")) {
      assertThat(get(path).status()).as(path).isEqualTo(200);
      assertThat(API.last().caller().kind()).isEqualTo(Caller.Kind.NOBODY);
    }
  }

  @Test
  void everyAnswerHasItsSecurityHeadersAndARequestId() {
    for (var answer : List.of(get("/api/v1/messages", "X-API-Key: " + apiKey()), get("/nowhere"))) {
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.header("X-Frame-Options")).contains("DENY");
      assertThat(answer.header("Content-Security-Policy")).isPresent();
      assertThat(answer.header("Cache-Control")).contains("no-store");
      assertThat(answer.header("X-Request-Id").orElseThrow()).hasSize(36);
    }
    assertThat(get("/nowhere", "X-Request-Id: with blanks in it").header("X-Request-Id"))
        .hasValueSatisfying(id -> assertThat(id).hasSize(36));
  }

  @Test
  void onlyTheOriginsOfTheSettingMayCallFromABrowser() {
    var preflight =
        RawHttp.send(
            port,
            "OPTIONS /api/v1/messages",
            "",
            "Origin: https://panel.example",
            "Access-Control-Request-Method: GET",
            "Access-Control-Request-Headers: x-api-key");
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.header("Access-Control-Allow-Origin")).contains("https://panel.example");
    var call = get("/api/v1/messages", "Origin: https://panel.example", "X-API-Key: " + apiKey());
    assertThat(call.header("Access-Control-Allow-Origin")).contains("https://panel.example");
    assertThat(API.last().headers().names()).doesNotContain("Origin");
    var foreign = get("/api/v1/messages", "Origin: https://evil.example", "X-API-Key: " + apiKey());
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aServiceThatIsAwayIsAnswered503AndOneThatIsSlow504() {
    var key = "X-API-Key: " + apiKey();
    assertThat(get("/api/v1/slow", key).status()).isEqualTo(504);
    var hungUp = get("/api/v1/hangup", key);
    assertThat(hungUp.status()).isEqualTo(503);
    assertThat(hungUp.header("Retry-After")).isPresent();
    WEBHOOK.stop();
    try {
      var away = get("/api/v1/webhooks", key);
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Retry-After")).isPresent();
      assertThat(away.body()).contains("\"code\":\"gateway_unavailable\"");
    } finally {
      WEBHOOK.restart();
    }
    API.stop();
    try {
      var unknown = get("/api/v1/webhooks", "X-API-Key: " + key("tlk_"));
      assertThat(unknown.status()).isEqualTo(503);
      assertThat(unknown.header("Retry-After")).isPresent();
    } finally {
      API.restart();
    }
    assertThat(get("/api/v1/webhooks", "X-API-Key: " + apiKey()).status()).isEqualTo(200);
  }

  @Test
  void healthTellsTheStateOfEveryServiceAndNoMore() {
    // The stub answers 401 to a call without an identity, as a service that is not well.
    var answer = get("/healthz");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body())
        .contains("\"redis\":{\"status\":\"UP\"}")
        .contains("\"api-service\":{\"status\":\"DOWN\"}")
        .contains("\"webhook-service\":{\"status\":\"DOWN\"}");
  }

  @Test
  void theManagementPortIsApart() {
    var health = RawHttp.get(managementPort, "/actuator/health/readiness");
    assertThat(health.status()).isEqualTo(200);
    assertThat(RawHttp.get(managementPort, "/actuator/prometheus").body())
        .contains("trunkline_edge_requests_seconds_count");
    assertThat(get("/actuator/health", "X-API-Key: " + apiKey()).status()).isEqualTo(404);
  }

  @Test
  void theStreamIsProxiedWithTheIdentityOfTheKeyInTheQuery() throws Exception {
    var frames = new Frames();
    var socket = connect("/ws?apiKey=" + apiKey() + "&session=s1", frames);
    assertThat(frames.next()).isEqualTo(tenant.toString());
    socket.sendText("echo", true).join();
    assertThat(frames.next()).isEqualTo("echo");
    socket.abort();
  }

  @Test
  void theStreamTakesTheHeaderAndTheAnonymousTenantToo() throws Exception {
    anonymous();
    var frames = new Frames();
    var socket = connect("/ws", frames);
    assertThat(frames.next()).isNotBlank();
    socket.abort();
    var others = new Frames();
    var withHeader =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("X-API-Key", apiKey())
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), others)
            .join();
    assertThat(others.next()).isEqualTo(tenant.toString());
    withHeader.abort();
  }

  @Test
  void aStreamWithABadKeyIsRefusedAtTheUpgrade() {
    assertThatThrownBy(() -> connect("/ws?apiKey=tlk_unknown12345", new Frames()))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            failure ->
                assertThat(
                        ((WebSocketHandshakeException) failure.getCause())
                            .getResponse()
                            .statusCode())
                    .isEqualTo(403));
    var plain = get("/ws", "X-API-Key: " + apiKey());
    assertThat(plain.status()).isEqualTo(426);
  }

  @Test
  void aKeyInTheQueryIsNoCredentialAnywhereElse() {
    var answer = get("/api/v1/messages?apiKey=" + apiKey(), "Host: gateway.example");
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void aStreamEndsWhenItsKeyIsRevoked() throws Exception {
    var key = apiKey();
    var frames = new Frames();
    connect("/ws?apiKey=" + key, frames);
    assertThat(frames.next()).isEqualTo(tenant.toString());
    API.forgets("api_key", key);
    assertThat(frames.closed.get(10, TimeUnit.SECONDS)).startsWith("1008");
  }

  @Test
  void withoutRedisRequestsPassAndTheLimitHoldsUntilItIsBack() {
    REDIS.stop();
    try {
      var key = key("tlk_");
      API.knows(
          "api_key",
          key,
          """
          {"active":true,"kind":"API_KEY","tenantId":"%s","subject":"key:1","scopes":["READ"],
           "suspended":false,"limits":{"requestsPerSecond":1}}"""
              .formatted(tenant));
      var statuses =
          Stream.generate(() -> get("/api/v1/messages", "X-API-Key: " + key).status())
              .limit(8)
              .toList();
      assertThat(statuses.getFirst()).isEqualTo(200);
      assertThat(statuses).contains(429);
      assertThat(get("/healthz").status()).isEqualTo(503);
    } finally {
      REDIS.start();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get("/healthz").body().contains("\"redis\":{\"status\":\"UP\"}"));
  }

  private Answer get(String target, String... headers) {
    return RawHttp.get(port, target, headers);
  }

  private Answer post(String target, String body, String... headers) {
    return RawHttp.send(port, "POST " + target, body, headers);
  }

  private WebSocket connect(String target, Frames frames) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + port + target), frames)
        .join();
  }

  private String apiKey() {
    return apiKey(tenant, "READ\",\"SEND");
  }

  private static String apiKey(UUID tenant, String scopes) {
    var key = key("tlk_");
    knows(key, tenant, scopes);
    return key;
  }

  private static void knows(String key, UUID tenant, String scopes) {
    API.knows(
        "api_key",
        key,
        """
        {"active":true,"kind":"API_KEY","tenantId":"%s","subject":"key:1","scopes":["%s"],
         "sessionId":null,"suspended":false,"limits":{"requestsPerSecond":500}}"""
            .formatted(tenant, scopes));
  }

  private String apiToken() {
    var token = key("tlt_");
    API.knows(
        "api_token",
        token,
        """
        {"active":true,"kind":"API_TOKEN","tenantId":"%s","subject":"token:1",
         "scopes":["READ","SEND","SESSIONS"],"suspended":false,"limits":{}}"""
            .formatted(tenant));
    return token;
  }

  private static String operatorKey() {
    var key = key("tla_");
    API.knows(
        "operator_key",
        key,
        """
        {"active":true,"kind":"OPERATOR","subject":"operator:1","scopes":[],"suspended":false,
         "limits":{}}""");
    return key;
  }

  private void anonymous() {
    API.knows(
        "anonymous",
        "",
        """
        {"active":true,"kind":"ANONYMOUS","tenantId":"%s","subject":"anonymous",
         "scopes":["READ","SEND","SESSIONS"],"suspended":false,"limits":{}}"""
            .formatted(tenant));
  }

  private static String login(String kind, String tenant) {
    var claims =
        "{\"sub\":\"%s\",\"typ\":\"login\",\"jti\":\"%s\",\"exp\":4102444800}"
            .formatted(UUID.randomUUID(), UUID.randomUUID());
    var token = jwt("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, SECRET);
    API.knows(
        "login",
        token,
        """
        {"active":true,"kind":"%s","subject":"user:1/2","scopes":["READ"],"suspended":false%s}"""
            .formatted(kind, tenant));
    return token;
  }

  private String connectionToken(UUID session) {
    var token = jwt("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims(session, ""), SECRET);
    API.knows(
        "connection_token",
        token,
        """
        {"active":true,"kind":"CONNECTION_TOKEN","tenantId":"%s","subject":"connection:1",
         "scopes":["READ","SEND"],"sessionId":"%s","suspended":false}"""
            .formatted(tenant, session));
    return token;
  }

  private String claims(UUID session, String more) {
    return "{\"sub\":\"%s\",\"tid\":\"%s\",\"typ\":\"connection\"%s}"
        .formatted(session, tenant, more);
  }

  private static String key(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  private static String jwt(String header, String claims, String secret) {
    try {
      var encoder = Base64.getUrlEncoder().withoutPadding();
      var signed =
          encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8))
              + "."
              + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return signed
          + "."
          + encoder.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a stream's client has got so far.
  private static final class Frames implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();

    String next() throws InterruptedException {
      return texts.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      texts.add(data.toString());
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status + " " + reason);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      closed.complete(failure.toString());
    }
  }
}
