package io.trunkline.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/// TCP ports of the loopback interface.
public final class Ports {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 19_999;
  private static final int ATTEMPTS = 1_000;

  private Ports() {}

  /// A port that nothing listens on, below those that the system gives to whoever connects or wants
  /// any. Another process may take it before the caller does, but two that ask at the same time
  /// hardly get the same.
  public static int free() {
    return ThreadLocalRandom.current()
        .ints(ATTEMPTS, LOWEST, HIGHEST + 1)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(() -> new LocalFailure("No free port from " + LOWEST + " to " + HIGHEST));
  }

  /// Whether a server could listen there now.
  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
