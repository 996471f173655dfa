package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SessionConfig;
import io.trunkline.whatsapp.client.ProxySettings;
import io.trunkline.whatsapp.client.event.CallStep;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.worker.store.SessionWrite;
import io.trunkline.worker.store.StoredConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the tenant set for a session, and what follows from it. In the session's mailbox, except
/// where a method says otherwise.
final class TenantConfig {
  private static final Logger log = LoggerFactory.getLogger(TenantConfig.class);
  private static final int MAX_URL_BYTES = 4096;

  private final HostedSession host;
  private final SessionParts parts;
  private volatile StoredConfig now;

  TenantConfig(HostedSession host, SessionParts parts, StoredConfig now) {
    this.host = host;
    this.parts = parts;
    this.now = now;
  }

  /// Through which the session goes. One that was stored is one.
  Optional<ProxySettings> proxy() {
    return now.proxyUrl().isEmpty()
        ? Optional.empty()
        : Optional.of(ProxySettings.parse(now.proxyUrl()));
  }

  /// Whether authors learn that their messages were read.
  boolean tellsReads() {
    return !now.told().getHidesReads();
  }

  /// From any thread.
  boolean refuses(SessionEvent.CallChanged call) {
    return now.told().getRejectsCalls() && call.step() == CallStep.OFFERED && !call.offline();
  }

  /// What is told of an event: of history that came unasked, the last days only. From any thread.
  SessionEvent told(SessionEvent event) {
    return event instanceof SessionEvent.HistoryReceived past
            && past.requestId().isEmpty()
            && now.told().hasHistoryDays()
        ? since(past, parts.clock().instant().minus(Duration.ofDays(now.told().getHistoryDays())))
        : event;
  }

  private static SessionEvent since(SessionEvent.HistoryReceived past, Instant first) {
    return new SessionEvent.HistoryReceived(
        past.id(),
        past.type(),
        past.order(),
        past.progress(),
        past.requestId(),
        past.part(),
        past.isLast(),
        past.chats().stream()
            .filter(chat -> chat.chat().lastActivity().filter(first::isBefore).isPresent())
            .toList(),
        past.messages().stream()
            .filter(message -> !message.message().timestamp().isBefore(first))
            .toList(),
        past.names());
  }

  /// What a command sets, with the proxy's address; as before where it sets nothing.
  ///
  /// @return empty where the proxy cannot be used; the command is answered then
  Optional<StoredConfig> told(TakenCommand taken, boolean isThere, SessionConfig told) {
    if (!isThere) {
      return Optional.of(now);
    }
    try {
      var url = proxyUrl(told.getProxyFile());
      if (url.isPresent()) {
        return Optional.of(new StoredConfig(told, url.get()));
      }
      host.answer(taken, ReplyCode.INVALID, "The proxy cannot be used");
    } catch (IOException | RuntimeException e) {
      log.warn("the proxy of session {} cannot be read: {}", host.owned().id(), e.toString());
      host.answer(taken, ReplyCode.INTERNAL, "The proxy cannot be read");
    }
    return Optional.empty();
  }

  private Optional<String> proxyUrl(String file) throws IOException {
    if (file.equals(now.told().getProxyFile())) {
      return Optional.of(now.proxyUrl());
    }
    return file.isEmpty()
        ? Optional.of("")
        : parts
            .secrets()
            .read(host.owned().tenant(), file, MAX_URL_BYTES)
            .map(url -> new String(url, StandardCharsets.UTF_8))
            .filter(TenantConfig::isProxy);
  }

  private static boolean isProxy(String url) {
    try {
      return !ProxySettings.parse(url).host().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  boolean isOtherProxy(StoredConfig config) {
    return !config.proxyUrl().equals(now.proxyUrl());
  }

  /// Stores what [#told] gave, then deletes the file that brought the proxy.
  CompletionStage<Void> store(StoredConfig config) {
    boolean isNew = !config.equals(now);
    now = config;
    return (isNew
            ? parts.commits().write(host.owned(), new SessionWrite.Configured(config))
            : CompletableFuture.<Void>completedFuture(null))
        .thenRun(() -> host.post(() -> forget(config.told().getProxyFile())));
  }

  private void forget(String file) {
    if (!file.isEmpty()) {
      parts.secrets().delete(host.owned().tenant(), file);
    }
  }
}
