package io.trunkline.whatsapp.protocol.noise;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.noise.HandshakeException.Code;

/// Reading of what both roles receive.
final class HandshakeMessages {
  private HandshakeMessages() {}

  static HandshakeMessage parse(byte[] message) {
    try {
      return HandshakeMessage.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new HandshakeException(Code.MALFORMED, "Not a handshake message");
    }
  }

  static PublicKey key(ByteString key, String which) {
    return key(key.toByteArray(), which);
  }

  static PublicKey key(byte[] key, String which) {
    if (key.length != PublicKey.SIZE_BYTES) {
      throw new HandshakeException(
          Code.MALFORMED, "Expected 32 bytes of " + which + " but were " + key.length);
    }
    return PublicKey.of(key);
  }

  static ByteString bytes(PublicKey key) {
    return ByteString.copyFrom(key.bytes());
  }
}
