package io.trunkline.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// HTTP as bytes on a socket, for what no client library would send.
final class RawHttp {
  /// @param head status line and headers
  record Answer(int status, List<String> head, String body) {
    Optional<String> header(String name) {
      var prefix = name.toLowerCase(Locale.ROOT) + ":";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst();
    }
  }

  private RawHttp() {}

  /// @param request lines of the head, without Host and Connection unless the lines have them
  static Answer get(int port, String target, String... headers) {
    return send(port, "GET " + target, "", headers);
  }

  static Answer send(int port, String methodAndTarget, String body, String... headers) {
    var lines = new ArrayList<String>();
    lines.add(methodAndTarget + " HTTP/1.1");
    if (List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"))) {
      lines.add("Host: localhost:" + port);
    }
    lines.addAll(List.of(headers));
    if (!body.isEmpty()) {
      lines.add("Content-Length: " + body.length());
    }
    lines.add("Connection: close");
    return exchange(port, String.join("\r\n", lines) + "\r\n\r\n" + body);
  }

  static Answer exchange(int port, String text) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var parts = answer.split("\r\n\r\n", 2);
      var head = List.of(parts[0].split("\r\n"));
      return new Answer(
          Integer.parseInt(head.getFirst().split(" ")[1]), head, parts.length > 1 ? parts[1] : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
