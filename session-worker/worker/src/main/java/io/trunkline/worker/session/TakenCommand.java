package io.trunkline.worker.session;

import io.trunkline.proto.command.Command;
import java.util.concurrent.atomic.AtomicBoolean;

/// A command that was read and must be completed exactly once, with its result at the broker.
public final class TakenCommand {
  private final Command command;
  private final Runnable completion;
  private final AtomicBoolean isCompleted = new AtomicBoolean();

  /// @param completion lets the offset move on; safe for any thread
  public TakenCommand(Command command, Runnable completion) {
    this.command = command;
    this.completion = completion;
  }

  public Command command() {
    return command;
  }

  void complete() {
    if (isCompleted.compareAndSet(false, true)) {
      completion.run();
    }
  }

  /// @return whether nobody else has taken it upon himself to answer
  boolean isOpen() {
    return !isCompleted.get();
  }
}
