package io.trunkline.whatsapp.client.media;

import io.trunkline.whatsapp.client.media.MediaFailure.Code;
import io.trunkline.whatsapp.client.media.MediaHttp.Answer;
import io.trunkline.whatsapp.protocol.media.MediaException;
import io.trunkline.whatsapp.protocol.media.MediaPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;

/// Downloads files and decrypts them as they come; those of newsletters, which have no key, are
/// checked only. Blocks; in memory of the order of a buffer.
///
/// | answer | then |
/// |---|---|
/// | 200, 206 | decrypts; where the body breaks off, the next try asks for the rest |
/// | 401, 403, 404, 410 | next host; when all say so, asks for the hosts anew, once; then has the
/// phone upload the file again, once; then it is gone |
/// | others, no answer | next host, after a pause; 5 tries without a byte are all |
///
/// Wrong hashes are final.
public final class Downloads {
  private static final int PIECE_BYTES = 1 << 16;

  private final MediaHttp http;
  private final MediaConnections connections;
  private final Pause pause;
  private final Progress progress;

  public Downloads(MediaHttp http, MediaConnections connections, Pause pause, Progress progress) {
    this.http = http;
    this.connections = connections;
    this.pause = pause;
    this.progress = progress;
  }

  /// Downloads and verifies a file.
  ///
  /// @param again where the phone can be asked for a new upload
  /// @return where the file was found: its direct path, or that of the new upload
  /// @throws MediaFailure all codes but TOO_LONG; CORRUPT for whatever the file or its message has
  ///     wrong
  public String download(RemoteMedia media, Optional<NewUpload> again, MediaSink sink)
      throws InterruptedException {
    try {
      return new Download(media, again, sink).run();
    } catch (MediaException e) {
      throw new MediaFailure(Code.CORRUPT, e.code() + ": " + e.getMessage());
    }
  }

  private final class Download {
    private final MediaSink sink;
    private final Opening decryptor;
    private RemoteMedia media;
    private Optional<NewUpload> again;

    Download(RemoteMedia media, Optional<NewUpload> again, MediaSink sink) {
      this.media = media;
      this.again = again;
      this.sink = sink;
      decryptor = Opening.of(media);
    }

    String run() throws InterruptedException {
      MediaConnection connection = connections.get(Optional.empty());
      String lastProblem = "";
      int host = 0;
      int fruitless = 0;
      int refusals = 0;
      boolean isRefreshed = false;
      while (true) {
        long before = decryptor.fileBytes();
        Duration wait = HostTrips.pause(fruitless + 1);
        try (Answer answer = get(connection, host)) {
          int status = answer.status();
          if (status == 200 || status == 206) {
            take(answer);
            write(decryptor.finish());
            return media.directPath();
          }
          if (HostTrips.isRefusal(status)) {
            host = (host + 1) % connection.hosts().size();
            if (++refusals == connection.hosts().size()) {
              refusals = 0;
              if (isRefreshed) {
                media = media.at(newPath(status));
              } else {
                isRefreshed = true;
                connection = connections.get(Optional.of(connection));
                host = 0;
              }
            }
            continue;
          }
          lastProblem = "status " + status;
          wait = HostTrips.pause(fruitless + 1, answer);
        } catch (IOException e) {
          lastProblem = e.getClass().getSimpleName();
        }
        fruitless = decryptor.fileBytes() > before ? 0 : fruitless + 1;
        if (fruitless == HostTrips.TRIES) {
          throw new MediaFailure(
              Code.UNREACHABLE, "No media host gave a file; the last one: " + lastProblem);
        }
        host = (host + 1) % connection.hosts().size();
        pause.forAWhile(wait);
      }
    }

    private Answer get(MediaConnection connection, int host)
        throws IOException, InterruptedException {
      String path =
          media.mediaKey().isEmpty()
              ? MediaPaths.newsletterDownload(media.directPath(), media.kind())
              : MediaPaths.download(
                  media.directPath(), media.kind(), media.expected().fileEncSha256());
      var headers = new HashMap<>(HostTrips.HEADERS);
      if (decryptor.fileBytes() > 0) {
        headers.put("Range", "bytes=" + decryptor.fileBytes() + "-");
      }
      return http.send(
          new MediaHttp.Request(
              "GET", HostTrips.uri(connection.hosts().get(host), path), headers, Optional.empty()));
    }

    private void take(Answer answer) throws IOException {
      InputStream body = answer.body();
      skipKnown(answer, body);
      byte[] piece = new byte[PIECE_BYTES];
      int count;
      while ((count = body.read(piece)) >= 0) {
        progress.moved();
        write(decryptor.update(ByteBuffer.wrap(piece, 0, count)));
        if (decryptor.fileBytes() > Uploads.MAX_BYTES + PIECE_BYTES) {
          throw new MediaFailure(Code.CORRUPT, "Longer than any file that WhatsApp carries");
        }
      }
    }

    /// A host may answer a Range by the whole file.
    private void skipKnown(Answer answer, InputStream body) throws IOException {
      long known = decryptor.fileBytes();
      if (answer.status() == 200) {
        body.skipNBytes(known);
      } else if (answer
          .header("content-range")
          .filter(range -> range.startsWith("bytes " + known + "-"))
          .isEmpty()) {
        throw new IOException("Expected the rest of the file");
      }
    }

    private void write(ByteBuffer plaintext) {
      try {
        sink.write(plaintext);
      } catch (IOException e) {
        throw Uploads.storageFailed(e);
      }
    }

    private String newPath(int status) throws InterruptedException {
      if (again.isEmpty()) {
        throw new MediaFailure(Code.GONE, status, "The file is not on the server any more");
      }
      NewUpload phone = again.get();
      again = Optional.empty();
      return phone.ask();
    }
  }
}
