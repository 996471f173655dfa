package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.event.Event;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The operator's view of the fleet, beside workers of which the first never answers.
class FleetTest extends ApiTest {
  private static final KeyPair KEYS = keyPair();
  private static final String FLEET = "/admin/v1/fleet";
  private static final String VERSION = "/admin/v1/whatsapp-version";
  private static final String ROTATE = "/admin/v1/keys/rotate-master";
  private static FakeFleet fleet;

  @DynamicPropertySource
  static void workers(DynamicPropertyRegistry registry) {
    fleet = new FakeFleet(KEYS.getPublic());
    registry.add("trunkline.api.media.workers", () -> "http://127.0.0.1:1," + fleet.url());
    registry.add(
        "trunkline.api.media.identity-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
  }

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> audited() {
    return get(OPERATOR, "/admin/v1/audit").expect(200).data().findValuesAsString("action");
  }

  @Test
  void fleetShowsWorkersShardsAndSessionsByState() {
    fleet.put(
        "GET /internal/fleet",
        200,
        """
        {"workers":[{"id":"worker-1","state":"serving","shards":1,"sessions":2,"openSockets":1,
          "clientVersion":"2.3000.1","masterKeyIds":["ab"],"startedAt":"2026-01-01T00:00:00Z",
          "lastSeenAt":"2026-01-01T00:00:01Z"}],
         "shards":[{"shard":0,"owner":"worker-1","epoch":7,"lag":3},
                   {"shard":1,"owner":null,"epoch":0,"lag":null}]}
        """);
    connected(newTenant(), "fleet");
    var data = get(OPERATOR, FLEET).expect(200).data();
    assertThat(data.at("/workers/0/id").stringValue()).isEqualTo("worker-1");
    assertThat(data.at("/workers/0/state").stringValue()).isEqualTo("serving");
    assertThat(data.at("/workers/0/masterKeyIds/0").stringValue()).isEqualTo("ab");
    assertThat(data.at("/shards/0/epoch").longValue()).isEqualTo(7);
    assertThat(data.at("/shards/0/lag").longValue()).isEqualTo(3);
    assertThat(data.at("/shards/1/owner").isNull()).isTrue();
    assertThat(data.at("/sessions/open").longValue()).isPositive();
  }

  @Test
  void fleetWithoutAWorkerThatAnswersIsEmpty() {
    fleet.put("GET /internal/fleet", 500, "");
    var data = get(OPERATOR, FLEET).expect(200).data();
    assertThat(data.get("workers").size()).isZero();
    assertThat(data.get("shards").size()).isZero();
  }

  @Test
  void drainIsPassedOnAndAudited() {
    fleet.put("POST /internal/fleet/workers/worker-1/drain", 202, "");
    fleet.put("POST /internal/fleet/workers/last%20one/drain", 409, "");
    var data = post(OPERATOR, FLEET + "/workers/worker-1/drain", null).expect(202).data();
    assertThat(data.get("worker").stringValue()).isEqualTo("worker-1");
    assertThat(data.get("state").stringValue()).isEqualTo("draining");
    assertThat(audited()).contains("worker.drained");
    post(OPERATOR, FLEET + "/workers/unknown/drain", null).fails(404, "worker_not_found");
    post(OPERATOR, FLEET + "/workers/last%20one/drain", null).fails(409, "no_other_worker");
  }

  @Test
  void clientVersionIsShownSetAndReadFromThePage() {
    fleet.put(
        "GET /internal/whatsapp-version",
        200,
        "{\"version\":\"2.3000.1\",\"source\":\"configured\"}");
    var shown = get(OPERATOR, VERSION).expect(200).data();
    assertThat(shown.get("version").stringValue()).isEqualTo("2.3000.1");
    assertThat(shown.has("since")).isFalse();
    fleet.put(
        "POST /internal/whatsapp-version",
        200,
        "{\"version\":\"2.3000.2\",\"source\":\"operator\",\"since\":\"2026-01-01T00:00:00Z\"}");
    var set = post(OPERATOR, VERSION, Map.of("version", "2.3000.2")).expect(200).data();
    assertThat(set.get("source").stringValue()).isEqualTo("operator");
    assertThat(set.get("since").stringValue()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(fleet.body("POST /internal/whatsapp-version"))
        .isEqualTo("{\"version\":\"2.3000.2\"}");
    post(OPERATOR, VERSION, Map.of("refresh", true)).expect(200);
    assertThat(fleet.body("POST /internal/whatsapp-version")).isEqualTo("{}");
    assertThat(audited()).contains("whatsapp_version.changed");
    fleet.put("POST /internal/whatsapp-version", 502, "");
    post(OPERATOR, VERSION, Map.of("refresh", true)).fails(503, "gateway_unavailable");
    for (var bad :
        List.of(
            Map.of(),
            Map.of("refresh", false),
            Map.of("version", "2.3000.2", "refresh", true),
            Map.of("version", "new"),
            Map.of("version", 7))) {
      post(OPERATOR, VERSION, bad).fails(400, "invalid_request");
    }
  }

  @Test
  void masterKeyIsRotatedEverywhereOrNowhere() {
    fleet.put(
        "POST /internal/master-key", 409, "{\"masterKeyId\":\"cd\",\"workers\":[\"worker-2\"]}");
    assertThat(
            post(OPERATOR, ROTATE, null)
                .fails(409, "master_key_not_readable")
                .body()
                .get("error")
                .stringValue())
        .contains("worker-2");
    fleet.put("POST /internal/master-key", 202, "{\"masterKeyId\":\"cd\",\"dataKeys\":5}");
    var data = post(OPERATOR, ROTATE, null).expect(202).data();
    assertThat(data.get("masterKeyId").stringValue()).isEqualTo("cd");
    assertThat(data.get("dataKeys").intValue()).isEqualTo(5);
    assertThat(EventTopic.await(Event::hasMasterKeyRotated, 1)).hasSize(1);
    assertThat(audited()).contains("master_key.rotated");
  }

  @Test
  void nobodyButTheOperatorIsAnswered() {
    var tenant = UUID.randomUUID();
    for (var caller : List.of(tenant(tenant), tenant(tenant, Scope.ADMIN))) {
      get(caller, FLEET).fails(401, "unauthorized");
      post(caller, FLEET + "/workers/worker-1/drain", null).fails(401, "unauthorized");
      get(caller, VERSION).fails(401, "unauthorized");
      post(caller, VERSION, Map.of("refresh", true)).fails(401, "unauthorized");
      post(caller, ROTATE, null).fails(401, "unauthorized");
    }
  }
}
