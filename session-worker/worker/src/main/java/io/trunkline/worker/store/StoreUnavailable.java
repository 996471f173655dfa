package io.trunkline.worker.store;

/// A read or write did not succeed; of a write it may be unknown whether it did. The session is to
/// be loaded anew.
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreUnavailable(String attempted, Throwable cause) {
    super(attempted, cause);
  }
}
