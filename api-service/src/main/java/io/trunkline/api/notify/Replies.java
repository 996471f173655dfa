package io.trunkline.api.notify;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The bodies of the dialect's replies.
final class Replies {
  private Replies() {}

  /// @param messageId the row's id, never used again
  record Accepted(boolean success, @JsonProperty("message_id") long messageId) {
    static Accepted of(long id) {
      return new Accepted(true, id);
    }
  }

  record Done(boolean success) {
    static final Done DONE = new Done(true);
  }

  record Told(boolean success, String message) {}
}
