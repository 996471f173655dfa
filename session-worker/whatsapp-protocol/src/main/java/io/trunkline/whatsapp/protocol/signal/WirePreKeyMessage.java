package io.trunkline.whatsapp.protocol.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.signal.PreKeySignalMessage;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.OptionalInt;

/// A prekey message: `33 | PreKeySignalMessage`, the plain message inside. It has no MAC of its
/// own: a wrong key in it makes the inner one's fail.
///
/// @param preKeyId empty when the sender's bundle had no one-time prekey
record WirePreKeyMessage(
    OptionalInt preKeyId,
    int signedPreKeyId,
    PublicKey baseKey,
    PublicKey identity,
    int registrationId,
    WireMessage message) {

  static byte[] encode(PendingPreKey pending, OwnIdentity own, byte[] message) {
    PreKeySignalMessage.Builder body =
        PreKeySignalMessage.newBuilder()
            .setBaseKey(ByteString.copyFrom(pending.baseKey().serialized()))
            .setIdentityKey(ByteString.copyFrom(own.identity().publicKey().serialized()))
            .setMessage(ByteString.copyFrom(message))
            .setRegistrationId(own.registrationId())
            .setSignedPreKeyId(pending.signedPreKeyId());
    pending.preKeyId().ifPresent(body::setPreKeyId);
    return WireMessage.versioned(body.build().toByteArray());
  }

  /// @throws SignalException (`INVALID_MESSAGE`, `INVALID_KEY`)
  static WirePreKeyMessage parse(byte[] bytes) {
    WireMessage.requireVersion(bytes);
    PreKeySignalMessage body;
    try {
      body = PreKeySignalMessage.parser().parseFrom(bytes, 1, bytes.length - 1);
    } catch (InvalidProtocolBufferException e) {
      throw new SignalException(SignalException.Code.INVALID_MESSAGE, "No PreKeySignalMessage", e);
    }
    if (!body.hasBaseKey()
        || !body.hasIdentityKey()
        || !body.hasMessage()
        || !body.hasSignedPreKeyId()) {
      throw WireMessage.invalid("Expected a base key, an identity, a signed prekey and a message");
    }
    return new WirePreKeyMessage(
        body.hasPreKeyId() ? OptionalInt.of(body.getPreKeyId()) : OptionalInt.empty(),
        body.getSignedPreKeyId(),
        WireMessage.publicKey(body.getBaseKey()),
        WireMessage.publicKey(body.getIdentityKey()),
        body.getRegistrationId(),
        WireMessage.parse(body.getMessage().toByteArray()));
  }
}
