package io.trunkline.simulator.phone;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.media.HostedFile;
import io.trunkline.simulator.media.MediaShelf;
import io.trunkline.simulator.media.MediaShelf.Place;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification.ResultType;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.media.EncryptedMedia;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaDecryptor;
import io.trunkline.whatsapp.protocol.media.MediaException;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.media.MediaRetry;
import io.trunkline.whatsapp.protocol.media.MediaRetry.Sealed;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.Media;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What phones do with files: encrypt and upload them, download and verify them, upload them again.
/// They reach the media host's shelf without a detour over HTTP.
public final class PhoneMedia {
  private static final Logger log = LoggerFactory.getLogger(PhoneMedia.class);
  private static final int PIECE_BYTES = 1 << 16;
  private static final int NOT_ON_THE_PHONE = 2;

  private final MediaShelf shelf;
  private final Clock clock;
  private final Randomness randomness;
  private final Supplier<String> host;

  public PhoneMedia(MediaShelf shelf, Clock clock, Randomness randomness, Supplier<String> host) {
    this.shelf = shelf;
    this.clock = clock;
    this.randomness = randomness;
    this.host = host;
  }

  /// A file that is what its message says.
  ///
  /// @param sha256 of the plaintext
  /// @param size bytes of the plaintext
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Checked(byte[] sha256, long size) {}

  /// A file that was uploaded.
  ///
  /// @param sidecar for what plays, else empty
  public record Uploaded(Media media, ByteString sidecar) {}

  /// Encrypts and uploads what is no message's file.
  ///
  /// @param uploader number of the account
  HostedFile keep(MediaKind kind, byte[] plaintext, String uploader) {
    return shelf.encryptAndKeep(kind, plaintext, uploader, randomness);
  }

  /// Encrypts and uploads a file.
  ///
  /// @param uploader number of the account
  public Uploaded upload(MediaKind kind, byte[] plaintext, String mimetype, String uploader) {
    HostedFile hosted = keep(kind, plaintext, uploader);
    EncryptedMedia file = hosted.file();
    boolean plays =
        switch (kind) {
          case VIDEO, GIF, VIDEO_NOTE, AUDIO, VOICE -> true;
          default -> false;
        };
    return new Uploaded(
        new Media(
            kind,
            "https://" + host.get() + hosted.directPath(),
            hosted.directPath(),
            hosted.mediaKey(),
            file.fileSha256(),
            file.fileEncSha256(),
            file.fileLength(),
            mimetype,
            Optional.of(Instant.ofEpochSecond(clock.instant().getEpochSecond()))),
        plays ? file.streamingSidecar().orElseThrow() : ByteString.EMPTY);
  }

  /// Uploads a newsletter's file, which is not encrypted.
  ///
  /// @param uploader number of the account
  public Uploaded uploadPlain(MediaKind kind, byte[] file, String mimetype, String uploader) {
    String directPath = shelf.keep(file, uploader);
    return new Uploaded(
        new Media(
            kind,
            "https://" + host.get() + directPath,
            directPath,
            ByteString.EMPTY,
            ByteString.copyFrom(Sha256.hash(file)),
            ByteString.EMPTY,
            file.length,
            mimetype,
            Optional.empty()),
        ByteString.EMPTY);
  }

  /// Downloads the file of a message and verifies it; empty when it is not there or not what the
  /// message says.
  Optional<Checked> check(Message message) {
    return media(message).flatMap(this::check);
  }

  private Optional<Checked> check(Media media) {
    Optional<Place> place = shelf.find(media.directPath());
    if (place.isEmpty()) {
      log.warn("The file of a message is not on the media host");
      return Optional.empty();
    }
    try {
      return Optional.of(decrypt(media, place.get().file()));
    } catch (MediaException e) {
      log.warn("The file of a message is not what the message says: {}", e.code());
    } catch (IOException e) {
      log.warn("The file of a message cannot be read", e);
    }
    return Optional.empty();
  }

  private static Checked decrypt(Media media, Path file) throws IOException {
    var expected =
        new ExpectedMedia(
            media.fileEncSha256(), media.fileSha256(), OptionalLong.of(media.fileLength()));
    var keys = MediaKeys.derive(media.mediaKey().toByteArray(), media.kind());
    var decryptor = MediaDecryptor.of(keys, expected);
    MessageDigest hash = Sha256.running();
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        hash.update(decryptor.update(ByteBuffer.wrap(piece, 0, count)));
      }
    }
    hash.update(decryptor.finish());
    return new Checked(hash.digest(), media.fileLength());
  }

  /// The file of a message.
  private static Optional<Media> media(Message message) {
    try {
      return Contents.read(PlainMessages.unwrap(message))
          .map(ReadMessage::content)
          .filter(MediaContent.class::isInstance)
          .map(content -> ((MediaContent) content).media());
    } catch (MessageException e) {
      return Optional.empty();
    }
  }

  /// The answer to a linked device that finds a file gone.
  ///
  /// @param message as the phone has it, if it does
  Node.Builder answerRetry(Node receipt, Account own, Optional<Message> message) {
    var answer =
        Node.of("notification")
            .with("id", receipt.attr("id"))
            .with("from", own.pn())
            .with("type", "mediaretry")
            .childIfPresent(receipt.child("rmr"));
    return answer.child(
        message
            .flatMap(PhoneMedia::media)
            .flatMap(media -> uploadedAgain(receipt, media))
            .orElseGet(() -> Node.of("error").with("code", NOT_ON_THE_PHONE).build()));
  }

  private Optional<Node> uploadedAgain(Node receipt, Media media) {
    var retry = MediaRetry.of(media.mediaKey().toByteArray(), receipt.attr("id"));
    try {
      retry.openRequest(sealed(receipt.requireChild("encrypt")));
    } catch (MediaException e) {
      log.warn("A linked device asked for a file that it has no key of: {}", e.code());
      return Optional.empty();
    }
    return shelf
        .again(media.directPath())
        .map(
            directPath ->
                encrypted(
                    retry.sealAnswer(
                        MediaRetryNotification.newBuilder()
                            .setStanzaID(receipt.attr("id"))
                            .setDirectPath(directPath)
                            .setResult(ResultType.SUCCESS)
                            .build(),
                        randomness)));
  }

  private static Sealed sealed(Node encrypt) {
    return new Sealed(
        ByteString.copyFrom(encrypt.requireChild("enc_p").bytes()),
        ByteString.copyFrom(encrypt.requireChild("enc_iv").bytes()));
  }

  private static Node encrypted(Sealed sealed) {
    return Node.of("encrypt")
        .child(Node.of("enc_p").bytes(sealed.payload().toByteArray()).build())
        .child(Node.of("enc_iv").bytes(sealed.iv().toByteArray()).build())
        .build();
  }
}
