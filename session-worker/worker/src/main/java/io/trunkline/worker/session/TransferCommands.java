package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.worker.transfer.BaileysAuth;
import io.trunkline.worker.transfer.BaileysExport;
import io.trunkline.worker.transfer.BaileysImport;
import io.trunkline.worker.transfer.TransferException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session that comes from another client or goes to one. In the session's mailbox.
final class TransferCommands {
  private static final Logger log = LoggerFactory.getLogger(TransferCommands.class);

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
    if (host.isPaired()) {
      // What is stored is newer than what comes again.
      boolean isRepeat = command.getCommandId().equals(linkCommand);
      host.answer(
          taken,
          isRepeat ? ReplyCode.OK : ReplyCode.INVALID,
          isRepeat ? "" : "The session is linked: log it out first");
      return;
    }
    StoreChange everything;
    try {
      everything =
          BaileysImport.of(BaileysAuth.read(command.getImportSession().getAuth().toByteArray()));
    } catch (TransferException e) {
      refuse(taken, e);
      return;
    }
    host.adopt(taken, command.getImportSession().getDeviceName(), everything);
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
      host.finish(taken, () -> replies.exported(taken, auth));
      log.info("session {} of tenant {} was exported", host.owned().id(), host.owned().tenant());
    } catch (TransferException e) {
      refuse(taken, e);
    } catch (RuntimeException e) {
      log.error("session {} cannot be exported", host.owned().id(), e);
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
    }
  }

  private void refuse(TakenCommand taken, TransferException e) {
    host.answer(
        taken, ReplyCode.INVALID, e.code().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage());
  }
}
