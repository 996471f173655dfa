package io.trunkline.worker.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/// Keeps the order within a chat while a message waits for its files: the next ones line up behind
/// it. In the session's mailbox.
final class ChatLines {
  private final Map<String, Queue<Runnable>> lines = new HashMap<>();

  /// Runs the task now, or once those before it have left.
  void enter(String chat, Runnable task) {
    Queue<Runnable> line = lines.get(chat);
    if (line == null) {
      task.run();
    } else {
      line.add(task);
    }
  }

  /// Holds the chat back, from within a task that [#enter] runs.
  void hold(String chat) {
    lines.computeIfAbsent(chat, _ -> new ArrayDeque<>());
  }

  /// Lets those behind go, until one of them holds the chat back again.
  void release(String chat) {
    Queue<Runnable> line = lines.remove(chat);
    while (line != null && !line.isEmpty()) {
      line.poll().run();
      Queue<Runnable> held = lines.get(chat);
      if (held != null) {
        held.addAll(line);
        return;
      }
    }
  }
}
