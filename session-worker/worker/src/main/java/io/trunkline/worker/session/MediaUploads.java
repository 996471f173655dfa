package io.trunkline.worker.session;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.content.WhatsAppMedia;
import io.trunkline.whatsapp.client.media.MediaFailure;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.whatsapp.client.media.UploadedMedia;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.worker.media.StoredRefs;
import io.trunkline.worker.media.StoredRefs.Uploaded;
import io.trunkline.worker.store.SessionWrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Uploads the files of outgoing messages. Where they came to is durable before the message is
/// sent, so that every attempt and every retry receipt encrypts the same bytes: the keys are fixed
/// at acceptance, the places here.
final class MediaUploads {
  private final HostedSession host;
  private final SessionParts parts;

  MediaUploads(HostedSession host, SessionParts parts) {
    this.host = host;
    this.parts = parts;
  }

  static boolean hasFiles(OutgoingMessage message) {
    return !StoredRefs.find(message.getContent()).isEmpty();
  }

  /// The message with its files at WhatsApp, uploaded beside the mailbox.
  ///
  /// @return fails with [MediaFailure], or as the store does
  CompletionStage<OutgoingMessage> uploaded(OutgoingMessage message) {
    return CompletableFuture.supplyAsync(() -> uploadedBefore(message), parts.reads())
        .thenCompose(
            before ->
                before
                    .<CompletionStage<OutgoingMessage>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> uploadNow(message)));
  }

  private CompletionStage<OutgoingMessage> uploadNow(OutgoingMessage message) {
    CompletionStage<List<Uploaded>> all = CompletableFuture.completedFuture(new ArrayList<>());
    boolean isPlain = Jid.parse(message.getTo()).isNewsletter();
    for (MediaRef ref : StoredRefs.find(message.getContent())) {
      all =
          all.thenCompose(
              done ->
                  upload(ref, isPlain)
                      .thenApply(
                          one -> {
                            done.add(one);
                            return done;
                          }));
    }
    return all.thenCompose(
        done -> {
          Content content = StoredRefs.replace(message.getContent(), done);
          return parts
              .commits()
              .write(host.owned(), new SessionWrite.Uploaded(message.getWhatsappId(), content))
              .thenApply(_ -> message.toBuilder().setContent(content).build());
        });
  }

  /// As [#uploaded], for a message that was sent before; empty where its files never were.
  Optional<OutgoingMessage> uploadedBefore(OutgoingMessage message) {
    return hasFiles(message)
        ? parts
            .rows()
            .uploadedContent(host.owned(), message.getWhatsappId())
            .map(content -> message.toBuilder().setContent(content).build())
        : Optional.of(message);
  }

  private CompletionStage<Uploaded> upload(MediaRef ref, boolean isPlain) {
    var kind = MediaKind.valueOf(ref.getKind().name());
    StoredMedia stored = ref.getStored();
    return CompletableFuture.supplyAsync(() -> source(stored.getReference()), parts.reads())
        .thenCompose(
            source ->
                isPlain
                    ? host.client().media().uploadPlain(kind, source)
                    : host.client()
                        .media()
                        .upload(kind, stored.getMediaKey().toByteArray(), source))
        .thenApply(uploaded -> placed(ref, uploaded, isPlain));
  }

  private MediaSource source(String reference) {
    try {
      return parts
          .media()
          .find(host.owned().tenant(), reference)
          .orElseThrow(
              () ->
                  new MediaFailure(
                      MediaFailure.Code.GONE, "The media store has no such file of the tenant"));
    } catch (IOException e) {
      throw new MediaFailure(MediaFailure.Code.STORAGE, "The media store does not answer");
    }
  }

  private static Uploaded placed(MediaRef ref, UploadedMedia uploaded, boolean isPlain) {
    var file = uploaded.file();
    var place =
        WhatsAppMedia.newBuilder()
            .setUrl(uploaded.url())
            .setDirectPath(uploaded.directPath())
            .setEncSha256(file.fileEncSha256());
    if (isPlain) {
      place.setHandle(uploaded.handle().orElse(""));
    } else {
      place
          .setMediaKey(ref.getStored().getMediaKey())
          .setMediaKeyAtS(ref.getStored().getMediaKeyAtS());
    }
    return new Uploaded(
        ref.toBuilder()
            .setSha256(file.fileSha256())
            .setLength(file.fileLength())
            .setWhatsapp(place)
            .build(),
        file.streamingSidecar());
  }
}
