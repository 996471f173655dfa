package io.trunkline.webhook.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.contract.Caller;
import io.trunkline.webhook.identity.IdentityFilter;
import io.trunkline.webhook.log.LiveEvent;
import io.trunkline.webhook.wwebjs.WwebjsBodies;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriUtils;

/// The open sockets of `/ws`. What readers send is ignored.
@Component
class Readers extends AbstractWebSocketHandler implements HandshakeInterceptor {
  static final String PATH = "/ws";

  private static final String TENANT = "tenant";
  private static final String SESSION = "session";

  private final Map<String, Reader> readers = new ConcurrentHashMap<>();
  private final StreamSettings settings;

  Readers(StreamSettings settings, MeterRegistry registry) {
    this.settings = settings;
    registry.gaugeMapSize("trunkline.webhook.stream_readers", java.util.List.of(), readers);
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes) {
    if (!settings.enabled()) {
      response.setStatusCode(HttpStatus.NOT_FOUND);
      return false;
    }
    if (!(request instanceof ServletServerHttpRequest servlet
        && servlet.getServletRequest().getAttribute(IdentityFilter.ATTRIBUTE)
            instanceof Caller caller
        && caller.tenant().isPresent()
        && caller.session().isEmpty()
        && caller.scopes().contains(Caller.Scope.READ))) {
      response.setStatusCode(HttpStatus.FORBIDDEN);
      return false;
    }
    attributes.put(TENANT, caller.tenant().get());
    session(servlet).ifPresent(session -> attributes.put(SESSION, session));
    return true;
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Exception exception) {}

  @Override
  public void afterConnectionEstablished(WebSocketSession socket) {
    var reader =
        new Reader(
            socket,
            (UUID) socket.getAttributes().get(TENANT),
            Optional.ofNullable((String) socket.getAttributes().get(SESSION)),
            settings.backlog());
    readers.put(socket.getId(), reader);
    reader.start();
  }

  @Override
  public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
    var reader = readers.remove(socket.getId());
    if (reader != null) {
      reader.stop();
    }
  }

  boolean isEmpty() {
    return readers.isEmpty();
  }

  void publish(LiveEvent event) {
    for (var reader : readers.values()) {
      if (reader.wants(event)) {
        for (var body : event.bodies()) {
          reader.offer(WwebjsBodies.frame(body, event.occurredAt()));
        }
      }
    }
  }

  @Scheduled(fixedDelayString = "${trunkline.stream.ping}")
  void ping() {
    readers.values().forEach(Reader::ping);
  }

  /// The session's name or id, in the path or the query; `session` is an older name of it.
  private static Optional<String> session(ServletServerHttpRequest request) {
    var servlet = request.getServletRequest();
    var path = UriUtils.decode(servlet.getRequestURI(), StandardCharsets.UTF_8);
    if (path.startsWith(PATH + "/")) {
      return Optional.of(path.substring(PATH.length() + 1));
    }
    return Optional.ofNullable(servlet.getParameter("sessionId"))
        .or(() -> Optional.ofNullable(servlet.getParameter("session")))
        .filter(session -> !session.isEmpty());
  }
}
