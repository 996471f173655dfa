package io.trunkline.api.message;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// Tells waiting requests of this process what became of their messages. Told by the worker's reply
/// or by its event, whichever is first here.
@Component
public class Outcomes {
  private final Map<UUID, CompletableFuture<Outcome>> waiting = new ConcurrentHashMap<>();

  /// What a waiting request needs to know of a message.
  public sealed interface Outcome {
    /// @param status `SENT` or beyond, or `FAILED`
    /// @param errorCode empty unless failed
    record Settled(MessageStatus status, String errorCode, String error) implements Outcome {}

    /// It will take longer than a request waits: the session has no connection just now.
    record Delayed() implements Outcome {}
  }

  CompletableFuture<Outcome> expect(UUID message) {
    return waiting.computeIfAbsent(message, _ -> new CompletableFuture<>());
  }

  void forget(UUID message) {
    waiting.remove(message);
  }

  public void tell(UUID message, Outcome outcome) {
    var waiter = waiting.remove(message);
    if (waiter != null) {
      waiter.complete(outcome);
    }
  }
}
