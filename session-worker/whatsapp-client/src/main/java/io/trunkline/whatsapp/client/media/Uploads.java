package io.trunkline.whatsapp.client.media;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.client.media.MediaHttp.Answer;
import io.trunkline.whatsapp.protocol.media.EncryptedMedia;
import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.media.MediaPaths;
import io.trunkline.whatsapp.protocol.media.PlainMedia;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Uploads files. Blocks; in memory of the order of a buffer.
///
/// The URL names the hash of the encrypted file, so the source is read and encrypted twice instead
/// of keeping up to 2 GB: once for the hashes, once for the host, and again for each further try.
///
/// | answer | then |
/// |---|---|
/// | 200 | done |
/// | 401, 403, 404, 410 | asks for the hosts anew, once; then next host; after the last, refused |
/// | 408, 429, 5xx, no answer | next host; after the last a pause and new hosts, up to 5 rounds |
/// | others | refused |
public final class Uploads {
  /// What WhatsApp carries at most.
  public static final long MAX_BYTES = 2L << 30;

  private static final int MAX_ANSWER_BYTES = 1 << 16;

  private final MediaHttp http;
  private final MediaConnections connections;
  private final Pause pause;
  private final Progress progress;

  public Uploads(MediaHttp http, MediaConnections connections, Pause pause, Progress progress) {
    this.http = http;
    this.connections = connections;
    this.pause = pause;
    this.progress = progress;
  }

  /// Encrypts and uploads a file.
  ///
  /// @param mediaKey 32 bytes, used for this file only
  /// @throws MediaFailure TOO_LONG, STORAGE, NOT_CONNECTED, UNREACHABLE, REFUSED
  public UploadedMedia upload(MediaKind kind, byte[] mediaKey, MediaSource source)
      throws InterruptedException {
    return new Upload(kind, Optional.of(MediaKeys.derive(mediaKey, kind)), source).run();
  }

  /// Uploads a file of a newsletter as it is. The answer's file has no hash but its own.
  ///
  /// @throws MediaFailure as [#upload]
  public UploadedMedia uploadPlain(MediaKind kind, MediaSource source) throws InterruptedException {
    return new Upload(kind, Optional.empty(), source).run();
  }

  private final class Upload {
    private final MediaKind kind;
    // Absent where the file is not encrypted.
    private final Optional<MediaKeys> keys;
    private final MediaSource source;
    private EncryptedMedia file;
    private IOException sourceFailure;

    Upload(MediaKind kind, Optional<MediaKeys> keys, MediaSource source) {
      this.kind = kind;
      this.keys = keys;
      this.source = source;
    }

    UploadedMedia run() throws InterruptedException {
      file = measure();
      MediaConnection connection = connections.get(Optional.empty());
      boolean isRefreshed = false;
      String lastProblem = "";
      for (int tries = 1; tries <= HostTrips.TRIES; tries++) {
        Duration wait = HostTrips.pause(tries);
        int refusals = 0;
        int hosts = connection.hosts().size();
        for (int host = 0; host < hosts; host++) {
          try (Answer answer = post(connection, host)) {
            int status = answer.status();
            if (status == 200) {
              return accepted(answer);
            }
            lastProblem = "status " + status;
            if (HostTrips.isRefusal(status) && !isRefreshed) {
              isRefreshed = true;
              connection = connections.get(Optional.of(connection));
              hosts = connection.hosts().size();
              host = -1;
              refusals = 0;
            } else if (HostTrips.isRefusal(status) && ++refusals < hosts) {
              continue;
            } else if (HostTrips.isPassing(status)) {
              wait = HostTrips.pause(tries, answer);
            } else {
              throw new MediaFailure(
                  Code.REFUSED, status, "A media host refused an upload with status " + status);
            }
          } catch (IOException e) {
            requireSource();
            lastProblem = e.getClass().getSimpleName();
          }
        }
        if (tries < HostTrips.TRIES) {
          pause.forAWhile(wait);
          if (!isRefreshed) {
            // A host may cut a long upload off instead of saying that the right has ended.
            isRefreshed = true;
            connection = connections.get(Optional.of(connection));
          }
        }
      }
      throw new MediaFailure(
          Code.UNREACHABLE, "No media host took an upload; the last one: " + lastProblem);
    }

    /// The first pass: what is encrypted is dropped.
    private EncryptedMedia measure() {
      EncryptedMedia measured;
      try {
        requireLength(source.length());
        measured = keys.isPresent() ? encrypted(keys.get()) : plain();
      } catch (IOException e) {
        throw storageFailed(e);
      }
      requireLength(measured.fileLength());
      return measured;
    }

    private EncryptedMedia encrypted(MediaKeys keys) throws IOException {
      MediaEncryptor encryptor = encryptor(keys);
      try (InputStream encrypted = new EncryptingStream(source.open(), encryptor, progress)) {
        encrypted.transferTo(OutputStream.nullOutputStream());
      }
      return encryptor.result();
    }

    private EncryptedMedia plain() throws IOException {
      var measuring = PlainMedia.measuring();
      byte[] piece = new byte[1 << 16];
      try (InputStream bytes = source.open()) {
        int count;
        while ((count = bytes.read(piece)) >= 0) {
          measuring.update(ByteBuffer.wrap(piece, 0, count));
          progress.moved();
        }
      }
      long length = measuring.length();
      return new EncryptedMedia(measuring.finish(), ByteString.EMPTY, length, Optional.empty());
    }

    private MediaEncryptor encryptor(MediaKeys keys) {
      return switch (kind) {
        case VIDEO, GIF, VIDEO_NOTE, AUDIO, VOICE -> MediaEncryptor.withSidecar(keys);
        default -> MediaEncryptor.of(keys);
      };
    }

    private Answer post(MediaConnection connection, int host)
        throws IOException, InterruptedException {
      String path =
          keys.isPresent()
              ? MediaPaths.upload(kind, file.fileEncSha256(), connection.auth())
              : MediaPaths.newsletterUpload(kind, file.fileSha256(), connection.auth());
      long length =
          keys.isPresent() ? MediaEncryptor.fileBytes(file.fileLength()) : file.fileLength();
      try (InputStream bytes = open()) {
        return http.send(
            new MediaHttp.Request(
                "POST",
                HostTrips.uri(connection.hosts().get(host), path),
                HostTrips.HEADERS,
                Optional.of(new MediaHttp.Body(length, bytes))));
      }
    }

    private InputStream open() throws IOException {
      try {
        InputStream bytes = new Watched(source.open());
        return keys.isPresent()
            ? new EncryptingStream(bytes, MediaEncryptor.of(keys.get()), progress)
            : bytes;
      } catch (IOException e) {
        sourceFailure = e;
        throw e;
      }
    }

    private void requireSource() {
      if (sourceFailure != null) {
        throw storageFailed(sourceFailure);
      }
    }

    private UploadedMedia accepted(Answer answer) throws IOException {
      byte[] body = answer.body().readNBytes(MAX_ANSWER_BYTES);
      var json = new UploadAnswer(new String(body, StandardCharsets.UTF_8));
      String directPath =
          json.text("direct_path")
              .orElseThrow(
                  () ->
                      new MediaFailure(
                          Code.REFUSED, 200, "A media host did not say where an upload is"));
      return new UploadedMedia(json.text("url").orElse(""), directPath, json.text("handle"), file);
    }

    /// Tells faults of the source from faults of the network.
    private final class Watched extends InputStream {
      private final InputStream bytes;
      private long left = file.fileLength();

      Watched(InputStream bytes) {
        this.bytes = bytes;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        try {
          int count = bytes.read(target, offset, length);
          left -= Math.max(count, 0);
          progress.moved();
          if (left < 0 || count < 0 && left > 0) {
            throw new IOException("The source has another length than before");
          }
          return count;
        } catch (IOException e) {
          sourceFailure = e;
          throw e;
        }
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public void close() throws IOException {
        bytes.close();
      }
    }
  }

  private static void requireLength(long bytes) {
    if (bytes > MAX_BYTES) {
      throw new MediaFailure(
          Code.TOO_LONG, "Expected at most " + MAX_BYTES + " bytes but was " + bytes);
    }
  }

  static MediaFailure storageFailed(IOException e) {
    return new MediaFailure(Code.STORAGE, "The media's storage failed: " + e.getMessage());
  }
}
