package io.trunkline.whatsapp.client.media;

import java.time.Duration;

/// Waits between tries; in production `Thread::sleep`.
@FunctionalInterface
public interface Pause {
  void forAWhile(Duration length) throws InterruptedException;
}
