package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What each dialect says of too many requests, of a body that is too large and of a gateway that
/// is not ready.
@ExtendWith(OneInstallation.class)
class LimitsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /// @param read a call that answers 200 or 404 where nothing is in its way
  /// @param write a call that takes JSON
  private record Sample(String read, String write, String tooMany, String tooLarge, String away) {
    static Sample plain(String read, String write) {
      return new Sample(
          read,
          write,
          error("Too many requests"),
          error("The request body is too large"),
          error("The gateway is not ready"));
    }

    static Sample coded(String read, String write) {
      return new Sample(
          read,
          write,
          error("Too many requests", "rate_limited"),
          error("The request body is too large", "payload_too_large"),
          error("The gateway is not ready", "gateway_unavailable"));
    }

    private static String error(String text) {
      return "{\"success\":false,\"error\":\"" + text + "\"}";
    }

    private static String error(String text, String code) {
      return "{\"success\":false,\"error\":\"" + text + "\",\"code\":\"" + code + "\"}";
    }

    private static String message(String text) {
      return "{\"message\":\"" + text + "\"}";
    }
  }

  private static final Map<String, Sample> SAMPLES = samples();

  private final Installation installation;

  LimitsIT(Installation installation) {
    this.installation = installation;
  }

  private static Map<String, Sample> samples() {
    var samples = new LinkedHashMap<String, Sample>();
    samples.put("manager", Sample.coded("/api/v1/connections", "/api/v1/connections/request"));
    samples.put("trunkline", Sample.coded("/api/v1/me", "/api/v1/keys"));
    samples.put("webhooks", Sample.coded("/api/v1/webhooks", "/api/v1/webhooks"));
    samples.put("notify", Sample.plain("/api/status", "/api/send"));
    samples.put("multi-session", Sample.plain("/sessions", "/send"));
    samples.put(
        "wwebjs",
        new Sample(
            "/session/getSessions",
            "/client/sendMessage/none",
            Sample.error("You can't make any more requests at the moment. Try again later"),
            Sample.error("The request body is too large"),
            Sample.error("The gateway is not ready")));
    samples.put(
        "tokens",
        new Sample(
            "/api/whatsapp/sessions/none/status",
            "/api/whatsapp/messages/text",
            Sample.message("Too Many Attempts."),
            Sample.message("The request body is too large"),
            Sample.message("The gateway is not ready")));
    return samples;
  }

  @Test
  void aTenantThatAsksTooOftenIsToldInEveryDialect() {
    var limited = NewTenant.of(installation, Map.of("requestsPerSecond", 1));
    var free = NewTenant.of(installation);
    SAMPLES.forEach(
        (name, sample) -> {
          var passed = free.get(sample.read);
          assertThat(passed.status()).as(name + " " + passed).isIn(200, 404);
          assertThat(Integer.parseInt(passed.header("RateLimit-Limit"))).isGreaterThan(2);
          assertThat(Integer.parseInt(passed.header("RateLimit-Remaining"))).isPositive();
          assertTooMany(name, limited, sample);
        });
    Waiting.until("the tenant to be served", SOON, () -> limited.get("/api/v1/me").status() == 200);
  }

  @Test
  void aKeyThatAsksTooOftenHoldsUpNoOtherOfItsTenant() {
    var tenant = NewTenant.of(installation);
    var made =
        tenant.post(
            "/api/v1/keys",
            Map.of("name", "slow", "scopes", List.of("read", "send"), "requestsPerSecond", 1));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    var secret = made.body().findValue("secret").asString();
    var slow = installation.anonymous().with("X-API-Key", secret);
    SAMPLES.forEach(
        (name, sample) -> {
          assertTooMany(name, slow, sample);
          assertThat(tenant.get(sample.read).status()).as(name).isIn(200, 404);
        });
  }

  private static void assertTooMany(String name, Http limited, Sample sample) {
    var refused =
        Stream.generate(() -> limited.get(sample.read))
            .limit(100)
            .filter(reply -> reply.status() == 429)
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + " was never refused"));
    assertThat(refused.raw().body()).as(name).isEqualTo(sample.tooMany);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).as(name).isPositive();
    assertThat(refused.header("RateLimit-Limit")).as(name).isEqualTo("2");
    assertThat(refused.header("RateLimit-Remaining")).as(name).isEqualTo("0");
    assertThat(refused.header("X-Request-Id")).as(name).isNotEmpty();
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedInEveryDialect() {
    var tenant = NewTenant.of(installation);
    var body = "{\"message\":\"" + "x".repeat(12 << 20) + "\"}";
    SAMPLES.forEach(
        (name, sample) -> {
          var refused = tenant.postRaw(sample.write, "application/json", body);
          assertThat(refused.status()).as(name + " " + refused).isEqualTo(413);
          assertThat(refused.raw().body()).as(name).isEqualTo(sample.tooLarge);
        });
  }

  /// The credential is one that nobody has asked about, so that the gateway has to ask.
  @Test
  @Tag("outage")
  void whileTheServiceBehindIsAwayTheGatewayIsUnavailable() {
    var unknown = installation.anonymous().with("X-API-Key", "tlk_" + "1".repeat(43));
    installation.ctl("stop", "api-service");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var replies = new LinkedHashMap<String, CompletableFuture<Http.Reply>>();
      SAMPLES.forEach(
          (name, sample) ->
              replies.put(
                  name, CompletableFuture.supplyAsync(() -> unknown.get(sample.read), threads)));
      replies.forEach(
          (name, reply) -> {
            var refused = reply.join();
            assertThat(refused.status()).as(name + " " + refused).isEqualTo(503);
            assertThat(refused.raw().body()).as(name).isEqualTo(SAMPLES.get(name).away);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).as(name).isPositive();
          });
    } finally {
      installation.ctl("cont", "api-service");
    }
    var tenant = installation.tenant();
    Waiting.until(
        "the service to answer again", SOON, () -> tenant.get("/api/v1/me").status() == 200);
  }
}
