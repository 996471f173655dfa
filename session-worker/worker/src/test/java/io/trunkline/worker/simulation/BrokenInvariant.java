package io.trunkline.worker.simulation;

/// Something happened that must never happen.
final class BrokenInvariant extends AssertionError {
  BrokenInvariant(String message) {
    super(message);
  }
}
