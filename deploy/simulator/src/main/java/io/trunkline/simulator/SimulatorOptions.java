package io.trunkline.simulator;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Where the simulator listens and what it keeps.
///
/// @param bind the address to listen on; default 127.0.0.1
/// @param webSocketPort of `ws://…/ws/chat`; default 7080; 0 for any
/// @param tlsPort of `wss://…/ws/chat`; default 7443; 0 for any
/// @param controlPort of the control API; default 7090; 0 for any
/// @param data the folder for keys and state; default `simulator-data`
/// @param clientSettings folder that gets `whatsapp.properties` and `ca.pem` for a worker on the
///     same host, when the simulator is ready; default none
public record SimulatorOptions(
    String bind,
    int webSocketPort,
    int tlsPort,
    int controlPort,
    Path data,
    Optional<Path> clientSettings) {

  /// How the options are given on the command line.
  public static final String USAGE =
      "options: --ws-port 7080 --tls-port 7443 --control-port 7090 --data DIR --bind 127.0.0.1"
          + " --client-settings DIR";

  /// Any free ports of the loopback interface, for tests.
  public static SimulatorOptions anyPorts(Path data) {
    return new SimulatorOptions("127.0.0.1", 0, 0, 0, data, Optional.empty());
  }

  /// Reads the command line.
  ///
  /// @throws IllegalArgumentException with a sentence for the user
  public static SimulatorOptions parse(List<String> arguments) {
    String bind = "127.0.0.1";
    int webSocketPort = 7080;
    int tlsPort = 7443;
    int controlPort = 7090;
    Path data = Path.of("simulator-data");
    Optional<Path> clientSettings = Optional.empty();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String option = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(option + " needs a value; " + USAGE);
      }
      String value = rest.next();
      switch (option) {
        case "--bind" -> bind = value;
        case "--ws-port" -> webSocketPort = port(option, value);
        case "--tls-port" -> tlsPort = port(option, value);
        case "--control-port" -> controlPort = port(option, value);
        case "--data" -> data = Path.of(value);
        case "--client-settings" -> clientSettings = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException("unknown option " + option + "; " + USAGE);
      }
    }
    return new SimulatorOptions(bind, webSocketPort, tlsPort, controlPort, data, clientSettings);
  }

  /// The address by which clients on the same host reach it.
  String host() {
    return bind.equals("0.0.0.0") ? "127.0.0.1" : bind;
  }

  private static int port(String option, String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port < 1 << 16) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(option + " needs a port from 0 to 65535 but got " + value);
  }
}
