package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// Brings what the owner asks to the session's loop, in the order of the calls, and sees to it that
/// every answer comes, also when the session dies. Every part of a session that the owner calls
/// goes through here. Safe from any thread, but for [#failAll].
final class Calls {
  private final SessionCore core;
  private final Set<CompletableFuture<?>> waiting = new HashSet<>(4);

  Calls(SessionCore core) {
    this.core = core;
  }

  /// @return fails with [SendFailure], whatever the action threw
  <T> CompletionStage<T> post(Supplier<CompletableFuture<T>> action) {
    var result = new CompletableFuture<T>();
    if (core.loop().inEventLoop()) {
      run(action, result);
    } else {
      try {
        core.loop().execute(() -> run(action, result));
      } catch (RejectedExecutionException _) {
        result.completeExceptionally(sessionFailed());
      }
    }
    return result;
  }

  private <T> void run(Supplier<CompletableFuture<T>> action, CompletableFuture<T> result) {
    if (core.isDead()) {
      result.completeExceptionally(sessionFailed());
      return;
    }
    waiting.add(result);
    CompletableFuture<T> answer;
    try {
      answer = action.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              waiting.remove(result);
              if (failure == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(Sends.asSendFailure(failure));
              }
            });
  }

  /// The session is dead: nobody waits for an answer that cannot come.
  void failAll() {
    var all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(call -> call.completeExceptionally(sessionFailed()));
  }

  static SendFailure sessionFailed() {
    return new SendFailure(SendFailure.Code.SESSION_FAILED, "The session must be loaded anew");
  }
}
