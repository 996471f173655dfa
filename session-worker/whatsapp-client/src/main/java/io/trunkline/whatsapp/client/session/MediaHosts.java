package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.media.MediaConnection;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/// Which media hosts there are and what opens them: asked for when first needed, kept as long as
/// the server says. Source: protocol dossier, 10.2.
final class MediaHosts {
  /// What goes into a URL must be a host and nothing else.
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?");

  private static final int MAX_HOSTS = 16;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final SessionCore core;
  private final Requests requests;
  private Optional<MediaConnection> known = Optional.empty();
  private Optional<CompletableFuture<MediaConnection>> asking = Optional.empty();
  private long expiresNanos;

  MediaHosts(SessionCore core, Requests requests) {
    this.core = core;
    this.requests = requests;
  }

  /// @param refused a connection that a host no longer accepts
  CompletableFuture<MediaConnection> get(Optional<MediaConnection> refused) {
    boolean isUsable =
        known.isPresent() && !known.equals(refused) && core.nanoTime() - expiresNanos < 0;
    return isUsable ? CompletableFuture.completedFuture(known.get()) : asking.orElseGet(this::ask);
  }

  private CompletableFuture<MediaConnection> ask() {
    var answer =
        requests
            .set("w:m", List.of(Node.of("media_conn").build()), core.nanoTime())
            .thenApply(iq -> keep(iq.requireChild("media_conn")));
    if (!answer.isDone()) {
      asking = Optional.of(answer);
      var unused = answer.whenComplete((_, _) -> asking = Optional.empty());
    }
    return answer;
  }

  private MediaConnection keep(Node mediaConn) {
    List<String> hosts =
        mediaConn.children("host").stream()
            .sorted(Comparator.comparing(host -> host.has("type", "fallback")))
            .flatMap(host -> host.find("hostname").stream())
            .filter(name -> HOST.matcher(name).matches())
            .distinct()
            .limit(MAX_HOSTS)
            .toList();
    var connection =
        new MediaConnection(
            mediaConn.attr("auth"), hosts.isEmpty() ? core.settings().mediaHosts() : hosts);
    long seconds =
        Math.min(
            mediaConn.findNumber("ttl").orElse(0),
            mediaConn.findNumber("auth_ttl").orElse(Long.MAX_VALUE));
    expiresNanos =
        core.nanoTime() + Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST.toSeconds())).toNanos();
    known = Optional.of(connection);
    return connection;
  }
}
