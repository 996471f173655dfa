package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// The key under which this device sends to one group: a chain that every member follows, and a
/// pair whose signatures show that it was this device.
///
/// Every member can decrypt, so it must be replaced by a new one ([#create]) when somebody leaves
/// the group.
///
/// Immutable. It contains secrets: its stored form must be encrypted at rest, and `toString` shows
/// none. Two are equal when their stored forms are.
///
/// Source: libsignal's sender keys, by behaviour.
public final class OwnSenderKey {

  /// How far [#skipTo] goes at most, because receivers follow no further.
  public static final int MAX_SKIP = ReceiverChain.MAX_JUMP;

  private final int id;
  private final KeyPair signing;
  private final ChainKey chain;

  OwnSenderKey(int id, KeyPair signing, ChainKey chain) {
    this.id = id;
    this.signing = signing;
    this.chain = chain;
  }

  /// Makes a new key at iteration 0. Draws the id (31 bits), the chain key, then the signing pair.
  public static OwnSenderKey create(Randomness randomness) {
    int id = ByteBuffer.wrap(randomness.bytes(Integer.BYTES)).getInt() & Integer.MAX_VALUE;
    ChainKey chain = new ChainKey(randomness.bytes(ChainKey.KEY_BYTES), 0);
    return new OwnSenderKey(id, Curve25519.generate(randomness), chain);
  }

  /// Reads the stored form.
  ///
  /// @throws SignalException (`INVALID_SESSION`) when it is none
  public static OwnSenderKey decode(byte[] bytes) {
    return SenderKeyFormat.decodeOwn(bytes);
  }

  /// The stored form, with a version in its first byte. It contains secrets.
  public byte[] encode() {
    return SenderKeyFormat.encode(this);
  }

  /// Names the key among those of this device; with the signing key it names the chain.
  public int id() {
    return id;
  }

  /// The public half of the signing pair.
  public PublicKey signingKey() {
    return signing.publicKey();
  }

  /// The iteration of the next message.
  public int iteration() {
    return chain.counter();
  }

  /// What members need to decrypt the next message and all after it, but none before: to be sent to
  /// each device pairwise.
  public SenderKeyDistribution distribution() {
    return new SenderKeyDistribution(id, signing.publicKey(), chain);
  }

  /// The key advanced, so that `iteration` is the next one: after a crash, to the end of what was
  /// reserved. Iterations are never taken back: at or behind the chain this does nothing.
  ///
  /// @param iteration at most 2000 ahead
  public OwnSenderKey skipTo(int iteration) {
    ChainKey skipped = chain.skipTo(iteration);
    return skipped == chain ? this : new OwnSenderKey(id, signing, skipped);
  }

  OwnSenderKey next() {
    return new OwnSenderKey(id, signing, chain.next());
  }

  KeyPair signing() {
    return signing;
  }

  ChainKey chain() {
    return chain;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OwnSenderKey that && MessageDigest.isEqual(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return 31 * signingKey().hashCode() + iteration();
  }

  @Override
  public String toString() {
    return "OwnSenderKey[id=%d, %s, iteration=%d]".formatted(id, signingKey(), iteration());
  }
}
