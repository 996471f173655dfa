package io.trunkline.whatsapp.protocol.pairing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.trunkline.whatsapp.proto.adv.ADVDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVEncryptionType;
import io.trunkline.whatsapp.proto.adv.ADVKeyIndexList;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVSignedKeyIndexList;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;

/// What is signed, for both roles. Signatures cover bytes as received, never encoded anew.
final class AdvMessages {
  private static final byte[] ACCOUNT = {6, 0};
  private static final byte[] DEVICE = {6, 1};
  private static final byte[] KEY_INDEX_LIST = {6, 2};
  private static final byte[] HOSTED_ACCOUNT = {6, 5};
  private static final byte[] HOSTED_KEY_INDEX_LIST = {6, 7};

  private AdvMessages() {}

  static byte[] hmac(byte[] secret, byte[] details, ADVEncryptionType accountType) {
    return accountType == ADVEncryptionType.HOSTED
        ? HmacSha256.mac(secret, HOSTED_ACCOUNT, details)
        : HmacSha256.mac(secret, details);
  }

  static byte[] accountMessage(
      byte[] details, ADVDeviceIdentity identity, PublicKey companionIdentity) {
    boolean hosted = identity.getDeviceType() == ADVEncryptionType.HOSTED;
    return concat(hosted ? HOSTED_ACCOUNT : ACCOUNT, details, companionIdentity.bytes());
  }

  static byte[] deviceMessage(byte[] details, PublicKey companionIdentity, PublicKey accountKey) {
    return concat(DEVICE, details, companionIdentity.bytes(), accountKey.bytes());
  }

  static byte[] keyIndexListMessage(byte[] details, ADVKeyIndexList list) {
    boolean hosted = list.getAccountType() == ADVEncryptionType.HOSTED;
    return concat(hosted ? HOSTED_KEY_INDEX_LIST : KEY_INDEX_LIST, details);
  }

  static ADVDeviceIdentity deviceIdentity(ADVSignedDeviceIdentity signed) {
    return parse(ADVDeviceIdentity.parser(), signed.getDetails());
  }

  static void requireAccountSignature(
      ADVSignedDeviceIdentity signed, PublicKey companionIdentity, PublicKey accountKey) {
    byte[] message =
        accountMessage(
            signed.getDetails().toByteArray(), deviceIdentity(signed), companionIdentity);
    requireSignature(accountKey, message, signed.getAccountSignature(), "account");
  }

  static void requireDeviceSignature(
      ADVSignedDeviceIdentity signed, PublicKey companionIdentity, PublicKey accountKey) {
    byte[] message =
        deviceMessage(signed.getDetails().toByteArray(), companionIdentity, accountKey);
    requireSignature(companionIdentity, message, signed.getDeviceSignature(), "device");
  }

  static void requireKeyIndexSignature(
      ADVSignedKeyIndexList signed, ADVKeyIndexList list, PublicKey accountKey) {
    byte[] message = keyIndexListMessage(signed.getDetails().toByteArray(), list);
    requireSignature(accountKey, message, signed.getAccountSignature(), "key index list's");
  }

  private static void requireSignature(
      PublicKey signer, byte[] message, ByteString signature, String which) {
    if (!XEdDsa.verify(signer, message, signature.toByteArray())) {
      throw new AdvException(
          AdvException.Code.SIGNATURE_MISMATCH, "The " + which + " signature does not match");
    }
  }

  static Instant instant(long epochSeconds) {
    try {
      return Instant.ofEpochSecond(epochSeconds);
    } catch (DateTimeException e) {
      throw new AdvException(AdvException.Code.MALFORMED, "Expected a timestamp in seconds");
    }
  }

  static PublicKey key(ByteString key) {
    if (key.size() != PublicKey.SIZE_BYTES) {
      throw new AdvException(
          AdvException.Code.MALFORMED, "Expected an account key of 32 bytes but was " + key.size());
    }
    return PublicKey.of(key.toByteArray());
  }

  static <M extends MessageLite> M parse(Parser<M> parser, byte[] bytes) {
    return parse(parser, ByteString.copyFrom(bytes));
  }

  static <M extends MessageLite> M parse(Parser<M> parser, ByteString bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AdvException(
          AdvException.Code.MALFORMED, "Not a device identity or key index list");
    }
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
