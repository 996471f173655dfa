package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.util.Objects;

/// A one-time prekey of our own: handed out once by the server, deleted when used.
///
/// @param id 24 bits on the wire
public record PreKey(int id, KeyPair keyPair) {

  public PreKey {
    Objects.requireNonNull(keyPair, "keyPair");
  }

  /// Makes a new pair under an id.
  public static PreKey generate(int id, Randomness randomness) {
    return new PreKey(id, Curve25519.generate(randomness));
  }

  /// The half that others get.
  public PreKeyPublic toPublic() {
    return new PreKeyPublic(id, keyPair.publicKey());
  }
}
