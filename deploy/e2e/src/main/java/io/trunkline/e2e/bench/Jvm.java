package io.trunkline.e2e.bench;

import java.nio.file.Path;
import java.util.List;

/// How the benchmark's Java processes are run: with the options of `deploy/up`.
final class Jvm {
  private Jvm() {}

  /// The command without the main class.
  static List<String> command(int heapMiB) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms16m",
        "-Xmx" + heapMiB + "m",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:ReservedCodeCacheSize=96m",
        // What the heap does not need is given back, so that resident memory tells what is used.
        "-XX:MinHeapFreeRatio=5",
        "-XX:MaxHeapFreeRatio=10",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"));
  }
}
