package io.trunkline.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process has used so far, as Linux counts it (proc(5)).
///
/// @param cpuSeconds user and system time of all its threads, to the hundredth
/// @param residentBytes what it has in memory now
/// @param nanos the monotonic clock when this was read
record Usage(double cpuSeconds, long residentBytes, long nanos) {
  /// USER_HZ, the same on every Linux.
  private static final double TICKS_PER_SECOND = 100;

  /// Fields of `stat` behind the command's closing bracket, counted from 0.
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  static Usage of(Process process) {
    try {
      var folder = Path.of("/proc", Long.toString(process.pid()));
      var stat = Files.readString(folder.resolve("stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      var ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      var resident =
          Files.readAllLines(folder.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
              .findFirst()
              .orElseThrow();
      return new Usage(ticks / TICKS_PER_SECOND, resident, System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException("process " + process.pid() + " has ended", e);
    }
  }
}
