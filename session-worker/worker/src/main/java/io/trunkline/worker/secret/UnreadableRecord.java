package io.trunkline.worker.secret;

/// A stored record does not open: damaged, moved, or under a key that we do not have. The session
/// cannot be loaded; other sessions are not touched.
public final class UnreadableRecord extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnreadableRecord(String message, Throwable cause) {
    super(message, cause);
  }
}
