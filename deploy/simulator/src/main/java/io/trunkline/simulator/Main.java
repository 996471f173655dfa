package io.trunkline.simulator;

import java.io.UncheckedIOException;
import java.util.List;

/// Starts the simulator as a process of its own.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    try {
      Simulator simulator = Simulator.start(SimulatorOptions.parse(List.of(arguments)));
      Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "shutdown"));
      System.out.printf(
          "Simulator ready: %s, %s, control %s%n",
          simulator.webSocketUrl(), simulator.secureWebSocketUrl(), simulator.controlUrl());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (UncheckedIOException e) {
      System.err.println("The simulator cannot start: " + e.getCause().getMessage());
      System.exit(1);
    }
  }
}
