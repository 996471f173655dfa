package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.worker.store.SessionWrite;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commands that must not be done twice: the id is durable before the first frame, so that after a
/// crash nobody does it again unasked.
final class OnceCommands {
  private static final Logger log = LoggerFactory.getLogger(OnceCommands.class);

  private final HostedSession host;
  private final SessionParts parts;

  OnceCommands(HostedSession host, SessionParts parts) {
    this.host = host;
    this.parts = parts;
  }

  /// @param action runs in the mailbox, unless the command was begun before
  void begin(TakenCommand taken, Runnable action) {
    String id = taken.command().getCommandId();
    boolean isBegun;
    try {
      isBegun = parts.rows().isBegun(host.owned(), id);
    } catch (RuntimeException e) {
      log.warn("command {} cannot be looked up", id, e);
      host.answer(taken, ReplyCode.INTERNAL, "The command could not be looked up");
      return;
    }
    if (isBegun) {
      host.answer(taken, ReplyCode.OUTCOME_UNKNOWN, "The command was begun before");
      return;
    }
    parts
        .commits()
        .write(host.owned(), new SessionWrite.Begun(id))
        .whenComplete(
            (_, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        action.run();
                      } else {
                        host.answer(taken, ReplyCode.INTERNAL, "The command could not be stored");
                      }
                    }));
  }
}
