package io.trunkline.whatsapp.client.media;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Media hosts in memory: what is posted can be fetched. Faults come first, one a request.
public final class FakeMediaHosts implements MediaHttp {

  /// What goes wrong with one request.
  public sealed interface Fault {
    /// The host answers with this status; its Retry-After may be empty.
    record Status(int status, String retryAfter) implements Fault {}

    /// The host does not answer.
    record Silence() implements Fault {}

    /// The answer's body ends after so many bytes.
    record CutOff(int bytes) implements Fault {}

    /// The host pays no heed to Range.
    record NoRange() implements Fault {}

    static Fault status(int status) {
      return new Status(status, "");
    }
  }

  public final Deque<Fault> faults = new ArrayDeque<>();
  public final List<Request> requests = new ArrayList<>();
  private final Map<String, byte[]> files = new HashMap<>();

  /// Keeps a file under a direct path with a query.
  public synchronized void put(String directPath, byte[] file) {
    files.put(pathOf(directPath), file);
  }

  public synchronized Optional<byte[]> file(String directPath) {
    return Optional.ofNullable(files.get(pathOf(directPath)));
  }

  private static String pathOf(String directPath) {
    return directPath.split("\\?", 2)[0];
  }

  @Override
  public synchronized Answer send(Request request) throws IOException {
    requests.add(request);
    Fault fault = faults.poll();
    return switch (fault) {
      case Fault.Silence _ -> throw new IOException("Nobody there");
      case Fault.Status(int status, String retryAfter) ->
          answer(
              status,
              retryAfter.isEmpty() ? Map.of() : Map.of("retry-after", retryAfter),
              InputStream.nullInputStream());
      case Fault.CutOff(int bytes) -> fetch(request, bytes, true);
      case Fault.NoRange _ -> fetch(request, Integer.MAX_VALUE, false);
      case null -> request.method().equals("POST") ? take(request) : fetch(request, -1, true);
    };
  }

  private Answer take(Request request) throws IOException {
    Body body = request.body().orElseThrow();
    byte[] file = body.bytes().readAllBytes();
    if (file.length != body.length()) {
      throw new IOException("Expected " + body.length() + " bytes but were " + file.length);
    }
    String path = "/v/" + request.uri().getPath().replace('/', '-');
    files.put(path, file);
    String json =
        "{\"url\":\"https:\\/\\/%s%s?x=1\",\"direct_path\":\"%s?x=\\u0031\",\"handle\":\"h\"}"
            .formatted(request.uri().getAuthority(), path, path);
    return answer(200, Map.of(), new ByteArrayInputStream(json.getBytes()));
  }

  private Answer fetch(Request request, int cutOff, boolean heedsRange) {
    byte[] file = files.get(request.uri().getPath());
    if (file == null) {
      return answer(404, Map.of(), InputStream.nullInputStream());
    }
    String range = request.headers().get("Range");
    int from =
        range == null || !heedsRange
            ? 0
            : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    InputStream rest = new ByteArrayInputStream(Arrays.copyOfRange(file, from, file.length));
    Map<String, String> headers =
        Map.of("content-range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
    return answer(
        range == null || !heedsRange ? 200 : 206,
        headers,
        cutOff < 0 ? rest : new CutOffStream(rest, cutOff));
  }

  private static Answer answer(int status, Map<String, String> headers, InputStream body) {
    return new Answer() {
      @Override
      public int status() {
        return status;
      }

      @Override
      public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
      }

      @Override
      public InputStream body() {
        return body;
      }

      @Override
      public void close() {}
    };
  }

  private static final class CutOffStream extends FilterInputStream {
    private int left;

    CutOffStream(InputStream in, int left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("The connection ended");
      }
      int count = super.read(target, offset, Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }
  }
}
