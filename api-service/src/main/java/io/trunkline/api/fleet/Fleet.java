package io.trunkline.api.fleet;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.command.Announcements;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.contract.Caller;
import io.trunkline.proto.event.MasterKeyRotated;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What the operator sees and asks of the workers. They know themselves best, so one of them is
/// asked; sessions' states are ours.
@Service
public class Fleet {
  private static final String SESSIONS = "SELECT state, count(*) FROM connections GROUP BY state";
  private static final String UNAVAILABLE = "No worker answers";
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int MAX_ANSWER_BYTES = 1 << 22;
  private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,10}");

  /// Of no tenant: an event for services.
  private static final UUID NO_TENANT = new UUID(0, 0);

  private final WorkerCalls workers;
  private final Jobs jobs;
  private final Audit audit;
  private final Announcements announcements;
  private final JsonMapper json;

  Fleet(WorkerCalls workers, Jobs jobs, Audit audit, Announcements announcements, JsonMapper json) {
    this.workers = workers;
    this.jobs = jobs;
    this.audit = audit;
    this.announcements = announcements;
    this.json = json;
  }

  /// @param sessions how many are in each state, in lower case
  public record State(List<Worker> workers, List<Shard> shards, Map<String, Long> sessions) {}

  /// A process that serves sessions.
  ///
  /// @param state `serving`, `draining`, `drained` or `gone`
  /// @param shards that it owns
  /// @param sessions that it serves
  /// @param openSockets of them, with a connection to WhatsApp
  /// @param clientVersion that it claims
  /// @param masterKeyIds names of the master keys that it can read, the newest first
  public record Worker(
      String id,
      String state,
      int shards,
      int sessions,
      int openSockets,
      String clientVersion,
      List<String> masterKeyIds,
      String startedAt,
      String lastSeenAt) {}

  /// @param owner null: no worker
  /// @param epoch 0: it never had an owner
  /// @param lag commands that wait or are under way; null where Kafka does not tell
  public record Shard(int shard, String owner, long epoch, Long lag) {}

  private record Told(List<Worker> workers, List<Shard> shards) {}

  /// @param source `configured`, `operator` or `page`
  /// @param since null for what is configured
  public record ClientVersion(String version, String source, String since) {}

  /// @param dataKeys tenants' keys that are still to be wrapped anew
  public record Rotation(String masterKeyId, int dataKeys) {}

  private record Without(List<String> workers) {}

  /// Where no worker answers, it is a fleet of none.
  public State state(Caller operator) {
    var sessions = new TreeMap<String, Long>();
    jobs.run(
        jdbc ->
            jdbc.sql(SESSIONS)
                .query(
                    row -> {
                      sessions.put(row.getString(1).toLowerCase(Locale.ROOT), row.getLong(2));
                    }));
    Told told;
    try {
      told = get(operator, "/internal/fleet", Told.class);
    } catch (Failure e) {
      told = new Told(List.of(), List.of());
    }
    return new State(told.workers(), told.shards(), sessions);
  }

  /// Has a worker give its shards to the others; it takes none until it restarts.
  ///
  /// @throws Failure `WORKER_NOT_FOUND`, `NO_OTHER_WORKER`, `GATEWAY_UNAVAILABLE`
  public void drain(Caller operator, String worker) {
    var path = URLEncoder.encode(worker, StandardCharsets.UTF_8).replace("+", "%20");
    var unused =
        post(
            operator,
            "/internal/fleet/workers/" + path + "/drain",
            Map.of(),
            (status, body) ->
                switch (status) {
                  case 202 -> Optional.of(true);
                  case 400, 404 ->
                      throw new Failure(Problem.WORKER_NOT_FOUND, "No such worker runs");
                  case 409 ->
                      throw new Failure(
                          Problem.NO_OTHER_WORKER, "No other worker could take its shards");
                  default -> Optional.empty();
                });
    recorded("worker.drained", worker, "");
  }

  public ClientVersion version(Caller operator) {
    return get(operator, "/internal/whatsapp-version", ClientVersion.class);
  }

  /// Sets what all workers claim at their next connects.
  ///
  /// @param version three numbers with dots between; empty: the one that WhatsApp's page names
  /// @throws Failure `INVALID_REQUEST`, `GATEWAY_UNAVAILABLE`
  public ClientVersion changeVersion(Caller operator, Optional<String> version) {
    version
        .filter(text -> !VERSION.matcher(text).matches())
        .ifPresent(
            text -> {
              throw badVersion();
            });
    var changed =
        post(
            operator,
            "/internal/whatsapp-version",
            version.map(text -> Map.of("version", text)).orElse(Map.of()),
            (status, body) ->
                switch (status) {
                  case 200 -> Optional.of(read(body, ClientVersion.class));
                  case 400 -> throw badVersion();
                  case 502 ->
                      throw Failure.unavailable(
                          "The page of WhatsApp's version does not answer", RETRY, null);
                  default -> Optional.empty();
                });
    recorded("whatsapp_version.changed", changed.version(), changed.source());
    return changed;
  }

  private static Failure badVersion() {
    return Failure.invalid("version must be three numbers such as 2.3000.1045649367");
  }

  /// Has every service use the newest master key; what is wrapped by an older one is wrapped anew
  /// meanwhile.
  ///
  /// @throws Failure `MASTER_KEY_NOT_READABLE`, `GATEWAY_UNAVAILABLE`
  public Rotation rotateMasterKey(Caller operator) {
    var rotation =
        post(
            operator,
            "/internal/master-key",
            Map.of(),
            (status, body) ->
                switch (status) {
                  case 202 -> Optional.of(read(body, Rotation.class));
                  case 409 ->
                      throw new Failure(
                          Problem.MASTER_KEY_NOT_READABLE,
                          "The newest master key is not readable at "
                              + String.join(", ", read(body, Without.class).workers()));
                  default -> Optional.empty();
                });
    tellRotated(rotation.masterKeyId());
    recorded("master_key.rotated", rotation.masterKeyId(), "");
    return rotation;
  }

  /// Whoever else seals by the master key does it anew.
  private void tellRotated(String id) {
    announcements.tell(
        NO_TENANT,
        "master-key/" + id + "/" + UUID.randomUUID(),
        event -> event.setMasterKeyRotated(MasterKeyRotated.getDefaultInstance()));
  }

  private void recorded(String action, String target, String detail) {
    jobs.run(jdbc -> audit.recordIn(jdbc, Optional.empty(), action, target, detail));
  }

  private <T> T get(Caller operator, String path, Class<T> type) {
    return workers.ask(
        operator,
        path,
        request -> request.GET(),
        answer ->
            answer.statusCode() == 200 ? Optional.of(read(body(answer), type)) : Optional.empty(),
        UNAVAILABLE);
  }

  private <T> T post(
      Caller operator,
      String path,
      Map<String, String> body,
      BiFunction<Integer, byte[], Optional<T>> read) {
    return workers.ask(
        operator,
        path,
        request ->
            request
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))),
        answer -> read.apply(answer.statusCode(), body(answer)),
        UNAVAILABLE);
  }

  private static byte[] body(HttpResponse<InputStream> answer) {
    try (var body = answer.body()) {
      return body.readNBytes(MAX_ANSWER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T read(byte[] body, Class<T> type) {
    try {
      return json.readValue(body, type);
    } catch (JacksonException e) {
      throw new UncheckedIOException(new IOException("The answer cannot be read"));
    }
  }
}
