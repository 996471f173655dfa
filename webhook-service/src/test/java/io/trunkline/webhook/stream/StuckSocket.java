package io.trunkline.webhook.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/// A socket whose other end never reads: a write waits until it is interrupted.
final class StuckSocket implements WebSocketSession {
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean writing;
  private volatile CloseStatus closed;

  boolean isWriting() {
    return writing;
  }

  Optional<CloseStatus> closedWith() {
    return Optional.ofNullable(closed);
  }

  @Override
  public void sendMessage(WebSocketMessage<?> message) throws IOException {
    writing = true;
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public boolean isOpen() {
    return closed == null;
  }

  @Override
  public void close() {
    close(CloseStatus.NORMAL);
  }

  @Override
  public void close(CloseStatus status) {
    closed = status;
  }

  @Override
  public String getId() {
    return "stuck";
  }

  @Override
  public URI getUri() {
    return URI.create("ws://localhost/ws");
  }

  @Override
  public HttpHeaders getHandshakeHeaders() {
    return new HttpHeaders();
  }

  @Override
  public Map<String, Object> getAttributes() {
    return new HashMap<>();
  }

  @Override
  public Principal getPrincipal() {
    return null;
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return null;
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return null;
  }

  @Override
  public String getAcceptedProtocol() {
    return null;
  }

  @Override
  public void setTextMessageSizeLimit(int limit) {}

  @Override
  public int getTextMessageSizeLimit() {
    return 0;
  }

  @Override
  public void setBinaryMessageSizeLimit(int limit) {}

  @Override
  public int getBinaryMessageSizeLimit() {
    return 0;
  }

  @Override
  public List<WebSocketExtension> getExtensions() {
    return List.of();
  }
}
