package io.trunkline.whatsapp.protocol;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Gives out prepared bytes, in order, and fails when asked for others or for more.
public final class ScriptedRandomness implements Randomness {

  private final Deque<byte[]> prepared;

  public ScriptedRandomness(byte[]... prepared) {
    this.prepared = new ArrayDeque<>(List.of(prepared));
  }

  @Override
  public byte[] bytes(int count) {
    byte[] next = prepared.remove();
    if (next.length != count) {
      throw new IllegalStateException(
          "Expected to be asked for %d bytes but was %d".formatted(next.length, count));
    }
    return next.clone();
  }
}
