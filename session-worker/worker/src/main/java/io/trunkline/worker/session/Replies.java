package io.trunkline.worker.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.proto.command.ChatResult;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ExportedSession;
import io.trunkline.proto.command.HistoryResult;
import io.trunkline.proto.command.MediaReply;
import io.trunkline.proto.command.PairingCode;
import io.trunkline.proto.command.Pulse;
import io.trunkline.proto.command.QrCode;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SendResult;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.worker.event.Publisher;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Answers commands: tells who asked, counts, and lets the offset move on once the broker knows.
final class Replies {
  private final Publisher publisher;
  private final MeterRegistry meters;

  Replies(Publisher publisher, MeterRegistry meters) {
    this.publisher = publisher;
    this.meters = meters;
  }

  void answer(TakenCommand taken, ReplyCode code, String reason) {
    answer(taken, reply(taken.command(), code, reason).build());
  }

  void qr(TakenCommand taken, String text, Instant expiresAt) {
    var qr = QrCode.newBuilder().setText(text).setExpiresAtMs(expiresAt.toEpochMilli());
    answer(taken, reply(taken.command(), ReplyCode.OK, "").setQr(qr).build());
  }

  void pairingCode(TakenCommand taken, String code, Instant expiresAt) {
    var shown = PairingCode.newBuilder().setCode(code).setExpiresAtMs(expiresAt.toEpochMilli());
    answer(taken, reply(taken.command(), ReplyCode.OK, "").setPairingCode(shown).build());
  }

  void pulse(TakenCommand taken, Optional<Instant> lastHeard, ClientVersion version) {
    var pulse =
        Pulse.newBuilder()
            .setLastHeardMs(lastHeard.map(Instant::toEpochMilli).orElse(0L))
            .setClientVersion(version.text());
    with(taken, reply -> reply.setPulse(pulse));
  }

  /// OK with a body of a family's own.
  void with(TakenCommand taken, UnaryOperator<Reply.Builder> body) {
    answer(taken, body.apply(reply(taken.command(), ReplyCode.OK, "")).build());
  }

  void sent(TakenCommand taken, String messageId) {
    var result = SendResult.newBuilder().setMessageId(messageId).setStatus(MessageStatus.SENT);
    answer(taken, reply(taken.command(), ReplyCode.OK, "").setSend(result).build());
  }

  void chat(TakenCommand taken) {
    var reply = reply(taken.command(), ReplyCode.OK, "");
    answer(taken, reply.setChat(ChatResult.getDefaultInstance()).build());
  }

  void history(TakenCommand taken, String requestId) {
    var result = HistoryResult.newBuilder().setRequestId(requestId);
    answer(taken, reply(taken.command(), ReplyCode.OK, "").setHistory(result).build());
  }

  void exported(TakenCommand taken, String file) {
    var result = ExportedSession.newBuilder().setAuthFile(file);
    answer(taken, reply(taken.command(), ReplyCode.OK, "").setExportSession(result).build());
  }

  void media(TakenCommand taken, MediaReply media) {
    answer(taken, reply(taken.command(), ReplyCode.OK, "").setMedia(media).build());
  }

  /// Another code than OK, with a body.
  void with(TakenCommand taken, ReplyCode code, String reason, UnaryOperator<Reply.Builder> body) {
    answer(taken, body.apply(reply(taken.command(), code, reason)).build());
  }

  private void answer(TakenCommand taken, Reply reply) {
    if (!taken.isOpen()) {
      return;
    }
    var command = taken.command();
    taken.hop().tag("trunkline.code", reply.getCode().name());
    meters
        .counter(
            "trunkline.worker.commands",
            "kind",
            command.getBodyCase().name().toLowerCase(Locale.ROOT),
            "code",
            reply.getCode().name().toLowerCase(Locale.ROOT))
        .increment();
    if (!command.hasReplyTo()) {
      taken.complete();
      return;
    }
    // A reply that the broker does not take is asked for again; the offset need not wait for it.
    publisher.reply(command, reply).whenComplete((_, _) -> taken.complete());
  }

  private static Reply.Builder reply(Command command, ReplyCode code, String reason) {
    return Reply.newBuilder()
        .setCommandId(command.getCommandId())
        .setInstanceId(command.getReplyTo().getInstanceId())
        .setSessionId(command.getSessionId())
        .setCode(code)
        .setReason(reason);
  }
}
