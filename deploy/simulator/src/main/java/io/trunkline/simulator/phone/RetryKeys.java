package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.HexFormat;

/// The keys in a retry receipt, by which a session begins anew.
final class RetryKeys {
  private RetryKeys() {}

  /// Of a phone, with a one-time key that is made for it.
  static Node fresh(SignalParty signal, Transaction transaction) {
    SignedPreKey signed = signal.preKeys().signed();
    PreKey key = signal.preKeys().mint(transaction);
    return Node.of("keys")
        .child(Node.of("type").bytes(new byte[] {PublicKey.TYPE}).build())
        .child(Node.of("identity").bytes(signal.own().identity().publicKey().bytes()).build())
        .child(
            Node.of("key")
                .child(Node.of("id").bytes(u24(key.id())).build())
                .child(Node.of("value").bytes(key.keyPair().publicKey().bytes()).build())
                .build())
        .child(
            Node.of("skey")
                .child(Node.of("id").bytes(u24(signed.id())).build())
                .child(Node.of("value").bytes(signed.keyPair().publicKey().bytes()).build())
                .child(Node.of("signature").bytes(signed.signature()).build())
                .build())
        .build();
  }

  /// Of a device that asks.
  static PreKeyBundle bundle(Node keys, int registrationId, int device) {
    Node signed = keys.requireChild("skey");
    return new PreKeyBundle(
        registrationId,
        device,
        PublicKey.of(keys.requireChild("identity").bytes()),
        new SignedPreKeyPublic(
            u24(signed.requireChild("id").bytes(3)),
            PublicKey.of(signed.requireChild("value").bytes(32)),
            signed.requireChild("signature").bytes(64)),
        keys.child("key")
            .map(
                key ->
                    new PreKeyPublic(
                        u24(key.requireChild("id").bytes(3)),
                        PublicKey.of(key.requireChild("value").bytes(32)))));
  }

  private static byte[] u24(int value) {
    return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
  }

  private static int u24(byte[] bytes) {
    return Integer.parseInt(HexFormat.of().formatHex(bytes), 16);
  }
}
