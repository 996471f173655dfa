package io.trunkline.whatsapp.client.media;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;

/// A program: uploads a file that does not fit into its heap to a host of its own and downloads it
/// again. Its arguments: bytes, and a folder for the host. Prints how many bytes came back.
final class BigMedia {
  private BigMedia() {}

  public static void main(String[] arguments) throws Exception {
    long length = Long.parseLong(arguments[0]);
    Path file = Path.of(arguments[1]).resolve("file");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> serve(exchange, file));
    server.start();
    String host = "127.0.0.1:" + server.getAddress().getPort();
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor();
        var http = new JdkMediaHttp(Optional.empty(), Duration.ofSeconds(5), tasks)) {
      System.out.println(roundTrip(plain(http), host, length));
    } finally {
      server.stop(0);
    }
  }

  /// The host speaks no TLS.
  private static MediaHttp plain(MediaHttp http) {
    return request ->
        http.send(
            new MediaHttp.Request(
                request.method(),
                URI.create(request.uri().toString().replace("https:", "http:")),
                request.headers(),
                request.body()));
  }

  private static long roundTrip(MediaHttp http, String host, long length)
      throws InterruptedException {
    MediaConnections connections = refused -> new MediaConnection("auth", List.of(host));
    byte[] key = new byte[32];
    UploadedMedia uploaded =
        new Uploads(http, connections, Thread::sleep, () -> {})
            .upload(MediaKind.DOCUMENT, key, new Zeros(length));
    var expected =
        new ExpectedMedia(
            uploaded.file().fileEncSha256(), uploaded.file().fileSha256(), OptionalLong.of(length));
    long[] received = {0};
    new Downloads(http, connections, Thread::sleep, () -> {})
        .download(
            new RemoteMedia(
                MediaKind.DOCUMENT, uploaded.directPath(), ByteString.copyFrom(key), expected),
            Optional.empty(),
            piece -> received[0] += piece.remaining());
    return received[0];
  }

  private static void serve(HttpExchange exchange, Path file) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        try (var out = Files.newOutputStream(file)) {
          exchange.getRequestBody().transferTo(out);
        }
        byte[] answer = "{\"direct_path\":\"/v/file?x=1\"}".getBytes();
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      } else {
        exchange.sendResponseHeaders(200, Files.size(file));
        Files.copy(file, exchange.getResponseBody());
      }
    }
  }

  private record Zeros(long length) implements MediaSource {
    @Override
    public InputStream open() {
      return new InputStream() {
        private long left = length;

        @Override
        public int read() {
          return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int size) {
          if (left <= 0) {
            return -1;
          }
          int count = (int) Math.min(size, left);
          left -= count;
          return count;
        }
      };
    }
  }
}
