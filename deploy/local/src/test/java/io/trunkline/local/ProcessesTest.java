package io.trunkline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  private static final String NAME = "redis";

  @TempDir private Path temporary;
  private Path data;
  private Processes processes;

  @BeforeEach
  void anInstallation() throws IOException {
    data = Files.createDirectories(temporary.resolve("it's a folder"));
    Files.createDirectories(data.resolve("logs"));
    processes = new Processes(data.resolve("run"), data.resolve("logs"));
  }

  @Test
  void aStartedProcessIsFoundWithItsEnvironmentAndLog() throws Exception {
    processes.define(
        NAME,
        new Command(
            List.of("/bin/sh", "-c", "echo \"$SECRET\"; exec sleep 60"),
            Map.of("SECRET", "it's $HOME")),
        List.of(1));
    var process = processes.start(NAME);
    try {
      awaitLine(processes.log(NAME), "it's $HOME");
      assertThat(processes.running(NAME)).contains(process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(processes.running(NAME)).isEmpty();
  }

  @Test
  void anotherProcessUnderAnIdOfOursIsNotOurs() throws IOException {
    processes.define(NAME, Command.of(List.of("sleep", "60")), List.of(1));
    Files.writeString(
        data.resolve("run").resolve(NAME).resolve("pid"), ProcessHandle.current().pid() + " 1\n");
    assertThat(processes.running(NAME)).isEmpty();
  }

  @Test
  void whatStartsAProcessIsReadableByItsOwnerOnly() throws IOException {
    processes.define(NAME, Command.of(List.of("true")), List.of(1));
    var script = data.resolve("run").resolve(NAME).resolve("start");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(script)))
        .isEqualTo("rwx------");
  }

  @Test
  void ctlKillsStopsAndStartsAndDownEnds() throws Exception {
    processes.define(NAME, Command.of(List.of("sleep", "60")), List.of(7777));
    var first = processes.start(NAME);
    awaitRunning();
    assertThat(script("status")).contains(NAME, "7777", "running", Long.toString(first.pid()));

    script("ctl", "kill", NAME);
    assertThat(processes.running(NAME)).isEmpty();
    assertThat(script("ctl", "kill", NAME)).contains("redis does not run");

    script("ctl", "start", NAME);
    var second = processes.running(NAME).orElseThrow();
    assertThat(second).isNotEqualTo(first.pid());
    assertThat(script("ctl", "start", NAME)).contains("redis runs already");
    script("ctl", "stop", NAME);
    assertThat(script("status")).contains("stopped");

    assertThat(script("down")).contains("Stopped 1 processes");
    assertThat(processes.running(NAME)).isEmpty();
    assertThat(script("status")).contains("down");
  }

  @Test
  void ctlNamesWhatThereIs() throws Exception {
    processes.define(NAME, Command.of(List.of("true")), List.of(1));
    assertThat(script("ctl", "kill", "worker-9")).contains("There is no worker-9", "redis");
    assertThat(script("ctl", "kill", "../run")).contains("There is no ../run");
    assertThat(script("ctl", "vex", NAME)).contains("usage:");
  }

  private String script(String name, String... arguments) throws Exception {
    var words = new java.util.ArrayList<String>();
    words.add(Path.of("..", name).toAbsolutePath().normalize().toString());
    words.addAll(List.of(arguments));
    words.addAll(List.of("--data", data.toString()));
    var process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(data.resolve("out"));
  }

  private void awaitRunning() throws InterruptedException {
    while (processes.running(NAME).isEmpty()) {
      Thread.sleep(10);
    }
  }

  private static void awaitLine(Path log, String line) throws Exception {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() - end < 0) {
      if (Files.exists(log) && Files.readString(log).contains(line)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("Expected the line " + line + " in " + Files.readString(log));
  }
}
