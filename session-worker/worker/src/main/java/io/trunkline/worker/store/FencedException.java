package io.trunkline.worker.store;

/// A write was refused because another worker owns the shard now. Nothing was written.
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FencedException(OwnedSession session) {
    super(
        "Shard " + session.shard() + " is no longer ours under epoch " + session.epoch(),
        null,
        false,
        false);
  }
}
