package io.trunkline.worker.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.contract.Caller;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.worker.fleet.FleetVersion;
import io.trunkline.worker.fleet.KeyRotation;
import io.trunkline.worker.fleet.ShardView;
import io.trunkline.worker.fleet.Shards;
import io.trunkline.worker.fleet.WorkerRow;
import io.trunkline.worker.fleet.WorkerRows;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// Tells the operator about the fleet and passes on what they ask of it.
@RestController
class FleetController {
  private static final long PAGE_PATIENCE_S = 20;

  private final Identities identities;
  private final WorkerRows workers;
  private final Shards shards;
  private final FleetVersion version;
  private final KeyRotation rotation;

  FleetController(
      Identities identities,
      WorkerRows workers,
      Shards shards,
      FleetVersion version,
      KeyRotation rotation) {
    this.identities = identities;
    this.workers = workers;
    this.shards = shards;
    this.version = version;
    this.rotation = rotation;
  }

  record Fleet(List<Worker> workers, List<OneShard> shards) {}

  /// @param state `serving`, `draining`, `drained`; `gone` where it was not seen lately
  /// @param shards that it owns
  record Worker(
      String id,
      String state,
      long shards,
      int sessions,
      int openSockets,
      String clientVersion,
      List<String> masterKeyIds,
      String startedAt,
      String lastSeenAt) {
    static Worker of(WorkerRow row, List<ShardView> shards) {
      return new Worker(
          row.id(),
          row.isLive() ? row.state().name().toLowerCase(Locale.ROOT) : "gone",
          shards.stream().filter(shard -> shard.owner().equals(row.id())).count(),
          row.sessions(),
          row.openSockets(),
          row.clientVersion(),
          row.masterKeys(),
          row.startedAt().toString(),
          row.seenAt().toString());
    }
  }

  /// @param owner null: nobody
  /// @param lag commands that wait or are under way; null where it is not known
  record OneShard(int shard, String owner, long epoch, Long lag) {
    static OneShard of(ShardView view) {
      return new OneShard(
          view.shard(),
          view.owner().isEmpty() ? null : view.owner(),
          view.epoch(),
          view.lag().isPresent() ? view.lag().getAsLong() : null);
    }
  }

  /// @param source `configured`, `operator` or `page`
  record Version(
      String version, String source, @JsonInclude(JsonInclude.Include.NON_NULL) String since) {
    static Version of(FleetVersion.InUse inUse) {
      return new Version(
          inUse.version().text(),
          inUse.source().name().toLowerCase(Locale.ROOT),
          inUse.since().map(Object::toString).orElse(null));
    }
  }

  /// @param version null: the one on WhatsApp's page
  record VersionChange(String version) {}

  record Begun(String masterKeyId, int dataKeys) {}

  record NotEverywhere(String masterKeyId, List<String> workers) {}

  @GetMapping("/internal/fleet")
  Fleet fleet(@RequestHeader(Caller.HEADER) Optional<String> identity) throws InterruptedException {
    identities.operator(identity);
    var views = shards.read();
    return new Fleet(
        workers.list().stream().map(row -> Worker.of(row, views)).toList(),
        views.stream().map(OneShard::of).toList());
  }

  @PostMapping("/internal/fleet/workers/{id}/drain")
  ResponseEntity<Void> drain(
      @RequestHeader(Caller.HEADER) Optional<String> identity, @PathVariable String id) {
    identities.operator(identity);
    return ResponseEntity.status(
            switch (workers.drain(id)) {
              case ASKED -> HttpStatus.ACCEPTED;
              case UNKNOWN -> HttpStatus.NOT_FOUND;
              case NOBODY_ELSE -> HttpStatus.CONFLICT;
            })
        .build();
  }

  @GetMapping("/internal/whatsapp-version")
  Version version(@RequestHeader(Caller.HEADER) Optional<String> identity) {
    identities.operator(identity);
    return Version.of(version.read());
  }

  @PostMapping("/internal/whatsapp-version")
  Version change(
      @RequestHeader(Caller.HEADER) Optional<String> identity, @RequestBody VersionChange change)
      throws InterruptedException {
    identities.operator(identity);
    return Version.of(
        change.version() == null ? refreshed() : version.use(parsed(change.version())));
  }

  private static ClientVersion parsed(String text) {
    try {
      return ClientVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
  }

  private FleetVersion.InUse refreshed() throws InterruptedException {
    try {
      return version.refresh().toCompletableFuture().get(PAGE_PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "The page does not tell", e);
    }
  }

  @PostMapping("/internal/master-key")
  ResponseEntity<Object> rotate(@RequestHeader(Caller.HEADER) Optional<String> identity) {
    identities.operator(identity);
    return switch (rotation.begin()) {
      case KeyRotation.Answer.Begun(var id, var keys) ->
          ResponseEntity.accepted().body(new Begun(id, keys));
      case KeyRotation.Answer.NotEverywhere(var id, var without) ->
          ResponseEntity.status(HttpStatus.CONFLICT).body(new NotEverywhere(id, without));
    };
  }
}
