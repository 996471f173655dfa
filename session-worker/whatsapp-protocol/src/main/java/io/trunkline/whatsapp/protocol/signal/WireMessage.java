package io.trunkline.whatsapp.protocol.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.signal.SignalMessage;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Arrays;

/// A plain message: `33 | SignalMessage | MAC (8)`. Counters are always written, zero too.
///
/// @param authenticated the version and the protobuf, over which the MAC goes
record WireMessage(
    PublicKey ratchetKey, int counter, byte[] ciphertext, byte[] authenticated, byte[] mac) {

  /// Version 3 of the message in the high half, of the sender in the low half.
  static final byte VERSION = 0x33;

  private static final int MIN_BYTES = 1 + MessageKeys.MAC_BYTES;

  /// The version and the protobuf, ready for the MAC.
  static byte[] unauthenticated(
      PublicKey ratchetKey, int counter, int previousCounter, byte[] ciphertext) {
    return versioned(
        SignalMessage.newBuilder()
            .setRatchetKey(ByteString.copyFrom(ratchetKey.serialized()))
            .setCounter(counter)
            .setPreviousCounter(previousCounter)
            .setCiphertext(ByteString.copyFrom(ciphertext))
            .build()
            .toByteArray());
  }

  /// @throws SignalException (`INVALID_MESSAGE`, `INVALID_KEY`)
  static WireMessage parse(byte[] bytes) {
    if (bytes.length < MIN_BYTES) {
      throw invalid("Expected a message of 9 bytes or more but was " + bytes.length);
    }
    requireVersion(bytes);
    int end = bytes.length - MessageKeys.MAC_BYTES;
    SignalMessage message;
    try {
      message = SignalMessage.parser().parseFrom(bytes, 1, end - 1);
    } catch (InvalidProtocolBufferException e) {
      throw new SignalException(SignalException.Code.INVALID_MESSAGE, "No SignalMessage", e);
    }
    if (!message.hasRatchetKey() || !message.hasCounter() || !message.hasCiphertext()) {
      throw invalid("Expected a ratchet key, a counter and a ciphertext");
    }
    if (message.getCounter() < 0) {
      throw invalid("Expected a counter below 2^31");
    }
    return new WireMessage(
        publicKey(message.getRatchetKey()),
        message.getCounter(),
        message.getCiphertext().toByteArray(),
        Arrays.copyOf(bytes, end),
        Arrays.copyOfRange(bytes, end, bytes.length));
  }

  boolean isAuthenticatedBy(MessageKeys keys, PublicKey sender, PublicKey receiver) {
    return HmacSha256.matches(keys.mac(sender, receiver, authenticated), mac);
  }

  static void requireVersion(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw invalid(
          "Expected version 33 but was "
              + (bytes.length == 0 ? "nothing" : "%02x".formatted(bytes[0])));
    }
  }

  static byte[] versioned(byte[] body) {
    byte[] versioned = new byte[body.length + 1];
    versioned[0] = VERSION;
    System.arraycopy(body, 0, versioned, 1, body.length);
    return versioned;
  }

  /// X25519 ignores a key's top bit. A key that has it set would be a second name of a session,
  /// under which an old prekey message could be played again.
  static PublicKey publicKey(ByteString serialized) {
    try {
      PublicKey key = PublicKey.ofSerialized(serialized.toByteArray());
      if (serialized.byteAt(PublicKey.SERIALIZED_SIZE_BYTES - 1) < 0) {
        throw new SignalException(SignalException.Code.INVALID_KEY, "The key's top bit is set");
      }
      return key;
    } catch (CryptoException e) {
      throw new SignalException(SignalException.Code.INVALID_KEY, e.getMessage(), e);
    }
  }

  static SignalException invalid(String message) {
    return new SignalException(SignalException.Code.INVALID_MESSAGE, message);
  }
}
