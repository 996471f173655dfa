package io.trunkline.local;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One of Trunkline's own programs as the build left it: a Spring Boot jar, extracted beside itself
/// because a jar inside a jar is slow to start from.
///
/// @param module folder of the module in the repository
/// @param artifact the jar's name before the version
record Program(Path module, String artifact) {

  /// The runnable jar, after extraction; its libraries lie in `lib` beside it.
  Path extracted() {
    var jar = jar();
    try {
      var stamp = Long.toString(Files.getLastModifiedTime(jar).toMillis(), Character.MAX_RADIX);
      var folder = jar.resolveSibling("app-" + stamp);
      if (!Files.isDirectory(folder)) {
        extract(jar, folder);
        deleteOlder(folder);
      }
      return folder.resolve(jar.getFileName());
    } catch (IOException e) {
      throw new LocalFailure("Cannot extract " + jar + ": " + e.getMessage(), e);
    }
  }

  /// The jar that the build made.
  Path jar() {
    try (var files = Files.newDirectoryStream(module.resolve("target"), artifact + "-*.jar")) {
      for (var file : files) {
        if (!file.toString().matches(".*-(sources|javadoc|tests|plain)\\.jar")) {
          return file.toAbsolutePath();
        }
      }
    } catch (IOException e) {
      // Answered below: there is nothing built.
    }
    throw new LocalFailure(
        "There is no " + artifact + " in " + module + ": build with ./mvnw -DskipTests package.");
  }

  /// The JVM's options of every program here: small, for one machine.
  static List<String> jvm(int heapMiB) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms16m",
        "-Xmx" + heapMiB + "m",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:ReservedCodeCacheSize=96m",
        "-XX:+ExitOnOutOfMemoryError",
        "-Xshare:auto",
        "-Dfile.encoding=UTF-8",
        "-Djava.awt.headless=true",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }

  /// How the program is run.
  Command command(int heapMiB, Map<String, String> environment) {
    var words = new ArrayList<>(jvm(heapMiB));
    words.add("-jar");
    words.add(extracted().toString());
    return new Command(words, environment);
  }

  /// What earlier builds left goes, except what a process still runs from.
  private static void deleteOlder(Path newest) throws IOException {
    var commands =
        ProcessHandle.allProcesses()
            .flatMap(process -> process.info().commandLine().stream())
            .toList();
    try (var folders = Files.newDirectoryStream(newest.getParent(), "app-*")) {
      for (var folder : folders) {
        if (!folder.equals(newest)
            && commands.stream().noneMatch(command -> command.contains(folder.toString()))) {
          Binaries.delete(folder);
        }
      }
    }
  }

  private static void extract(Path jar, Path folder) throws IOException {
    var work = Files.createTempDirectory(jar.getParent(), "extract-");
    try {
      var log = work.resolve("extract.log");
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Djarmode=tools",
                  "-jar",
                  jar.toString(),
                  "extract",
                  "--force",
                  "--destination",
                  work.resolve("app").toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new LocalFailure("Cannot extract " + jar + ": " + LocalServer.lastLine(log));
      }
      try {
        Files.move(work.resolve("app"), folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // A start beside this one may have been faster.
        if (!Files.isDirectory(folder)) {
          throw e;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("Interrupted while extracting " + jar, e);
    } finally {
      Binaries.delete(work);
    }
  }
}
