package io.trunkline.whatsapp.client.media;

/// Hears that a transfer moves; one that does not for long is taken for dead.
@FunctionalInterface
public interface Progress {
  void moved();
}
