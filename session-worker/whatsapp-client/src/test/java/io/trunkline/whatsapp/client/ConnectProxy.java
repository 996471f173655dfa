package io.trunkline.whatsapp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// A proxy that does `CONNECT`, and remembers the head of each request.
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

  ConnectProxy() {
    try {
      listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        var client = listening.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) client.getInputStream().read());
      }
      heads.add(head.toString());
      var target = head.substring("CONNECT ".length(), head.indexOf(" HTTP/")).split(":");
      try (var server = new Socket(target[0], Integer.parseInt(target[1]))) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        threads.execute(() -> pass(server, client));
        client.getInputStream().transferTo(server.getOutputStream());
      }
    } catch (IOException e) {
      // One of the two is gone.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (InputStream bytes = from.getInputStream()) {
      bytes.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two is gone.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
