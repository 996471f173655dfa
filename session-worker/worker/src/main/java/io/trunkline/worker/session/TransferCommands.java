package io.trunkline.worker.session;

import io.trunkline.proto.command.ImportSession;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.worker.store.StoredConfig;
import io.trunkline.worker.transfer.BaileysAuth;
import io.trunkline.worker.transfer.BaileysExport;
import io.trunkline.worker.transfer.BaileysImport;
import io.trunkline.worker.transfer.TransferException;
import io.trunkline.worker.transfer.TransferException.Code;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session that comes from another client or goes to one. In the session's mailbox.
final class TransferCommands {
  private static final Logger log = LoggerFactory.getLogger(TransferCommands.class);

  private static final long UNREAD_SECONDS = 60;

  private final HostedSession host;
  private final SessionParts parts;
  private final Replies replies;

  TransferCommands(HostedSession host, SessionParts parts, Replies replies) {
    this.host = host;
    this.parts = parts;
    this.replies = replies;
  }

  /// @param linkCommand id of the command that linked the session last
  void take(TakenCommand taken, String linkCommand) {
    var command = taken.command();
    var order = command.getImportSession();
    if (host.isPaired()) {
      // What is stored is newer than what comes again.
      boolean isRepeat = command.getCommandId().equals(linkCommand);
      host.answer(
          taken,
          isRepeat ? ReplyCode.OK : ReplyCode.INVALID,
          isRepeat ? "" : "linked: The session must be logged out first");
      forget(order.getAuthFile());
      return;
    }
    host.config()
        .told(taken, order.hasConfig(), order.getConfig())
        .ifPresent(config -> take(taken, order, config));
  }

  private void take(TakenCommand taken, ImportSession order, StoredConfig config) {
    try {
      var auth =
          parts
              .secrets()
              .read(host.owned().tenant(), order.getAuthFile(), BaileysAuth.MAX_BYTES)
              .orElseThrow(
                  () -> new TransferException(Code.MALFORMED, "Expected the folder to be there"));
      host.adopt(taken, order.getDeviceName(), config, BaileysImport.of(BaileysAuth.read(auth)));
    } catch (TransferException e) {
      refuse(taken, e);
      forget(order.getAuthFile());
    } catch (IOException e) {
      log.warn("the import of session {} cannot be read: {}", host.owned().id(), e.toString());
      host.answer(taken, ReplyCode.INTERNAL, "The folder cannot be read");
    }
  }

  /// A secret file that nobody needs any more.
  void forget(String file) {
    if (!file.isEmpty()) {
      parts.secrets().delete(host.owned().tenant(), file);
    }
  }

  void give(TakenCommand taken) {
    if (!host.isPaired()) {
      host.answer(taken, ReplyCode.NOT_LINKED, "The session is not linked");
      return;
    }
    if (!host.isStopped()) {
      host.answer(taken, ReplyCode.INVALID, "The session runs: stop it first");
      return;
    }
    // Exact counters are there once it is closed.
    host.client()
        .close()
        .whenComplete(
            (_, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        read(taken);
                      } else {
                        host.answer(taken, ReplyCode.INTERNAL, "The session could not be closed");
                      }
                    }));
  }

  private void read(TakenCommand taken) {
    try {
      var whole = parts.rows().whole(host.owned()).orElseThrow();
      Randomness randomness = Randomness.from(parts.random());
      var auth = BaileysExport.of(whole, randomness, parts.clock().instant()).toZip();
      if (auth.length > BaileysAuth.MAX_BYTES) {
        host.answer(taken, ReplyCode.INVALID, "too_large: The session has too many keys");
        return;
      }
      var file = parts.secrets().keep(host.owned().tenant(), auth);
      forgetLater(file);
      host.finish(taken, () -> replies.exported(taken, file));
      log.info("session {} of tenant {} was exported", host.owned().id(), host.owned().tenant());
    } catch (TransferException e) {
      refuse(taken, e);
    } catch (IOException | RuntimeException e) {
      log.error("session {} cannot be exported", host.owned().id(), e);
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
    }
  }

  private void forgetLater(String file) {
    var _ =
        parts
            .timer()
            .schedule(
                () -> parts.reads().execute(() -> forget(file)), UNREAD_SECONDS, TimeUnit.SECONDS);
  }

  private void refuse(TakenCommand taken, TransferException e) {
    host.answer(
        taken, ReplyCode.INVALID, e.code().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage());
  }
}
