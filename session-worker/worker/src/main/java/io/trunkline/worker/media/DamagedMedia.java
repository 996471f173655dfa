package io.trunkline.worker.media;

/// A stored file is not what was stored: damaged, cut off, or put where it does not belong. Other
/// files are not touched.
public final class DamagedMedia extends RuntimeException {
  private static final long serialVersionUID = 1;

  DamagedMedia(String message) {
    super(message);
  }
}
