package io.trunkline.local;

/// Something on this machine stands in the way. The message is one line for the person at the
/// terminal: what is wrong and what to change.
public final class LocalFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LocalFailure(String message) {
    super(message);
  }

  public LocalFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
