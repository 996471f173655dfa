package io.trunkline.whatsapp.protocol.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.signal.SenderKeyMessage;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Arrays;

/// A group message: `33 | SenderKeyMessage{id, iteration, ciphertext} | signature (64)`. Numbers
/// are always written, zero too.
///
/// @param signed the version and the protobuf, over which the signature goes
record WireSenderKeyMessage(
    int id, int iteration, byte[] ciphertext, byte[] signed, byte[] signature) {

  private static final int MIN_BYTES = 1 + XEdDsa.SIGNATURE_BYTES;

  /// The version and the protobuf, ready for the signature.
  static byte[] unsigned(int id, int iteration, byte[] ciphertext) {
    return WireMessage.versioned(
        SenderKeyMessage.newBuilder()
            .setId(id)
            .setIteration(iteration)
            .setCiphertext(ByteString.copyFrom(ciphertext))
            .build()
            .toByteArray());
  }

  /// @throws SignalException (`INVALID_MESSAGE`)
  static WireSenderKeyMessage parse(byte[] bytes) {
    if (bytes.length < MIN_BYTES) {
      throw WireMessage.invalid("Expected a message of 65 bytes or more but was " + bytes.length);
    }
    WireMessage.requireVersion(bytes);
    int end = bytes.length - XEdDsa.SIGNATURE_BYTES;
    SenderKeyMessage message;
    try {
      message = SenderKeyMessage.parser().parseFrom(bytes, 1, end - 1);
    } catch (InvalidProtocolBufferException e) {
      throw new SignalException(SignalException.Code.INVALID_MESSAGE, "No SenderKeyMessage", e);
    }
    if (!message.hasId() || !message.hasIteration() || !message.hasCiphertext()) {
      throw WireMessage.invalid("Expected an id, an iteration and a ciphertext");
    }
    if (message.getIteration() < 0) {
      throw WireMessage.invalid("Expected an iteration below 2^31");
    }
    return new WireSenderKeyMessage(
        message.getId(),
        message.getIteration(),
        message.getCiphertext().toByteArray(),
        Arrays.copyOf(bytes, end),
        Arrays.copyOfRange(bytes, end, bytes.length));
  }

  boolean isSignedBy(PublicKey key) {
    return XEdDsa.verify(key, signed, signature);
  }
}
