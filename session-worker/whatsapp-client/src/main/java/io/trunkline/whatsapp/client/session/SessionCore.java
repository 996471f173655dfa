package io.trunkline.whatsapp.client.session;

import io.netty.channel.EventLoop;
import io.trunkline.whatsapp.client.SessionClock;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.whatsapp.client.event.ConnectionState.Reasons;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.client.store.SessionStore;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every part of a session's actor needs: its loop, what it was given, who it is, and whether
/// it still lives. Confined to the loop, but for [#onLoop] and [#read], which get there.
final class SessionCore {

  static final Logger log = LoggerFactory.getLogger("io.trunkline.whatsapp.session");

  private final EventLoop loop;
  private final SessionEnvironment environment;
  private final SessionPorts ports;
  private Consumer<String> onDeath = reason -> {};
  private Credentials credentials;
  private boolean isShownAvailable;
  private boolean isDead;

  SessionCore(EventLoop loop, SessionEnvironment environment, SessionPorts ports) {
    this.loop = loop;
    this.environment = environment;
    this.ports = ports;
  }

  void onDeath(Consumer<String> action) {
    onDeath = action;
  }

  EventLoop loop() {
    return loop;
  }

  SessionPorts ports() {
    return ports;
  }

  SessionEnvironment environment() {
    return environment;
  }

  SessionStore store() {
    return ports.store();
  }

  WhatsAppSettings settings() {
    return environment.settings();
  }

  Randomness randomness() {
    return environment.randomness();
  }

  String label() {
    return ports.options().logLabel();
  }

  Instant now() {
    return environment.clock().now();
  }

  long nanoTime() {
    return environment.clock().nanoTime();
  }

  SessionClock clock() {
    return environment.clock();
  }

  boolean isLoaded() {
    return credentials != null;
  }

  Credentials credentials() {
    return credentials;
  }

  void credentials(Credentials value) {
    credentials = value;
  }

  LinkedAccount account() {
    return credentials.account().orElseThrow();
  }

  boolean isLinked() {
    return credentials != null && credentials.account().isPresent();
  }

  /// Whether the account shows itself as available: then receipts are a person's.
  boolean isShownAvailable() {
    return isShownAvailable;
  }

  void showAvailable(boolean isAvailable) {
    isShownAvailable = isAvailable;
  }

  boolean isDead() {
    return isDead;
  }

  /// Memory is worth nothing any more: the store failed, or another owner writes. Everything that
  /// still waits for something finds the session dead and does nothing.
  void die(String reason, Throwable cause) {
    if (isDead) {
      return;
    }
    isDead = true;
    log.warn("session {} failed: {}", label(), reason, cause);
    onDeath.accept(reason);
  }

  void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      if (!isDead) {
        action.run();
      }
    } else {
      loop.execute(
          () -> {
            if (!isDead) {
              action.run();
            }
          });
    }
  }

  /// Brings the answer of the store to the loop. A failed read kills the session; its future then
  /// never completes, like everything else of a dead session.
  <T> CompletableFuture<T> read(CompletionStage<T> stage) {
    var result = new CompletableFuture<T>();
    var unused =
        stage.whenComplete(
            (value, failure) ->
                onLoop(
                    () -> {
                      if (failure != null) {
                        die(Reasons.STORE_FAILED, failure);
                      } else {
                        result.complete(value);
                      }
                    }));
    return result;
  }
}
