package io.trunkline.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the person who started `deploy/up` sees while the processes come up: a table that is drawn
/// anew in place on a terminal, a line for each change elsewhere.
final class Progress {
  private final PrintStream out;
  private final boolean terminal;
  private final long began = System.nanoTime();
  private final Map<String, String> rows = new LinkedHashMap<>();
  private int drawn;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  synchronized void say(String line) {
    erase();
    out.println(line);
    draw();
  }

  /// Makes a row of the table for a process whose turn has not come.
  synchronized void expect(String name) {
    if (terminal) {
      state(name, "waits");
    }
  }

  synchronized void state(String name, String state) {
    erase();
    var row = row(name, state);
    rows.put(name, row);
    if (!terminal) {
      out.println(row);
    }
    draw();
  }

  /// Leaves the table as it is and starts below it.
  synchronized void finish() {
    drawn = 0;
    rows.clear();
    out.flush();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void erase() {
    if (terminal && drawn > 0) {
      out.print("\u001b[" + drawn + "A\u001b[J");
      drawn = 0;
    }
  }

  private void draw() {
    if (terminal) {
      rows.values().forEach(out::println);
      drawn = rows.size();
    }
    out.flush();
  }

  private String row(String name, String state) {
    return "%6.1f s  %-16s %s".formatted(elapsed().toMillis() / 1000.0, name, state);
  }
}
