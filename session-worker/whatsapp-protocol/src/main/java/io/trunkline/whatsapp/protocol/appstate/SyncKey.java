package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKey;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyData;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyFingerprint;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyId;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;

/// A key that all devices of an account share, 32 bytes, and what is derived from it. `toString`
/// shows nothing, comparison takes constant time, and the bytes leave only by [#encode()].
public final class SyncKey {
  /// Length of the key.
  public static final int SIZE_BYTES = 32;

  private final SyncKeyId id;
  private final byte[] data;
  private final Instant timestamp;
  private final AppStateSyncKeyFingerprint fingerprint;
  private final MutationKeys derived;

  private SyncKey(
      SyncKeyId id, byte[] data, Instant timestamp, AppStateSyncKeyFingerprint fingerprint) {
    this.id = Objects.requireNonNull(id, "id");
    this.data = data;
    this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
    this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
    this.derived = MutationKeys.of(data);
  }

  /// Takes a copy of 32 bytes.
  ///
  /// @param timestamp when it was made
  /// @param fingerprint the account's devices at that time
  public static SyncKey of(
      SyncKeyId id, byte[] data, Instant timestamp, AppStateSyncKeyFingerprint fingerprint) {
    if (data.length != SIZE_BYTES) {
      throw new IllegalArgumentException("Expected a sync key of 32 bytes but was " + data.length);
    }
    return new SyncKey(id, data.clone(), timestamp, fingerprint);
  }

  /// Reads what [#encode()] gave.
  ///
  /// @throws AppStateException MALFORMED
  public static SyncKey decode(byte[] bytes) {
    try {
      return of(AppStateSyncKey.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new AppStateException(AppStateException.Code.MALFORMED, "Not a sync key");
    }
  }

  /// @throws AppStateException MALFORMED
  static SyncKey of(AppStateSyncKey message) {
    AppStateSyncKeyData data = message.getKeyData();
    if (data.getKeyData().size() != SIZE_BYTES) {
      throw new AppStateException(
          AppStateException.Code.MALFORMED,
          "Expected a sync key of 32 bytes but was " + data.getKeyData().size());
    }
    return new SyncKey(
        SyncKeyId.of(message.getKeyID().getKeyID()),
        data.getKeyData().toByteArray(),
        Instant.ofEpochMilli(data.getTimestamp()),
        data.getFingerprint());
  }

  public SyncKeyId id() {
    return id;
  }

  /// When it was made.
  public Instant timestamp() {
    return timestamp;
  }

  /// The account's devices when it was made; empty if the phone did not say.
  public AppStateSyncKeyFingerprint fingerprint() {
    return fingerprint;
  }

  /// The key with all that belongs to it, to be stored (encrypted): an `AppStateSyncKey`. The
  /// caller answers for where it goes.
  public byte[] encode() {
    return message().toByteArray();
  }

  AppStateSyncKey message() {
    return AppStateSyncKey.newBuilder()
        .setKeyID(AppStateSyncKeyId.newBuilder().setKeyID(id.bytes()))
        .setKeyData(
            AppStateSyncKeyData.newBuilder()
                .setKeyData(ByteString.copyFrom(data))
                .setFingerprint(fingerprint)
                .setTimestamp(timestamp.toEpochMilli()))
        .build();
  }

  MutationKeys derived() {
    return derived;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SyncKey key
        && id.equals(key.id)
        && MessageDigest.isEqual(data, key.data)
        && timestamp.equals(key.timestamp)
        && fingerprint.equals(key.fingerprint);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "SyncKey[" + id + "]";
  }
}
