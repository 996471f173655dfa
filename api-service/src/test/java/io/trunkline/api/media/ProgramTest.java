package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.api.failure.Failure;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/// With programs that every system has.
class ProgramTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Semaphore turns = new Semaphore(1);
  @TempDir private Path folder;

  @Test
  void whatItWritesIsRead() {
    assertThat(program(LONG, "/bin/echo").run(folder, List.of("$HOME;"), InputStream::readAllBytes))
        .contains("$HOME;\n".getBytes());
  }

  @Test
  void itHasNeitherTheEnvironmentNorInput() {
    assertThat(program(LONG, "/usr/bin/env").run(folder, List.of("cat"), InputStream::readAllBytes))
        .contains(new byte[0]);
    assertThat(program(LONG, "/usr/bin/env").run(folder, List.of(), InputStream::readAllBytes))
        .contains(new byte[0]);
  }

  @Test
  void aFailureIsAnEmptyResult() {
    assertThat(program(LONG, "/bin/cat").run(folder, List.of("missing"), InputStream::readAllBytes))
        .isEmpty();
  }

  @Test
  void itIsKilledWhenItsTimeIsOver() {
    assertThat(
            program(Duration.ofMillis(50), "/bin/sleep")
                .run(folder, List.of("600"), InputStream::readAllBytes))
        .isEmpty();
    assertThat(turns.availablePermits()).isOne();
  }

  @Test
  void oneThatWritesOrNeedsTooMuchIsKilled() {
    var media = new MediaSettings(DataSize.ofMegabytes(1), LONG, LONG, LONG, LONG);
    var settings = new ConverterSettings("", "", LONG, 1, DataSize.ofMegabytes(100));
    var programs = new Programs(settings, media);
    Assumptions.assumeTrue(programs.find("prlimit").isPresent(), "no prlimit");
    var yes = programs.find("yes").orElseThrow();
    assertThat(yes.run(folder, List.of(), InputStream::readAllBytes)).isEmpty();
    var tail = programs.find("tail").orElseThrow();
    assertThat(tail.run(folder, List.of("/dev/zero"), InputStream::readAllBytes)).isEmpty();
  }

  @Test
  void whereNoTurnComesTheGatewayIsBusy() {
    turns.acquireUninterruptibly();
    assertThatThrownBy(
            () ->
                program(Duration.ofMillis(1), "/bin/echo")
                    .run(folder, List.of(), InputStream::readAllBytes))
        .isInstanceOf(Failure.class);
  }

  private Program program(Duration timeout, String path) {
    return new Program(List.of(path), timeout, turns);
  }
}
