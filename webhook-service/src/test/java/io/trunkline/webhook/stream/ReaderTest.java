package io.trunkline.webhook.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private static final int BACKLOG = 3;

  @Test
  void readerThatFallsBehindIsClosedWith1013() {
    var socket = new StuckSocket();
    var reader = new Reader(socket, UUID.randomUUID(), Optional.empty(), BACKLOG);
    reader.start();
    reader.offer("taken by the writer, who is stuck");
    await().until(socket::isWriting);
    for (int i = 0; i < BACKLOG; i++) {
      reader.offer("waits");
    }
    assertThat(socket.closedWith()).isEmpty();

    reader.offer("one too many");

    await().until(() -> socket.closedWith().isPresent());
    assertThat(socket.closedWith().get().getCode()).isEqualTo(1013);
  }
}
