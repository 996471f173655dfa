package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Objects;

/// The public half of a device's one-time prekey.
public record PreKeyPublic(int id, PublicKey key) {

  public PreKeyPublic {
    Objects.requireNonNull(key, "key");
  }
}
