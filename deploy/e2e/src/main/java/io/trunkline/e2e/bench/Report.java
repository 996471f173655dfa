package io.trunkline.e2e.bench;

import io.trunkline.e2e.bench.Contender.Cost;
import io.trunkline.e2e.bench.Contender.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The figures as a Markdown table. The ratio says how many times better Trunkline is.
final class Report {
  private static final double MIB = 1 << 20;
  private static final double KB = 1000;
  private static final String TENFOLD = "≥ 10 ×";

  private final StringBuilder text =
      new StringBuilder(
          """
          | what | Trunkline | baileys | ratio | budget |
          |---|---:|---:|---:|---:|
          """);

  /// @param trunkline the cost of one
  Report rate(String what, Cost trunkline, Cost baileys) {
    row(
        what + ", per CPU second",
        number(1 / trunkline.cpuSeconds()),
        number(1 / baileys.cpuSeconds()),
        baileys.cpuSeconds() / trunkline.cpuSeconds(),
        TENFOLD);
    row(
        "– CPU ms each",
        number(trunkline.cpuSeconds() * 1000),
        number(baileys.cpuSeconds() * 1000),
        baileys.cpuSeconds() / trunkline.cpuSeconds(),
        "");
    row(
        "– ms of time each",
        number(trunkline.seconds() * 1000),
        number(baileys.seconds() * 1000),
        baileys.seconds() / trunkline.seconds(),
        "");
    row(
        "– the simulator's CPU ms each",
        number(trunkline.serverCpuSeconds() * 1000),
        number(baileys.serverCpuSeconds() * 1000),
        1,
        "");
    return this;
  }

  /// @param trunkline by the number of sessions, rising
  Report memory(Map<Integer, Memory> trunkline, Map<Integer, Memory> baileys) {
    row(
        "idle session over TLS: resident KB each, slope",
        number(slope(trunkline).residentBytes() / KB),
        number(slope(baileys).residentBytes() / KB),
        (double) slope(baileys).residentBytes() / slope(trunkline).residentBytes(),
        "≤ 100 KB");
    row(
        "– heap KB each, slope",
        number(slope(trunkline).heapBytes() / KB),
        number(slope(baileys).heapBytes() / KB),
        (double) slope(baileys).heapBytes() / slope(trunkline).heapBytes(),
        "");
    trunkline.forEach((sessions, memory) -> sizes("Trunkline", sessions, memory));
    baileys.forEach((sessions, memory) -> sizes("baileys", sessions, memory));
    return this;
  }

  private void sizes(String name, int sessions, Memory memory) {
    text.append(
        String.format(
            Locale.ROOT,
            "| %s, %,d idle sessions: heap, resident MiB | %s | %s | | |%n",
            name,
            sessions,
            number(memory.heapBytes() / MIB),
            number(memory.residentBytes() / MIB)));
  }

  /// Between the two largest numbers of sessions.
  private static Memory slope(Map<Integer, Memory> figures) {
    List<Integer> sizes = new ArrayList<>(figures.keySet());
    int large = sizes.getLast();
    int small = sizes.get(Math.max(0, sizes.size() - 2));
    int more = Math.max(1, large - small);
    return new Memory(
        (figures.get(large).heapBytes() - figures.get(small).heapBytes()) / more,
        (figures.get(large).residentBytes() - figures.get(small).residentBytes()) / more);
  }

  private void row(String what, String ours, String theirs, double ratio, String budget) {
    text.append(
        String.format(
            Locale.ROOT, "| %s | %s | %s | %.1f | %s |%n", what, ours, theirs, ratio, budget));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.3g" : "%,.0f", value);
  }

  String text() {
    return text.toString();
  }
}
