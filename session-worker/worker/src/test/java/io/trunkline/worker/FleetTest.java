package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import io.trunkline.worker.store.SessionRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the operator asks of a fleet of two workers, on servers of its own: workers that share them
/// are one fleet.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetTest {
  private static final KeyPair KEYS = keyPair();
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170400001";
  private static final String FRIEND = "96170400002";
  private static final Caller OPERATOR =
      new Caller(Kind.OPERATOR, Optional.empty(), "operator:test", Set.of(), Optional.empty());
  private static final Caller SERVICE =
      new Caller(Kind.SERVICE, Optional.of(TENANT), "api-service", Set.of(), Optional.empty());

  @TempDir static Path folder;

  private static final Map<String, ConfigurableApplicationContext> WORKERS = new HashMap<>();
  private static TestInfrastructure infrastructure;
  private static Simulator simulator;
  private static Phones phones;
  private static Gateway gateway;

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    infrastructure = TestInfrastructure.start();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    phones.create(OWN, "Own");
    phones.create(FRIEND, "Friend");
    keys(1);
    WORKERS.put("one", worker("one"));
    gateway = new Gateway(infrastructure);
    var reply = gateway.ask(command().setLink(LinkSession.getDefaultInstance()));
    phones.scan(OWN, reply.getQr().getText());
    gateway.event(SESSION, event -> event.getConnection().getState() == ConnectionState.OPEN);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    WORKERS.values().forEach(ConfigurableApplicationContext::close);
    simulator.close();
    infrastructure.close();
  }

  private static ConfigurableApplicationContext worker(String id) {
    var settings = WorkerProcess.settings(id, infrastructure, simulator, folder);
    settings.remove("trunkline.master-key");
    settings.put("trunkline.master-key-file", folder.resolve("keys-" + id).toString());
    settings.put(
        "trunkline.identity.public-key",
        Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
    return new SpringApplicationBuilder(WorkerApplication.class)
        .run(
            settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new));
  }

  /// Both workers' files, the newest key first.
  private static void keys(int... seeds) throws IOException {
    for (var id : List.of("one", "two")) {
      keysOf(id, seeds);
    }
  }

  private static void keysOf(String id, int... seeds) throws IOException {
    var lines =
        Arrays.stream(seeds)
            .mapToObj(
                seed -> {
                  byte[] key = new byte[32];
                  key[0] = (byte) seed;
                  return Base64.getEncoder().encodeToString(key);
                })
            .toList();
    Files.write(folder.resolve("keys-" + id), lines);
  }

  private static Command.Builder command() {
    return gateway.command(TENANT, SESSION);
  }

  private record Answer(int status, JsonNode body) {}

  private static Answer call(Caller caller, String method, String path, String body) {
    var port = WORKERS.get("one").getEnvironment().getProperty("local.server.port");
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/internal/" + path))
              .header("Content-Type", "application/json")
              .header(
                  Caller.HEADER,
                  IdentityToken.sign(
                      caller, IdentityToken.WORKER, KEYS.getPrivate(), Clock.systemUTC()))
              .method(method, BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      var json = answer.body().isEmpty() ? "{}" : answer.body();
      return new Answer(answer.statusCode(), new JsonMapper().readTree(json));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode fleet() {
    return call(OPERATOR, "GET", "fleet", "").body();
  }

  private static JsonNode workerIn(JsonNode fleet, String id) {
    return fleet
        .path("workers")
        .valueStream()
        .filter(worker -> worker.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(assertion);
  }

  private static ReplyCode send(String text) {
    return gateway.ask(command().setSend(gateway.text(FRIEND + "@s.whatsapp.net", text))).getCode();
  }

  @Test
  @Order(1)
  void fleetTellsWhoHasWhichShardUnderWhichEpochAndHowFarItIsBehind() {
    eventually(
        () -> {
          var fleet = fleet();
          var one = workerIn(fleet, "one");
          assertThat(one.path("state").asString()).isEqualTo("serving");
          assertThat(one.path("shards").asInt()).isEqualTo(64);
          assertThat(one.path("openSockets").asInt()).isEqualTo(1);
          assertThat(fleet.path("shards").size()).isEqualTo(64);
          for (var shard : fleet.path("shards")) {
            assertThat(shard.path("owner").asString()).isEqualTo("one");
            assertThat(shard.path("epoch").asLong()).isPositive();
            assertThat(shard.path("lag").asLong(-1)).isZero();
          }
        });
  }

  @Test
  @Order(2)
  void onlyTheOperatorIsAnswered() {
    for (var call : List.of("GET fleet", "GET whatsapp-version", "POST master-key")) {
      var words = call.split(" ", 2);
      assertThat(call(SERVICE, words[0], words[1], "").status()).as(call).isEqualTo(401);
    }
  }

  @Test
  @Order(3)
  void aWorkerThatIsAloneIsNotDrained() {
    assertThat(call(OPERATOR, "POST", "fleet/workers/one/drain", "").status()).isEqualTo(409);
    assertThat(call(OPERATOR, "POST", "fleet/workers/nobody/drain", "").status()).isEqualTo(404);
    assertThat(workerIn(fleet(), "one").path("state").asString()).isEqualTo("serving");
  }

  @Test
  @Order(4)
  void dataKeysAreWrappedAnewOnceEveryWorkerCanReadTheMasterKey() throws IOException {
    WORKERS.put("two", worker("two"));
    keysOf("one", 2, 1);
    eventually(() -> assertThat(workerIn(fleet(), "one").path("masterKeyIds").size()).isEqualTo(2));
    var refused = call(OPERATOR, "POST", "master-key", "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("workers").get(0).asString()).isEqualTo("two");
    var rows = WORKERS.get("one").getBean(SessionRows.class);
    var old = rows.findTenantKey(TENANT).orElseThrow().masterKeyId();

    keysOf("two", 2, 1);
    eventually(() -> assertThat(workerIn(fleet(), "two").path("masterKeyIds").size()).isEqualTo(2));
    var begun = call(OPERATOR, "POST", "master-key", "");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.body().path("dataKeys").asInt()).isEqualTo(1);
    eventually(
        () ->
            assertThat(rows.findTenantKey(TENANT).orElseThrow().masterKeyId())
                .isNotEqualTo(old)
                .isEqualTo(begun.body().path("masterKeyId").asString()));
    keys(2);
    eventually(() -> assertThat(workerIn(fleet(), "two").path("masterKeyIds").size()).isEqualTo(1));
    assertThat(call(OPERATOR, "POST", "master-key", "").body().path("dataKeys").asInt(-1)).isZero();
  }

  @Test
  @Order(5)
  void aDrainedWorkerGivesEverythingAwayAndNoMessageIsLost() {
    // The second worker has taken its share, maybe the session with it.
    eventually(
        () -> {
          var fleet = fleet();
          assertThat(workerIn(fleet, "two").path("shards").asInt()).isPositive();
          assertThat(
                  workerIn(fleet, "one").path("openSockets").asInt()
                      + workerIn(fleet, "two").path("openSockets").asInt())
              .isEqualTo(1);
        });
    eventually(() -> assertThat(send("before")).isEqualTo(ReplyCode.OK));
    assertThat(call(OPERATOR, "POST", "fleet/workers/one/drain", "").status()).isEqualTo(202);
    eventually(
        () -> {
          var fleet = fleet();
          assertThat(workerIn(fleet, "one").path("state").asString()).isEqualTo("drained");
          assertThat(workerIn(fleet, "one").path("openSockets").asInt()).isZero();
          assertThat(workerIn(fleet, "two").path("shards").asInt()).isEqualTo(64);
          assertThat(workerIn(fleet, "two").path("openSockets").asInt()).isEqualTo(1);
        });
    // Written under the new master key alone.
    assertThat(send("after")).isEqualTo(ReplyCode.OK);
    assertThat(phones.texts(FRIEND, 2)).containsExactly("before", "after");
    var stats = phones.stats();
    assertThat(stats.path("keyReuse").asInt() + stats.path("duplicateIds").asInt()).isZero();
    // Asked again, nothing changes; the other is the last one that serves.
    assertThat(call(OPERATOR, "POST", "fleet/workers/one/drain", "").status()).isEqualTo(202);
    assertThat(call(OPERATOR, "POST", "fleet/workers/two/drain", "").status()).isEqualTo(409);
  }

  @Test
  @Order(6)
  void aWorkerThatWasDrainedServesAgainAfterItsRestart() {
    WORKERS.get("one").close();
    WORKERS.put("one", worker("one"));
    eventually(
        () -> {
          var one = workerIn(fleet(), "one");
          assertThat(one.path("state").asString()).isEqualTo("serving");
          assertThat(one.path("shards").asInt()).isPositive();
        });
  }

  @Test
  @Order(7)
  void theClientVersionIsTheOperatorsThePagesAndEveryWorkers() {
    assertThat(call(OPERATOR, "GET", "whatsapp-version", "").body().path("source").asString())
        .isEqualTo("configured");
    var set = call(OPERATOR, "POST", "whatsapp-version", "{\"version\":\"2.3000.1050000001\"}");
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.body().path("source").asString()).isEqualTo("operator");
    assertThat(set.body().path("since").asString()).isNotEmpty();
    for (var id : List.of("one", "two")) {
      eventually(
          () ->
              assertThat(workerIn(fleet(), id).path("clientVersion").asString())
                  .isEqualTo("2.3000.1050000001"));
    }
    phones.act("/server", Map.of("minimumClientVersion", "2.3000.1060000000"));
    var read = call(OPERATOR, "POST", "whatsapp-version", "{}").body();
    assertThat(read.path("source").asString()).isEqualTo("page");
    assertThat(read.path("version").asString()).isEqualTo("2.3000.1060000000");
    assertThat(call(OPERATOR, "GET", "whatsapp-version", "").body()).isEqualTo(read);
    for (var bad : List.of("2", "2.3000", "x.y.z", "2.3000.99999999999", "")) {
      assertThat(
              call(OPERATOR, "POST", "whatsapp-version", "{\"version\":\"" + bad + "\"}").status())
          .as(bad)
          .isEqualTo(400);
    }
  }
}
