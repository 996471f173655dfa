package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.action.SyncActionData;
import io.trunkline.whatsapp.proto.action.SyncActionValue;
import io.trunkline.whatsapp.proto.syncd.KeyId;
import io.trunkline.whatsapp.proto.syncd.SyncdIndex;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.proto.syncd.SyncdRecord;
import io.trunkline.whatsapp.proto.syncd.SyncdValue;
import io.trunkline.whatsapp.protocol.appstate.AppStateException.Code;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import java.time.Instant;

/// A mutation as it travels, its lengths checked: see the package for the value blob.
///
/// @param indexMac 32 bytes
/// @param valueBlob 64 bytes at least
record EncryptedMutation(
    SyncdOperation operation, SyncKeyId keyId, ByteString indexMac, ByteString valueBlob) {
  static final int IV_BYTES = 16;

  private static final int BLOCK_BYTES = 16;

  /// @throws AppStateException MALFORMED
  static EncryptedMutation of(SyncdMutation mutation) {
    return of(mutation.getOperation(), mutation.getRecord());
  }

  /// @throws AppStateException MALFORMED
  static EncryptedMutation of(SyncdOperation operation, SyncdRecord record) {
    ByteString indexMac = record.getIndex().getBlob();
    ByteString valueBlob = record.getValue().getBlob();
    int ciphertext = valueBlob.size() - IV_BYTES - MutationKeys.MAC_BYTES;
    if (indexMac.size() != MutationKeys.MAC_BYTES
        || ciphertext < BLOCK_BYTES
        || ciphertext % BLOCK_BYTES != 0) {
      throw new AppStateException(
          Code.MALFORMED,
          "No record: an index of %d bytes, a value of %d"
              .formatted(indexMac.size(), valueBlob.size()));
    }
    return new EncryptedMutation(
        operation, SyncKeyId.of(record.getKeyID().getID()), indexMac, valueBlob);
  }

  /// @param iv 16 random bytes
  static EncryptedMutation encrypt(
      SyncKey key,
      SyncdOperation operation,
      ActionIndex index,
      int version,
      SyncActionValue value,
      byte[] iv) {
    byte[] data =
        SyncActionData.newBuilder()
            .setIndex(index.json())
            .setValue(value)
            .setPadding(ByteString.EMPTY)
            .setVersion(version)
            .build()
            .toByteArray();
    byte[] ciphertext = key.derived().encrypt(iv, data);
    byte[] mac = key.derived().valueMac(operation, key.id().bytes().toByteArray(), iv, ciphertext);
    return new EncryptedMutation(
        operation,
        key.id(),
        indexMac(key, index),
        ByteString.copyFrom(iv)
            .concat(ByteString.copyFrom(ciphertext))
            .concat(ByteString.copyFrom(mac)));
  }

  static ByteString indexMac(SyncKey key, ActionIndex index) {
    return ByteString.copyFrom(key.derived().indexMac(index.json().toByteArray()));
  }

  /// A copy, so that it does not hold the whole value in memory.
  ByteString valueMac() {
    return ByteString.copyFrom(
        valueBlob.substring(valueBlob.size() - MutationKeys.MAC_BYTES).toByteArray());
  }

  /// Checks both MACs and reads what is inside.
  ///
  /// @param key the one of [#keyId()]
  /// @throws AppStateException BAD_VALUE_MAC, BAD_INDEX_MAC or MALFORMED
  Mutation decrypt(Collection collection, SyncKey key) {
    int end = valueBlob.size() - MutationKeys.MAC_BYTES;
    byte[] iv = valueBlob.substring(0, IV_BYTES).toByteArray();
    byte[] ciphertext = valueBlob.substring(IV_BYTES, end).toByteArray();
    byte[] mac = key.derived().valueMac(operation, keyId.bytes().toByteArray(), iv, ciphertext);
    if (!HmacSha256.matches(mac, valueBlob.substring(end).toByteArray())) {
      throw new AppStateException(Code.BAD_VALUE_MAC, "A value does not match its MAC");
    }
    SyncActionData data = data(key, iv, ciphertext);
    byte[] expected = key.derived().indexMac(data.getIndex().toByteArray());
    if (!HmacSha256.matches(expected, indexMac.toByteArray())) {
      throw new AppStateException(Code.BAD_INDEX_MAC, "A value stands under another's index");
    }
    return mutation(collection, operation, data);
  }

  private static SyncActionData data(SyncKey key, byte[] iv, byte[] ciphertext) {
    try {
      return SyncActionData.parseFrom(key.derived().decrypt(iv, ciphertext));
    } catch (CryptoException | InvalidProtocolBufferException e) {
      throw new AppStateException(Code.MALFORMED, "An authentic value is no action");
    }
  }

  static Mutation mutation(Collection collection, SyncdOperation operation, SyncActionData data) {
    ActionIndex index = ActionIndex.of(data.getIndex());
    Instant timestamp = Instant.ofEpochMilli(data.getValue().getTimestamp());
    return switch (operation) {
      case SET ->
          new Mutation.Set(
              ActionReader.read(collection, index, data.getVersion(), data.getValue()), timestamp);
      case REMOVE -> new Mutation.Remove(index, data.getVersion(), timestamp);
    };
  }

  SyncdMutation message() {
    return SyncdMutation.newBuilder()
        .setOperation(operation)
        .setRecord(
            SyncdRecord.newBuilder()
                .setIndex(SyncdIndex.newBuilder().setBlob(indexMac))
                .setValue(SyncdValue.newBuilder().setBlob(valueBlob))
                .setKeyID(KeyId.newBuilder().setID(keyId.bytes())))
        .build();
  }
}
