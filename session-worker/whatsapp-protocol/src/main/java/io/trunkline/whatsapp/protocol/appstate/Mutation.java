package io.trunkline.whatsapp.protocol.appstate;

import java.time.Instant;
import java.util.Objects;

/// A change of one record, in the clear.
public sealed interface Mutation {
  /// The record.
  ActionIndex index();

  /// When it was changed, milliseconds; the epoch where the writer left it out. Of two changes of
  /// one index the later one counts, whatever their order in the log.
  Instant timestamp();

  /// The record now says this.
  record Set(Action action, Instant timestamp) implements Mutation {
    public Set {
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    @Override
    public ActionIndex index() {
      return action.index();
    }
  }

  /// The record is gone, such as a contact that was deleted.
  ///
  /// @param version the version of the value that it had, [Action#version()]
  record Remove(ActionIndex index, int version, Instant timestamp) implements Mutation {
    public Remove {
      Objects.requireNonNull(index, "index");
      Objects.requireNonNull(timestamp, "timestamp");
    }

    /// Takes back what an action with the same index said.
    public static Remove of(Action action, Instant timestamp) {
      return new Remove(action.index(), action.version(), timestamp);
    }
  }
}
