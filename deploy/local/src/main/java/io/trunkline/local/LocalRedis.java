package io.trunkline.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Redis 7 with an append-only file, without a password.
public final class LocalRedis extends LocalServer {
  private final Binaries binaries;

  public LocalRedis(Path data, Path log, int port) {
    this(data, log, port, Binaries.besideClasses());
  }

  LocalRedis(Path data, Path log, int port, Binaries binaries) {
    super("Redis", data, log, port);
    this.binaries = binaries;
  }

  /// The address as `redis://host:port`.
  public String url() {
    return "redis://127.0.0.1:" + port();
  }

  @Override
  void prepare() {
    try {
      Files.createDirectories(data());
    } catch (IOException e) {
      throw new LocalFailure("Cannot make " + data() + ": " + e.getMessage(), e);
    }
  }

  @Override
  Command command() {
    return Command.of(
        List.of(
            binaries.redis().toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port()),
            "--dir",
            data().toString(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--maxmemory",
            "64mb",
            "--maxmemory-policy",
            "noeviction"));
  }

  @Override
  boolean isReady() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 500);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  String stopSignal() {
    return "TERM";
  }

  @Override
  String deathSignal() {
    return "KILL";
  }
}
