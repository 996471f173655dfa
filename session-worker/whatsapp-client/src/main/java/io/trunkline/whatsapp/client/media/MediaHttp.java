package io.trunkline.whatsapp.client.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// HTTP as transfers need it. Blocks its caller, which may be interrupted; follows no redirect.
/// Bodies stream both ways in memory of the order of a buffer: who reads slowly makes the other
/// side wait. Safe for several threads.
public interface MediaHttp {

  /// Sends a request and waits for the head of its answer.
  ///
  /// @throws IOException when the host cannot be reached, or a body ended early
  Answer send(Request request) throws IOException, InterruptedException;

  /// @param method in upper case
  /// @param headers without `Host` and `Content-Length`
  record Request(String method, URI uri, Map<String, String> headers, Optional<Body> body) {
    public Request {
      headers = Map.copyOf(headers);
    }

    /// Method and host: paths and queries are secret.
    @Override
    public String toString() {
      return method + " " + uri.getHost();
    }
  }

  /// @param length bytes, exactly
  /// @param bytes the caller closes it
  record Body(long length, InputStream bytes) {}

  /// The caller closes it; where the body was not read to its end, the connection ends.
  interface Answer extends AutoCloseable {
    int status();

    /// @param name in lower case
    Optional<String> header(String name);

    /// A body shorter than its `Content-Length` ends in an [IOException].
    InputStream body();

    @Override
    void close();
  }
}
