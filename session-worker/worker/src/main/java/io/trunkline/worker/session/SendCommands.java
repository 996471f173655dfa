package io.trunkline.worker.session;

import io.micrometer.tracing.Span;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SendMessage;
import io.trunkline.proto.event.Event;
import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.ServerAck;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.worker.command.SendGate;
import io.trunkline.worker.command.SendGate.Verdict;
import io.trunkline.worker.event.EventMaker;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages that one session sends: which may go now, what became of each, what to answer to a
/// repeat. In the session's mailbox.
final class SendCommands {
  private static final Logger log = LoggerFactory.getLogger(SendCommands.class);
  private static final Set<String> UNANSWERED = Set.of("pending");

  private final HostedSession host;
  private final SessionParts parts;
  private final Replies replies;
  private final EventMaker events;
  private final MediaUploads uploads;
  private final ChatLines lines = new ChatLines();
  private final SendGate gate = new SendGate();
  private final SentMemory memory = new SentMemory();
  private long connection;
  private long openSinceMs;

  SendCommands(
      HostedSession host,
      SessionParts parts,
      Replies replies,
      EventMaker events,
      MediaUploads uploads) {
    this.host = host;
    this.parts = parts;
    this.replies = replies;
    this.events = events;
    this.uploads = uploads;
  }

  /// The session is able to send.
  void opened(long number) {
    connection = number;
    openSinceMs = parts.clock().millis();
    gate.connected(number);
  }

  /// It is not.
  void closed() {
    gate.connected(0);
  }

  void send(TakenCommand taken, SendMessage send) {
    var id = send.getMessageId();
    var known = memory.find(id);
    if (known.isPresent()) {
      repeat(taken, send, known.get());
      return;
    }
    String chat;
    Optional<OutgoingMessage> ready;
    try {
      chat = Jid.parse(send.getMessage().getTo()).toUserJid().toString();
      ready =
          MediaUploads.hasFiles(send.getMessage())
              ? Optional.empty()
              : Optional.of(OutgoingMessages.of(send.getMessage()));
    } catch (RuntimeException e) {
      // What cannot be read will never be sent, whoever tries.
      invalid(taken, send);
      return;
    }
    var verdict = judge(taken.command(), send, chat);
    switch (verdict) {
      case ADMITTED -> sendAdmitted(taken, send, chat, ready);
      case NOT_CONNECTED ->
          host.answer(
              taken,
              host.isPaired() ? ReplyCode.NOT_CONNECTED : ReplyCode.NOT_LINKED,
              "The session has no open connection");
      case STALE_CONNECTION ->
          host.answer(
              taken, ReplyCode.STALE_CONNECTION, "The connection is " + connection + " now");
      case EXPIRED -> host.answer(taken, ReplyCode.EXPIRED, "The deadline had passed");
      case BUSY -> host.answer(taken, ReplyCode.BUSY, "The session's mailbox is full");
      case OUT_OF_TURN ->
          host.answer(taken, ReplyCode.BUSY, "An older message of the chat has to be sent first");
    }
  }

  private void invalid(TakenCommand taken, SendMessage send) {
    fail(taken, send, "invalid", "The message cannot be sent as it is", ReplyCode.INVALID);
  }

  private Verdict judge(Command command, SendMessage send, String chat) {
    var verdict = judgeOnce(command, send, chat);
    if (verdict == Verdict.OUT_OF_TURN && isOldestRefusedAnswered(chat)) {
      return judgeOnce(command, send, chat);
    }
    return verdict;
  }

  private Verdict judgeOnce(Command command, SendMessage send, String chat) {
    return gate.judge(
        command.getConnection(),
        chat,
        send.getMessageId(),
        send.getMessage().getAcceptedAtMs(),
        command.getDeadlineMs(),
        host.isFull(),
        parts.clock().millis());
  }

  /// A message that api-service has given up will never come again; the chat must not wait for it.
  private boolean isOldestRefusedAnswered(String chat) {
    var oldest = gate.oldestRefused(chat);
    if (oldest.isPresent() && !isPending(oldest.get())) {
      gate.forget(chat, oldest.get());
      return true;
    }
    return false;
  }

  private boolean isPending(String messageId) {
    try {
      return parts
          .rows()
          .messageStatus(host.owned(), UUID.fromString(messageId))
          .map(UNANSWERED::contains)
          .orElse(false);
    } catch (RuntimeException e) {
      return true;
    }
  }

  private void sendAdmitted(
      TakenCommand taken, SendMessage send, String chat, Optional<OutgoingMessage> ready) {
    var id = send.getMessageId();
    // Accepted before this connection opened, an earlier copy may have been sent by somebody else.
    if (send.getMessage().getAcceptedAtMs() < openSinceMs && isSentAlready(id)) {
      memory.acked(id, parts.clock().instant());
      host.finish(taken, () -> replies.sent(taken, id));
      return;
    }
    memory.waits(id);
    lines.enter(
        chat,
        () -> {
          if (ready.isPresent()) {
            transmit(taken, send, ready.get());
          } else {
            lines.hold(chat);
            uploadAndTransmit(taken, send, chat);
          }
        });
  }

  /// Messages behind it in the chat wait until it has been sent or has failed.
  private void uploadAndTransmit(TakenCommand taken, SendMessage send, String chat) {
    uploads
        .uploaded(send.getMessage())
        .whenComplete(
            (message, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        transmitUploaded(taken, send, message);
                      } else {
                        notSent(taken, send, failure);
                      }
                      lines.release(chat);
                    }));
  }

  private void transmitUploaded(
      TakenCommand taken, SendMessage send, io.trunkline.proto.content.OutgoingMessage uploaded) {
    OutgoingMessage message;
    try {
      message = OutgoingMessages.of(uploaded);
    } catch (RuntimeException e) {
      memory.forget(send.getMessageId());
      invalid(taken, send);
      return;
    }
    transmit(taken, send, message);
  }

  private void transmit(TakenCommand taken, SendMessage send, OutgoingMessage message) {
    var hop = taken.hop().child(Span.Kind.CLIENT, "whatsapp send");
    host.client()
        .send(message)
        .whenComplete((_, failure) -> hop.end(failure))
        .whenComplete(
            (ack, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        acked(taken, send, ack);
                      } else {
                        notSent(taken, send, failure);
                      }
                    }));
  }

  private boolean isSentAlready(String messageId) {
    try {
      return parts
          .rows()
          .messageStatus(host.owned(), UUID.fromString(messageId))
          .map(status -> !UNANSWERED.contains(status))
          .orElse(false);
    } catch (RuntimeException e) {
      // Sending it again is harmless.
      return false;
    }
  }

  /// From memory: sent again it would only be dropped by the recipient.
  private void repeat(TakenCommand taken, SendMessage send, Optional<Instant> ackedAt) {
    if (ackedAt.isEmpty()) {
      // The first copy is on its way and will answer by its event.
      host.answer(taken, ReplyCode.BUSY, "The message is on its way");
      return;
    }
    publishSent(taken, send, ackedAt.get());
  }

  private void acked(TakenCommand taken, SendMessage send, ServerAck ack) {
    memory.acked(send.getMessageId(), ack.at());
    publishSent(taken, send, ack.at());
  }

  private void publishSent(TakenCommand taken, SendMessage send, Instant at) {
    var message = send.getMessage();
    var to = Jid.parse(message.getTo());
    host.publishUntilTaken(
        caused(taken, events.sent(send.getMessageId(), message, to, at)),
        () -> host.finish(taken, () -> replies.sent(taken, send.getMessageId())));
  }

  private void notSent(TakenCommand taken, SendMessage send, Throwable failure) {
    memory.forget(send.getMessageId());
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof MediaFailure media) {
      notUploaded(taken, send, media);
      return;
    }
    if (!(cause instanceof SendFailure refusal)) {
      log.error("message {} of session {} failed", send.getMessageId(), host.owned().id(), cause);
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
      return;
    }
    switch (refusal.code()) {
      case NOT_CONNECTED, TIMEOUT, SESSION_FAILED ->
          host.answer(taken, ReplyCode.NOT_CONNECTED, "The connection ended before the ack");
      // The message stands: the account's health says until when it is held.
      case BUSY, SERVER_ERROR, RATE_LIMITED, ACCOUNT_LIMITED ->
          host.answer(taken, ReplyCode.BUSY, "WhatsApp asks to wait");
      case NOT_LINKED -> host.answer(taken, ReplyCode.NOT_LINKED, "The session is not linked");
      case NOT_ON_WHATSAPP ->
          fail(
              taken,
              send,
              "not_on_whatsapp",
              "The recipient has no WhatsApp account",
              ReplyCode.NOT_ON_WHATSAPP);
      case INVALID -> invalid(taken, send);
      case REFUSED ->
          fail(
              taken,
              send,
              "refused_" + refusal.serverCode(),
              "WhatsApp refused the message with code " + refusal.serverCode(),
              ReplyCode.REFUSED);
    }
  }

  private void notUploaded(TakenCommand taken, SendMessage send, MediaFailure failure) {
    switch (failure.code()) {
      case NOT_CONNECTED ->
          host.answer(taken, ReplyCode.NOT_CONNECTED, "The connection ended before the upload");
      case UNREACHABLE, STORAGE, PHONE_SILENT ->
          host.answer(taken, ReplyCode.BUSY, "A file could not be uploaded yet");
      case INTERNAL -> host.answer(taken, ReplyCode.INTERNAL, "See the log");
      case GONE ->
          fail(
              taken,
              send,
              "media_not_found",
              "The media store has no such file",
              ReplyCode.INVALID);
      case TOO_LONG ->
          fail(taken, send, "media_too_long", "A file is longer than 2 GB", ReplyCode.INVALID);
      case REFUSED, CORRUPT ->
          fail(
              taken,
              send,
              "media_refused",
              "WhatsApp refused a file with status " + failure.status(),
              ReplyCode.REFUSED);
    }
  }

  private void fail(
      TakenCommand taken, SendMessage send, String errorCode, String error, ReplyCode code) {
    host.publishUntilTaken(
        caused(taken, failed(send, errorCode, error)), () -> host.answer(taken, code, error));
  }

  private static Event caused(TakenCommand taken, Event event) {
    var traceparent = taken.hop().traceparent();
    return traceparent.isEmpty() ? event : event.toBuilder().setTraceparent(traceparent).build();
  }

  private Event failed(SendMessage send, String errorCode, String error) {
    var message = send.getMessage();
    Jid to;
    try {
      to = Jid.parse(message.getTo());
    } catch (RuntimeException e) {
      to = Jid.server(JidServer.USER);
    }
    return events.failed(send.getMessageId(), message.getWhatsappId(), to, errorCode, error);
  }
}
