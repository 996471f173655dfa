package io.trunkline.simulator.server;

import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Ids of the stanzas that the server itself begins: unique over restarts.
final class StanzaIds {
  private final String prefix;
  private final AtomicLong next = new AtomicLong(1);

  StanzaIds(Randomness randomness) {
    prefix = HexFormat.of().withUpperCase().formatHex(randomness.bytes(4));
  }

  String next() {
    return prefix + "-" + next.getAndIncrement();
  }
}
