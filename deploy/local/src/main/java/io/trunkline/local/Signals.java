package io.trunkline.local;

import java.io.IOException;

/// Sends signals that Java has no call for.
final class Signals {
  private Signals() {}

  static void send(long pid, String signal) {
    try {
      // The shell's own kill: a minimal Debian has no /bin/kill.
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new LocalFailure("Cannot signal process " + pid + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
