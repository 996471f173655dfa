package io.trunkline.webhook.stream;

import io.trunkline.webhook.log.LiveEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/// One open socket: a bounded queue and a virtual thread that writes, so that a slow reader delays
/// nobody but itself.
final class Reader {
  private static final Logger log = LoggerFactory.getLogger(Reader.class);

  // 1013, "try again later" (IANA WebSocket close codes).
  private static final CloseStatus TOO_SLOW = new CloseStatus(1013, "too slow");

  private final WebSocketSession socket;
  private final UUID tenant;
  private final Optional<String> session;
  private final BlockingQueue<WebSocketMessage<?>> queue;
  private final Thread writer;

  Reader(WebSocketSession socket, UUID tenant, Optional<String> session, int backlog) {
    this.socket = socket;
    this.tenant = tenant;
    this.session = session;
    this.queue = new ArrayBlockingQueue<>(backlog);
    this.writer = Thread.ofVirtual().name("ws-" + socket.getId()).unstarted(this::write);
  }

  void start() {
    writer.start();
  }

  void stop() {
    writer.interrupt();
  }

  boolean wants(LiveEvent event) {
    return tenant.equals(event.tenant())
        && (session.isEmpty()
            || session.equals(event.sessionName())
            || session.get().equals(event.session().toString()));
  }

  void offer(String frame) {
    offer(new TextMessage(frame));
  }

  void ping() {
    offer(new PingMessage());
  }

  private void offer(WebSocketMessage<?> message) {
    if (!queue.offer(message)) {
      writer.interrupt();
      Thread.ofVirtual().start(() -> close(TOO_SLOW));
    }
  }

  private void write() {
    try {
      while (socket.isOpen()) {
        socket.sendMessage(queue.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException e) {
      log.debug("Reader {} is gone", socket.getId(), e);
    }
  }

  private void close(CloseStatus status) {
    try {
      socket.close(status);
    } catch (IOException e) {
      log.debug("Closing {}", socket.getId(), e);
    }
  }
}
