package io.trunkline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A process cut off from one port on loopback: whatever its group sends there is dropped without a
/// word, as by a broken switch. The process is to be started by [Installation#ctlInGroup]. Needs
/// root and iptables.
public final class NetworkCut implements AutoCloseable {
  private final List<String> rule;

  private NetworkCut(List<String> rule) {
    this.rule = rule;
  }

  public static boolean isPossible() {
    try {
      return iptables(List.of("-L", "OUTPUT", "-n")).isEmpty();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public static NetworkCut between(int group, int port) {
    var cut =
        new NetworkCut(
            List.of(
                "OUTPUT",
                "-o",
                "lo",
                "-p",
                "tcp",
                "--dport",
                Integer.toString(port),
                "-m",
                "owner",
                "--gid-owner",
                Integer.toString(group),
                "-j",
                "DROP"));
    cut.change("-I");
    return cut;
  }

  @Override
  public void close() {
    change("-D");
  }

  private void change(String verb) {
    var words = new ArrayList<String>();
    words.add(verb);
    words.addAll(rule);
    var complaint = iptables(words);
    if (!complaint.isEmpty()) {
      throw new IllegalStateException("iptables " + words + ": " + complaint);
    }
  }

  /// @return what it complained of; empty where it did what it was told
  private static String iptables(List<String> arguments) {
    var command = new ArrayList<String>();
    command.add("iptables");
    command.addAll(arguments);
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
