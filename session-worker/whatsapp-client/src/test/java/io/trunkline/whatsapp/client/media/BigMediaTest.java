package io.trunkline.whatsapp.client.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigMediaTest {
  private static final long LENGTH = 300L << 20;

  @Test
  void threeHundredMegabytesPassThroughAHeapOfThirtyTwo(@TempDir Path folder) throws Exception {
    Process program =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                BigMedia.class.getName(),
                Long.toString(LENGTH),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(program.waitFor()).as(output).isZero();
    assertThat(output).endsWith(Long.toString(LENGTH));
  }
}
