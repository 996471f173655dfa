package io.trunkline.webhook.stream;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.webhook.log.Appended;
import io.trunkline.webhook.log.EventLog;
import io.trunkline.webhook.log.Logged;
import io.trunkline.webhook.memory.Memories;
import io.trunkline.webhook.web.Envelope;
import io.trunkline.webhook.web.Failure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `GET /api/v1/events`: the log of a tenant, or with `session` of one session, oldest first.
///
/// `after` takes a session's `sequence` where the session is named, and else a `next` or the id of
/// a Server-Sent Event; without it a page begins with the oldest event and a stream with the next
/// one to come. A stream that was cut goes on with `Last-Event-ID`, which browsers send by
/// themselves.
@RestController
class EventsController implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(EventsController.class);
  private static final UUID NO_SESSION = new UUID(0, 0);
  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 200;

  private final EventLog events;
  private final Memories memories;
  private final Appended appended;
  private final StreamSettings settings;
  private final JsonMapper json;
  private volatile boolean stopping;

  EventsController(
      EventLog events,
      Memories memories,
      Appended appended,
      StreamSettings settings,
      JsonMapper json) {
    this.events = events;
    this.memories = memories;
    this.appended = appended;
    this.settings = settings;
    this.json = json;
  }

  /// @param next what `after` takes for the page behind this one, which may have nothing yet
  record EventPage(List<JsonNode> events, String next) {}

  @GetMapping(path = "/api/v1/events")
  Envelope page(
      Caller caller,
      @RequestParam Optional<String> session,
      @RequestParam Optional<Long> after,
      @RequestParam Optional<Integer> limit) {
    var most = limit.orElse(DEFAULT_LIMIT);
    if (most < 1 || most > MOST) {
      throw Failure.invalid("limit must be 1 to " + MOST);
    }
    var tenant = tenant(caller);
    var only = session(tenant, session);
    var page = events.page(tenant, only, after.orElse(0L), most);
    var next = page.isEmpty() ? after.orElse(0L) : cursor(page.getLast(), only);
    return Envelope.of(
        new EventPage(
            page.stream().map(event -> json.readTree(event.body())).toList(), Long.toString(next)));
  }

  @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      Caller caller,
      HttpServletResponse response,
      @RequestParam Optional<String> session,
      @RequestParam Optional<Long> after,
      @RequestHeader("Last-Event-ID") Optional<Long> last) {
    var tenant = tenant(caller);
    var only = session(tenant, session);
    var cursor = last.or(() -> after).orElseGet(() -> end(tenant, only));
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    try {
      follow(response, tenant, only, cursor);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.debug("A reader of events is gone", e);
    }
  }

  private void follow(HttpServletResponse response, UUID tenant, Optional<UUID> only, long from)
      throws IOException, InterruptedException {
    var out = response.getOutputStream();
    var cursor = from;
    var spoke = 0L;
    while (!stopping) {
      var seen = appended.count(Optional.of(tenant));
      var page = events.page(tenant, only, cursor, MOST);
      for (var event : page) {
        cursor = cursor(event, only);
        out.write(frame(event, cursor).getBytes(StandardCharsets.UTF_8));
      }
      var now = System.nanoTime();
      if (!page.isEmpty() || spoke == 0 || now - spoke > settings.ping().toNanos()) {
        if (page.isEmpty()) {
          out.write(": open\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        spoke = now;
      }
      if (page.size() < MOST) {
        appended.await(Optional.of(tenant), seen, settings.look());
      }
    }
  }

  private static String frame(Logged event, long cursor) {
    return "id: " + cursor + "\nevent: " + event.type() + "\ndata: " + event.body() + "\n\n";
  }

  private long end(UUID tenant, Optional<UUID> session) {
    return events.last(tenant, session).map(event -> cursor(event, session)).orElse(0L);
  }

  private static long cursor(Logged event, Optional<UUID> session) {
    return session.isPresent() ? event.sequence() : event.position();
  }

  private static UUID tenant(Caller caller) {
    var tenant = caller.tenant().orElseThrow(Failure::unauthorized);
    // A credential of one session does not reach this call.
    if (caller.session().isPresent() || !caller.scopes().contains(Scope.READ)) {
      throw new Failure(403, "forbidden", "The credential lacks the scope read");
    }
    return tenant;
  }

  /// By id or name. One that does not exist has no events, whoever asks.
  private Optional<UUID> session(UUID tenant, Optional<String> text) {
    return text.map(
        given -> {
          try {
            return UUID.fromString(given);
          } catch (IllegalArgumentException e) {
            return memories.sessionCalled(tenant, given).orElse(NO_SESSION);
          }
        });
  }

  @Override
  public void start() {
    stopping = false;
  }

  /// Before the web server stops, which would wait for the open streams; each looks soon.
  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public boolean isRunning() {
    return !stopping;
  }
}
