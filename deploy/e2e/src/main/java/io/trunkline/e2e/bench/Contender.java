package io.trunkline.e2e.bench;

import io.trunkline.e2e.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A client that is measured, as a process that takes orders (see the package).
final class Contender implements AutoCloseable {
  private static final int PATIENCE_S = 5;

  /// What an order cost.
  ///
  /// @param cpuSeconds of the contender
  /// @param serverCpuSeconds of the simulator meanwhile
  /// @param seconds of time
  record Cost(double cpuSeconds, double serverCpuSeconds, double seconds) {}

  /// @param heapBytes live objects, after garbage collection
  /// @param residentBytes of the process
  record Memory(long heapBytes, long residentBytes) {}

  private final Process process;
  private final Orders orders;
  private final Simulator simulator;
  private final Process server;

  private Contender(Process process, Simulator simulator, Process server) {
    this.process = process;
    this.orders = new Orders(process.getInputStream(), process.getOutputStream());
    this.simulator = simulator;
    this.server = server;
  }

  /// @param server the simulator's process, whose CPU is counted apart
  static Contender start(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Simulator simulator,
      Process server) {
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      return new Contender(builder.start(), simulator, server);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    }
  }

  /// Waits until the order is obeyed; QRs that it shows meanwhile are scanned.
  ///
  /// @throws IllegalStateException where it fails or the process ends
  Cost order(Map<String, Object> order) {
    var before = Usage.of(process);
    var serverBefore = Usage.of(server);
    obey(order);
    var after = Usage.of(process);
    return new Cost(
        after.cpuSeconds() - before.cpuSeconds(),
        Usage.of(server).cpuSeconds() - serverBefore.cpuSeconds(),
        (after.nanos() - before.nanos()) / 1e9);
  }

  Memory memory() {
    var heapBytes = obey(Map.of("do", "collect")).path("heapBytes").asLong();
    return new Memory(heapBytes, Usage.of(process).residentBytes());
  }

  private JsonNode obey(Map<String, Object> order) {
    orders.write(order);
    while (true) {
      var event =
          orders
              .next()
              .orElseThrow(() -> new IllegalStateException("The contender ended: " + order));
      switch (event.path("event").asString()) {
        case "qr" ->
            simulator.phone(event.path("number").asString(), "").scan(event.path("qr").asString());
        case "done" -> {
          return event;
        }
        default -> throw new IllegalStateException(event.toString());
      }
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
