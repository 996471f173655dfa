package io.trunkline.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Starts the simulator as a process of its own.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    try {
      SimulatorOptions options = SimulatorOptions.parse(List.of(arguments));
      Simulator simulator = Simulator.start(options);
      Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "shutdown"));
      options.clientSettings().ifPresent(folder -> writeClientSettings(simulator, folder));
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

  /// Whoever sees `whatsapp.properties` sees all of it, and the certificate too.
  static void writeClientSettings(Simulator simulator, Path folder) {
    try {
      Path certificate = folder.resolve("ca.pem").toAbsolutePath();
      Files.writeString(certificate, simulator.caCertificatePem());
      Path unfinished = folder.resolve("whatsapp.properties.new");
      Files.writeString(unfinished, simulator.clientSettings(certificate));
      Files.move(
          unfinished, folder.resolve("whatsapp.properties"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
