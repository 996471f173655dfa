package io.trunkline.simulator.control;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.phone.Composed;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.simulator.phone.PhoneMedia.Uploaded;
import io.trunkline.whatsapp.proto.e2e.VideoMessage.Attribution;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.message.content.Thumbnail;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Makes the messages that carry a file: it is given in `mediaBase64` or fetched from `mediaUrl`,
/// encrypted, but for newsletters, and uploaded.
final class MediaComposer {
  private static final int SECRET_BYTES = 32;
  private static final int MAX_BYTES = 64 << 20;
  private static final Duration FETCH_PATIENCE = Duration.ofSeconds(30);

  /// What the file is, and its type where the request names none.
  private record Kind(MediaKind kind, String mimetype) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "image", new Kind(MediaKind.IMAGE, "image/jpeg"),
          "video", new Kind(MediaKind.VIDEO, "video/mp4"),
          "gif", new Kind(MediaKind.GIF, "video/mp4"),
          "videoNote", new Kind(MediaKind.VIDEO_NOTE, "video/mp4"),
          "audio", new Kind(MediaKind.AUDIO, "audio/mpeg"),
          "voice", new Kind(MediaKind.VOICE, "audio/ogg; codecs=opus"),
          "document", new Kind(MediaKind.DOCUMENT, "application/octet-stream"),
          "sticker", new Kind(MediaKind.STICKER, "image/webp"));

  private MediaComposer() {}

  /// @throws ControlException 400 for fields that are missing or not what they should be
  static Composed compose(String name, Request request, Phone phone, World world) {
    Kind kind = KINDS.get(name);
    String mimetype = request.optionalText("mimetype").orElse(kind.mimetype);
    String number = phone.account().number();
    Uploaded file =
        request.path().getFirst().equals("newsletters")
            ? world.media().uploadPlain(kind.kind, bytes(request), mimetype, number)
            : world.media().upload(kind.kind, bytes(request), mimetype, number);
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new Composed(
        Contents.write(
            content(kind.kind, file, request),
            ContextComposer.context(request, phone, world),
            secret),
        "media",
        "");
  }

  private static byte[] bytes(Request request) {
    Optional<String> url = request.optionalText("mediaUrl");
    if (url.isPresent()) {
      return fetch(url.get());
    }
    try {
      return Base64.getDecoder().decode(request.text("mediaBase64"));
    } catch (IllegalArgumentException e) {
      throw ControlException.badRequest("Expected base64 in \"mediaBase64\"");
    }
  }

  /// Only from this machine: the simulator is no proxy.
  private static byte[] fetch(String url) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create(url);
      if (address.getHost() == null
          || !InetAddress.getByName(address.getHost()).isLoopbackAddress()) {
        throw ControlException.badRequest("Expected a loopback host in \"mediaUrl\"");
      }
      var answer =
          http.send(
              HttpRequest.newBuilder(address).timeout(FETCH_PATIENCE).build(),
              BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (answer.statusCode() == 200 && bytes.length <= MAX_BYTES) {
          return bytes;
        }
      }
    } catch (IllegalArgumentException | IOException e) {
      // told below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ControlException.badRequest("Expected a file of at most 64 MiB at \"mediaUrl\"");
  }

  private static Content content(MediaKind kind, Uploaded file, Request request) {
    String caption = request.optionalText("caption").orElse("");
    var seconds = Duration.ofSeconds(request.number("seconds", 0));
    return switch (kind) {
      case IMAGE ->
          new MediaContent.Image(file.media(), caption, 0, 0, Thumbnail.NONE, Optional.empty());
      case VIDEO, GIF, VIDEO_NOTE ->
          new MediaContent.Video(
              file.media(),
              caption,
              0,
              0,
              seconds,
              Thumbnail.NONE,
              file.sidecar(),
              Attribution.NONE);
      case AUDIO, VOICE ->
          new MediaContent.Audio(file.media(), seconds, waveform(request), file.sidecar(), 0);
      case DOCUMENT -> {
        String fileName = request.optionalText("fileName").orElse("document");
        yield new MediaContent.Document(
            file.media(), fileName, fileName, caption, 0, Thumbnail.NONE, false);
      }
      case STICKER ->
          new MediaContent.Sticker(
              file.media(),
              512,
              512,
              request.flag("animated"),
              false,
              false,
              false,
              ByteString.EMPTY,
              0,
              ByteString.EMPTY,
              Optional.empty(),
              "",
              "");
      default -> throw new IllegalStateException("Not a message: " + kind);
    };
  }

  /// A list of numbers from 0 to 100.
  private static ByteString waveform(Request request) {
    var wave = ByteString.newOutput();
    for (JsonNode level :
        request.optional("waveform").stream().flatMap(JsonNode::valueStream).toList()) {
      if (!level.isIntegralNumber() || level.intValue() < 0 || level.intValue() > 100) {
        throw ControlException.badRequest("Expected numbers from 0 to 100 in \"waveform\"");
      }
      wave.write(level.intValue());
    }
    return wave.toByteString();
  }
}
