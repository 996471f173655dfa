package io.trunkline.whatsapp.client.session;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.client.media.MediaMessage;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification.ResultType;
import io.trunkline.whatsapp.protocol.media.MediaException;
import io.trunkline.whatsapp.protocol.media.MediaRetry;
import io.trunkline.whatsapp.protocol.media.MediaRetry.Sealed;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Asks the own phone to upload files again that the servers have dropped. Source: protocol
/// dossier, 10.6.
final class MediaRetries {

  private record Asked(MediaRetry retry, long deadlineNanos, CompletableFuture<String> newPath) {}

  private final SessionCore core;
  private final Consumer<Node> socket;
  // By message id. As many as there are transfers at most.
  private final Map<String, Asked> asked = new HashMap<>(1);

  MediaRetries(SessionCore core, Consumer<Node> socket) {
    this.core = core;
    this.socket = socket;
  }

  /// @return the new direct path; fails with [MediaFailure]: GONE, PHONE_SILENT
  CompletableFuture<String> ask(ByteString mediaKey, MediaMessage message) {
    Asked before = asked.get(message.id());
    if (before != null) {
      return before.newPath;
    }
    var retry = MediaRetry.of(mediaKey.toByteArray(), message.id());
    var now =
        new Asked(
            retry,
            core.nanoTime() + core.settings().mediaRetryTimeout().toNanos(),
            new CompletableFuture<>());
    asked.put(message.id(), now);
    socket.accept(request(message, retry.sealRequest(core.randomness())));
    return now.newPath;
  }

  private Node request(MediaMessage message, Sealed sealed) {
    return Node.of("receipt")
        .with("id", message.id())
        .with("to", core.account().pn().toUserJid())
        .with("type", "server-error")
        .child(
            Node.of("encrypt")
                .child(Node.of("enc_p").bytes(sealed.payload().toByteArray()).build())
                .child(Node.of("enc_iv").bytes(sealed.iv().toByteArray()).build())
                .build())
        .child(
            Node.of("rmr")
                .with("jid", message.chat())
                .with("from_me", Boolean.toString(message.isFromMe()))
                .withIfPresent("participant", message.participant())
                .build())
        .build();
  }

  /// A `mediaretry` notification. One that nobody waits for, or that does not open, is left.
  void answered(Node notification) {
    String id = notification.find("id").orElse("");
    Asked waiting = asked.get(id);
    if (waiting == null) {
      return;
    }
    if (notification.child("encrypt").isEmpty()) {
      asked.remove(id);
      waiting.newPath.completeExceptionally(gone());
      return;
    }
    try {
      MediaRetryNotification answer = waiting.retry.openAnswer(sealed(notification));
      asked.remove(id);
      if (answer.getResult() == ResultType.SUCCESS && answer.hasDirectPath()) {
        waiting.newPath.complete(answer.getDirectPath());
      } else {
        waiting.newPath.completeExceptionally(gone());
      }
    } catch (MediaException e) {
      SessionCore.log.warn(
          "session {}: the answer to a media retry does not open: {}", core.label(), e.code());
    }
  }

  private static Sealed sealed(Node notification) {
    Node encrypt = notification.requireChild("encrypt");
    return new Sealed(
        ByteString.copyFrom(encrypt.requireChild("enc_p").bytes()),
        ByteString.copyFrom(encrypt.requireChild("enc_iv").bytes()));
  }

  private static MediaFailure gone() {
    return new MediaFailure(Code.GONE, "Neither the server nor the phone has the file");
  }

  void tick(long nowNanos) {
    if (asked.isEmpty()) {
      return;
    }
    List.copyOf(asked.entrySet()).stream()
        .filter(entry -> nowNanos - entry.getValue().deadlineNanos >= 0)
        .forEach(
            entry -> {
              asked.remove(entry.getKey());
              entry
                  .getValue()
                  .newPath
                  .completeExceptionally(
                      new MediaFailure(
                          Code.PHONE_SILENT, "The phone did not upload the file again in time"));
            });
  }
}
