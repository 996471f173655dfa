package io.trunkline.worker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatLinesTest {
  private final ChatLines lines = new ChatLines();
  private final List<String> left = new ArrayList<>();

  private void text(String chat, String name) {
    lines.enter(chat, () -> left.add(name));
  }

  private void file(String chat, String name) {
    lines.enter(
        chat,
        () -> {
          left.add(name);
          lines.hold(chat);
        });
  }

  @Test
  void nothingWaitsWhereNothingIsHeld() {
    text("a", "1");
    text("a", "2");
    assertThat(left).containsExactly("1", "2");
  }

  @Test
  void theChatWaitsForAFileAndOtherChatsDoNot() {
    file("a", "file");
    text("a", "behind");
    text("b", "other");
    assertThat(left).containsExactly("file", "other");
    lines.release("a");
    text("a", "later");
    assertThat(left).containsExactly("file", "other", "behind", "later");
  }

  @Test
  void aFileBehindAFileHoldsTheRestBack() {
    file("a", "one");
    text("a", "1");
    file("a", "two");
    text("a", "2");
    text("a", "3");
    lines.release("a");
    assertThat(left).containsExactly("one", "1", "two");
    text("a", "4");
    lines.release("a");
    assertThat(left).containsExactly("one", "1", "two", "2", "3", "4");
  }
}
