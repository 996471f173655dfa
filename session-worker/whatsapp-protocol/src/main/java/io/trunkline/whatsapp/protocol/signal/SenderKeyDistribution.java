package io.trunkline.whatsapp.protocol.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.signal.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.security.MessageDigest;

/// A sender key as its owner tells it to the members of a group, who can then decrypt from its
/// iteration on: `33 | SenderKeyDistributionMessage{id, iteration, chainKey 32, signingKey 33}`.
///
/// It has no authentication of its own and travels inside a pairwise message, whose sender is the
/// key's owner. It contains a secret, which `toString` does not show.
public final class SenderKeyDistribution {

  private final int id;
  private final PublicKey signingKey;
  private final ChainKey chain;

  SenderKeyDistribution(int id, PublicKey signingKey, ChainKey chain) {
    this.id = id;
    this.signingKey = signingKey;
    this.chain = chain;
  }

  /// Reads the wire form.
  ///
  /// @throws SignalException (`INVALID_MESSAGE`, `INVALID_KEY`) when it is none
  public static SenderKeyDistribution parse(byte[] bytes) {
    WireMessage.requireVersion(bytes);
    SenderKeyDistributionMessage message;
    try {
      message = SenderKeyDistributionMessage.parser().parseFrom(bytes, 1, bytes.length - 1);
    } catch (InvalidProtocolBufferException e) {
      throw new SignalException(
          SignalException.Code.INVALID_MESSAGE, "No SenderKeyDistributionMessage", e);
    }
    if (!message.hasId()
        || !message.hasIteration()
        || message.getChainKey().size() != ChainKey.KEY_BYTES) {
      throw WireMessage.invalid("Expected an id, an iteration and a chain key of 32 bytes");
    }
    if (message.getIteration() < 0) {
      throw WireMessage.invalid("Expected an iteration below 2^31");
    }
    return new SenderKeyDistribution(
        message.getId(),
        WireMessage.publicKey(message.getSigningKey()),
        new ChainKey(message.getChainKey().toByteArray(), message.getIteration()));
  }

  /// The wire form. It contains a secret.
  public byte[] encode() {
    return WireMessage.versioned(
        SenderKeyDistributionMessage.newBuilder()
            .setId(id)
            .setIteration(chain.counter())
            .setChainKey(ByteString.copyFrom(chain.key()))
            .setSigningKey(ByteString.copyFrom(signingKey.serialized()))
            .build()
            .toByteArray());
  }

  /// Names the key among those of its owner; 32 bits, whatever their sign.
  public int id() {
    return id;
  }

  /// What the owner's group messages under this key are signed with.
  public PublicKey signingKey() {
    return signingKey;
  }

  /// The first iteration that can be decrypted.
  public int iteration() {
    return chain.counter();
  }

  ChainKey chain() {
    return chain;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SenderKeyDistribution that
        && MessageDigest.isEqual(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return 31 * signingKey.hashCode() + iteration();
  }

  @Override
  public String toString() {
    return "SenderKeyDistribution[id=%d, %s, iteration=%d]".formatted(id, signingKey, iteration());
  }
}
