package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The part that all commands share which ask WhatsApp something and may be asked again: no record
/// of them is kept.
final class Lookups {
  private final HostedSession host;

  Lookups(HostedSession host) {
    this.host = host;
  }

  /// Asks, and answers by what came of it.
  ///
  /// @param answer runs in the mailbox with what WhatsApp said
  <T> void ask(TakenCommand taken, Supplier<CompletionStage<T>> question, Consumer<T> answer) {
    ask(taken, question, answer, false);
  }

  /// @param isOnce nobody knows what came of it where there is no answer
  <T> void ask(
      TakenCommand taken,
      Supplier<CompletionStage<T>> question,
      Consumer<T> answer,
      boolean isOnce) {
    if (!host.isPaired()) {
      host.answer(taken, ReplyCode.NOT_LINKED, "The session is not linked");
      return;
    }
    CompletionStage<T> asked;
    try {
      asked = question.get();
    } catch (JidException e) {
      host.answer(taken, ReplyCode.INVALID, "Expected a JID");
      return;
    }
    asked.whenComplete(
        (value, failure) ->
            host.post(
                () -> {
                  if (failure == null) {
                    host.finish(taken, () -> answer.accept(value));
                  } else {
                    refuse(taken, failure, isOnce);
                  }
                }));
  }

  private void refuse(TakenCommand taken, Throwable failure, boolean isOnce) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof SendFailure known)) {
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
      return;
    }
    var code =
        switch (known.code()) {
          case NOT_CONNECTED, TIMEOUT, SESSION_FAILED ->
              isOnce ? ReplyCode.OUTCOME_UNKNOWN : ReplyCode.NOT_CONNECTED;
          case BUSY, RATE_LIMITED, SERVER_ERROR, ACCOUNT_LIMITED -> ReplyCode.BUSY;
          case NOT_ON_WHATSAPP -> ReplyCode.NOT_ON_WHATSAPP;
          case REFUSED -> ReplyCode.REFUSED;
          case INVALID -> ReplyCode.INVALID;
          case NOT_LINKED -> ReplyCode.NOT_LINKED;
        };
    var reason =
        known.serverCode() == 0 ? known.getMessage() : Integer.toString(known.serverCode());
    host.answer(taken, code, reason);
  }
}
