package io.trunkline.worker.fleet;

import io.trunkline.whatsapp.client.ClientVersions;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The client version of the whole fleet: table `client_version`. It stands over the workers'
/// settings. The page is asked by one worker for all; the others wait for what it learns.
public final class FleetVersion implements ClientVersions.Source {
  private static final String READ = "SELECT version, source, since FROM client_version";
  private static final String WRITE =
      """
      UPDATE client_version SET version = ?, source = ?, since = now()
      WHERE version IS DISTINCT FROM ? OR source IS DISTINCT FROM ?
      """;
  private static final String MAY_ASK =
      """
      UPDATE client_version SET asked_at = now()
      WHERE asked_at IS NULL OR asked_at < now() - interval '10 minutes'
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final JdbcClient jdbc;
  private final ClientVersions.Source page;
  private final ClientVersion configured;
  private final Supplier<ClientVersion> claimed;
  private final Executor blocking;

  /// @param page tells the version that WhatsApp publishes
  /// @param claimed what this worker claims now
  public FleetVersion(
      JdbcClient jdbc,
      ClientVersions.Source page,
      ClientVersion configured,
      Supplier<ClientVersion> claimed,
      Executor blocking) {
    this.jdbc = jdbc;
    this.page = page;
    this.configured = configured;
    this.claimed = claimed;
    this.blocking = blocking;
  }

  public enum Source {
    CONFIGURED,
    OPERATOR,
    PAGE
  }

  /// @param since absent for what is configured
  public record InUse(ClientVersion version, Source source, Optional<Instant> since) {}

  public InUse read() {
    return jdbc.sql(READ)
        .query((row, _) -> inUse(row))
        .single()
        .orElse(new InUse(configured, Source.CONFIGURED, Optional.empty()));
  }

  private static Optional<InUse> inUse(ResultSet row) throws SQLException {
    var version = row.getString("version");
    if (version == null) {
      return Optional.empty();
    }
    Timestamp since = row.getTimestamp("since");
    return Optional.of(
        new InUse(
            ClientVersion.parse(version),
            row.getString("source").equals("page") ? Source.PAGE : Source.OPERATOR,
            Optional.of(since.toInstant())));
  }

  /// What all workers claim at their next connects.
  public InUse use(ClientVersion version) {
    write(version, "operator");
    return read();
  }

  private void write(ClientVersion version, String source) {
    jdbc.sql(WRITE).params(version.text(), source, version.text(), source).update();
  }

  /// Asks the page now, whoever asked it before.
  ///
  /// @return fails where the page does not tell
  public CompletionStage<InUse> refresh() {
    return page.current()
        .thenApplyAsync(
            version -> {
              write(version, "page");
              return read();
            },
            blocking);
  }

  /// For sessions that were refused as outdated: what another worker or the operator has found
  /// meanwhile, else what the page says.
  @Override
  public CompletionStage<ClientVersion> current() {
    var refused = claimed.get();
    return CompletableFuture.supplyAsync(() -> read().version(), blocking)
        .thenCompose(
            known ->
                known.equals(refused)
                    ? learned(refused)
                    : CompletableFuture.completedFuture(known));
  }

  private CompletionStage<ClientVersion> learned(ClientVersion refused) {
    return CompletableFuture.supplyAsync(() -> jdbc.sql(MAY_ASK).update() == 1, blocking)
        .thenCompose(
            isOurs ->
                isOurs
                    ? refresh().thenApply(InUse::version)
                    : CompletableFuture.supplyAsync(() -> others(refused), blocking));
  }

  /// What the worker that asks the page comes to, or the same version again.
  private ClientVersion others(ClientVersion refused) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    var known = read().version();
    while (known.equals(refused) && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return known;
      }
      known = read().version();
    }
    return known;
  }
}
