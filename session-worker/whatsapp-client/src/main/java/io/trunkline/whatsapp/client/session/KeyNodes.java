package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.Optional;

/// Keys as stanza nodes, as prekey uploads, bundles and retry receipts carry them.
///
///     registration  u32
///     type          05
///     identity      32 bytes
///     key  > id u24, value 32 bytes
///     skey > id u24, value 32 bytes, signature 64 bytes
///
/// Source: protocol dossier, 05.2 and 09.3.
final class KeyNodes {

  private KeyNodes() {}

  static Node registration(int registrationId) {
    return Node.of("registration").bytes(bigEndian(registrationId, 4)).build();
  }

  static Node type() {
    return Node.of("type").bytes(new byte[] {5}).build();
  }

  static Node identity(PublicKey identity) {
    return Node.of("identity").bytes(identity.bytes()).build();
  }

  static Node key(PreKey key) {
    return Node.of("key")
        .child(id(key.id()))
        .child(Node.of("value").bytes(key.keyPair().publicKey().bytes()).build())
        .build();
  }

  static Node signedKey(SignedPreKey key) {
    return Node.of("skey")
        .child(id(key.id()))
        .child(Node.of("value").bytes(key.keyPair().publicKey().bytes()).build())
        .child(Node.of("signature").bytes(key.signature()).build())
        .build();
  }

  /// Reads a bundle.
  ///
  /// @param registrationHolder the node with the child `registration`
  /// @param keysHolder the node with `identity`, `skey` and perhaps `key`
  /// @throws RuntimeException where a part is missing or has a wrong size
  static PreKeyBundle bundle(int device, Node registrationHolder, Node keysHolder) {
    Node signed = keysHolder.requireChild("skey");
    return new PreKeyBundle(
        unsigned(registrationHolder.requireChild("registration").bytes()),
        device,
        PublicKey.of(keysHolder.requireChild("identity").bytes()),
        new SignedPreKeyPublic(
            unsigned(signed.requireChild("id").bytes()),
            PublicKey.of(signed.requireChild("value").bytes()),
            signed.requireChild("signature").bytes(64)),
        keysHolder.child("key").map(KeyNodes::oneTime));
  }

  private static PreKeyPublic oneTime(Node key) {
    return new PreKeyPublic(
        unsigned(key.requireChild("id").bytes()), PublicKey.of(key.requireChild("value").bytes()));
  }

  static Optional<Integer> registrationOf(Node holder) {
    return holder.child("registration").map(node -> unsigned(node.bytes()));
  }

  private static Node id(int id) {
    return Node.of("id").bytes(bigEndian(id, 3)).build();
  }

  private static byte[] bigEndian(int value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> (8 * (size - 1 - i)));
    }
    return bytes;
  }

  private static int unsigned(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > 4) {
      throw new IllegalArgumentException("Expected 1 to 4 bytes but was " + bytes.length);
    }
    int value = 0;
    for (byte b : bytes) {
      value = value << 8 | (b & 0xff);
    }
    return value;
  }
}
