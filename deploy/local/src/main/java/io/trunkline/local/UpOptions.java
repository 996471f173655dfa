package io.trunkline.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What stands behind `deploy/up`.
///
/// @param port of the edge; the installation's own, or 3000, when absent
/// @param workers how many; those of the last time, or 1, when absent
/// @param data folder of everything that lasts; a default under `deploy/local/run` when absent
/// @param environmentFile where the env file goes; beside the data, or `deploy/local/run`, when
///     absent
/// @param demo whether to do the main job before the reader's eyes
/// @param whatsapp the real WhatsApp instead of the simulator
/// @param settings further settings for every service, by property name
record UpOptions(
    Optional<Integer> port,
    Optional<Integer> workers,
    Optional<Path> data,
    Optional<Path> environmentFile,
    boolean demo,
    boolean whatsapp,
    Map<String, String> settings) {
  static final int MOST_WORKERS = 64;

  UpOptions {
    settings = Map.copyOf(settings);
  }

  static UpOptions parse(List<String> arguments) {
    Optional<Integer> port = Optional.empty();
    Optional<Integer> workers = Optional.empty();
    Optional<Path> data = Optional.empty();
    Optional<Path> environmentFile = Optional.empty();
    var demo = true;
    var whatsapp = false;
    var settings = new TreeMap<String, String>();
    var rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()) {
      var option = rest.removeFirst();
      switch (option) {
        case "--port" -> port = Optional.of(number(option, rest, 1024, 58_000));
        case "--workers" -> workers = Optional.of(number(option, rest, 1, MOST_WORKERS));
        case "--data" -> data = Optional.of(path(option, rest));
        case "--env" -> environmentFile = Optional.of(path(option, rest));
        case "--no-demo" -> demo = false;
        case "--whatsapp" -> whatsapp = true;
        case "--set" -> {
          var setting = value(option, rest).split("=", 2);
          if (setting.length != 2 || !setting[0].matches("[a-z][a-z0-9.-]*")) {
            throw new LocalFailure("--set takes name=value, such as trunkline.worker.x=1.");
          }
          settings.put(setting[0], setting[1]);
        }
        default ->
            throw new LocalFailure("Unknown option " + option + ": deploy/up --help lists them.");
      }
    }
    return new UpOptions(port, workers, data, environmentFile, demo, whatsapp, settings);
  }

  private static int number(String option, List<String> rest, int least, int most) {
    var text = value(option, rest);
    try {
      var number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a number out of range is.
    }
    throw new LocalFailure(
        option + " takes a number from " + least + " to " + most + ", not " + text + ".");
  }

  private static Path path(String option, List<String> rest) {
    return Path.of(value(option, rest));
  }

  private static String value(String option, List<String> rest) {
    if (rest.isEmpty() || rest.getFirst().isEmpty()) {
      throw new LocalFailure(option + " needs a value.");
    }
    return rest.removeFirst();
  }
}
