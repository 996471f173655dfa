package io.trunkline.worker.session;

import io.trunkline.contract.tracing.Hop;
import io.trunkline.proto.command.Command;
import java.util.concurrent.atomic.AtomicBoolean;

/// A command that was read and must be completed exactly once, with its result at the broker.
public final class TakenCommand {
  private final Command command;
  private final Hop hop;
  private final Runnable completion;
  private final AtomicBoolean isCompleted = new AtomicBoolean();

  /// @param hop the step in the trace that the command belongs to; it ends with the command
  /// @param completion lets the offset move on; safe for any thread
  public TakenCommand(Command command, Hop hop, Runnable completion) {
    this.command = command;
    this.hop = hop;
    this.completion = completion;
  }

  public Command command() {
    return command;
  }

  Hop hop() {
    return hop;
  }

  void complete() {
    if (isCompleted.compareAndSet(false, true)) {
      hop.end();
      completion.run();
    }
  }

  /// @return whether nobody else has taken it upon himself to answer
  boolean isOpen() {
    return !isCompleted.get();
  }
}
