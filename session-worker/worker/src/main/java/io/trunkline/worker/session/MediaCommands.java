package io.trunkline.worker.session;

import io.trunkline.proto.command.FetchMedia;
import io.trunkline.proto.command.FetchedMedia;
import io.trunkline.proto.command.MediaCommand;
import io.trunkline.proto.command.MediaReply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.client.media.MediaMessage;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.media.MediaPaths;
import io.trunkline.worker.media.MediaWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that one session is asked to fetch. In the session's mailbox; transfers run beside it.
final class MediaCommands {
  private static final Logger log = LoggerFactory.getLogger(MediaCommands.class);

  private final HostedSession host;
  private final SessionParts parts;
  private final Replies replies;

  MediaCommands(HostedSession host, SessionParts parts, Replies replies) {
    this.host = host;
    this.parts = parts;
    this.replies = replies;
  }

  void handle(TakenCommand taken, MediaCommand command) {
    switch (command.getBodyCase()) {
      case FETCH -> fetch(taken, command.getFetch());
      case BODY_NOT_SET -> host.answer(taken, ReplyCode.INVALID, "Expected a known command");
    }
  }

  private void fetch(TakenCommand taken, FetchMedia fetch) {
    RemoteMedia media;
    Optional<MediaMessage> message;
    try {
      media = remote(fetch.getMedia());
      message = fetch.hasMessage() ? Optional.of(message(fetch)) : Optional.empty();
    } catch (IllegalArgumentException | JidException e) {
      host.answer(taken, ReplyCode.INVALID, "Expected a file at WhatsApp and its message");
      return;
    }
    MediaWriter writer;
    try {
      writer = parts.media().write(host.owned().tenant());
    } catch (IOException e) {
      log.error("the media store cannot be written", e);
      host.answer(taken, ReplyCode.BUSY, "The media store cannot be written");
      return;
    }
    host.client()
        .media()
        .download(media, message, writer)
        .thenApplyAsync(_ -> commit(writer), parts.reads())
        .whenCompleteAsync((_, _) -> close(writer), parts.reads())
        .whenComplete(
            (reply, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        host.finish(taken, () -> replies.media(taken, reply));
                      } else {
                        failed(taken, failure);
                      }
                    }));
  }

  /// @throws IllegalArgumentException where it is not at WhatsApp
  private static RemoteMedia remote(MediaRef ref) {
    if (!ref.hasWhatsapp()) {
      throw new IllegalArgumentException("Expected a place at WhatsApp");
    }
    var place = ref.getWhatsapp();
    String path =
        place.getDirectPath().isEmpty()
            ? MediaPaths.directPath(place.getUrl())
                .orElseThrow(() -> new IllegalArgumentException("Expected a path"))
            : place.getDirectPath();
    return new RemoteMedia(
        MediaKind.valueOf(ref.getKind().name()),
        path,
        place.getMediaKey(),
        new ExpectedMedia(
            place.getEncSha256(),
            ref.getSha256(),
            ref.getLength() == 0 ? OptionalLong.empty() : OptionalLong.of(ref.getLength())));
  }

  private static MediaMessage message(FetchMedia fetch) {
    var key = fetch.getMessage();
    return new MediaMessage(
        key.getWhatsappId(),
        Jid.parse(key.getChat()),
        key.getFromMe(),
        key.getParticipant().isEmpty()
            ? Optional.empty()
            : Optional.of(Jid.parse(key.getParticipant())));
  }

  private static MediaReply commit(MediaWriter writer) {
    try {
      var stored = writer.commit();
      return MediaReply.newBuilder()
          .setFetched(
              FetchedMedia.newBuilder()
                  .setReference(stored.name())
                  .setSha256(stored.sha256())
                  .setLength(stored.length()))
          .build();
    } catch (IOException e) {
      throw new MediaFailure(MediaFailure.Code.STORAGE, "The media store cannot be written");
    }
  }

  private static void close(MediaWriter writer) {
    try {
      writer.close();
    } catch (IOException e) {
      log.warn("an unfinished file stays in the media store: {}", e.toString());
    }
  }

  private void failed(TakenCommand taken, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof MediaFailure known)) {
      log.error("a file for session {} was not fetched", host.owned().id(), cause);
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
      return;
    }
    var code =
        switch (known.code()) {
          case NOT_CONNECTED -> ReplyCode.NOT_CONNECTED;
          case UNREACHABLE, PHONE_SILENT, STORAGE -> ReplyCode.BUSY;
          case GONE, REFUSED, TOO_LONG -> ReplyCode.REFUSED;
          case CORRUPT -> ReplyCode.INVALID;
          case INTERNAL -> ReplyCode.INTERNAL;
        };
    host.answer(taken, code, String.valueOf(known.getMessage()));
  }
}
