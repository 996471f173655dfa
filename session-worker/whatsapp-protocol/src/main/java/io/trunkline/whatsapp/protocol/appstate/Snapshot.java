package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.proto.syncd.SyncdRecord;
import io.trunkline.whatsapp.proto.syncd.SyncdSnapshot;
import io.trunkline.whatsapp.proto.syncd.SyncdVersion;
import io.trunkline.whatsapp.protocol.appstate.AppStateException.Code;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All records of a collection at one version, as they travel (`SyncdSnapshot`), lengths checked,
/// nothing believed yet.
public final class Snapshot {
  /// A collection before its first patch: what a server begins with. It is never sent.
  public static final Snapshot EMPTY = new Snapshot(SyncdSnapshot.getDefaultInstance(), List.of());

  private static final int FILE_KEY_BYTES = 32;
  private static final int FILE_HASH_BYTES = 32;

  private final SyncdSnapshot message;
  private final List<EncryptedMutation> records;

  private Snapshot(SyncdSnapshot message, List<EncryptedMutation> records) {
    this.message = message;
    this.records = records;
  }

  /// Reads the content of a `snapshot` node: where the file is, to be downloaded as
  /// `md-app-state`.
  ///
  /// @throws AppStateException MALFORMED
  public static ExternalBlobReference reference(byte[] bytes) {
    try {
      ExternalBlobReference reference = ExternalBlobReference.parseFrom(bytes);
      requireComplete(reference);
      return reference;
    } catch (InvalidProtocolBufferException e) {
      throw new AppStateException(Code.MALFORMED, "Not a reference to a file");
    }
  }

  static void requireComplete(ExternalBlobReference reference) {
    boolean complete =
        reference.getMediaKey().size() == FILE_KEY_BYTES
            && !reference.getDirectPath().isEmpty()
            && reference.getFileSHA256().size() == FILE_HASH_BYTES
            && reference.getFileEncSHA256().size() == FILE_HASH_BYTES;
    if (!complete) {
      throw new AppStateException(Code.MALFORMED, "A file without its key, path or hashes");
    }
  }

  /// Reads the decrypted file.
  ///
  /// @throws AppStateException MALFORMED
  public static Snapshot parse(byte[] bytes) {
    SyncdSnapshot message;
    try {
      message = SyncdSnapshot.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AppStateException(Code.MALFORMED, "Not a snapshot");
    }
    return new Snapshot(
        message,
        message.getRecordsList().stream()
            .map(record -> EncryptedMutation.of(SyncdOperation.SET, record))
            .toList());
  }

  /// The snapshot after one more patch, as a server makes it, which holds no keys: it keeps the
  /// last record of each index and the writer's MAC over all of them.
  ///
  /// @param patch numbered, with its mutations inside
  public Snapshot advance(Patch patch) {
    if (patch.version() != version() + 1) {
      throw new IllegalArgumentException(
          "Expected patch %d but was %d".formatted(version() + 1, patch.version()));
    }
    Map<ByteString, SyncdRecord> byIndex = new LinkedHashMap<>();
    message.getRecordsList().forEach(record -> byIndex.put(record.getIndex().getBlob(), record));
    for (EncryptedMutation mutation : patch.mutations()) {
      switch (mutation.operation()) {
        case SET -> byIndex.put(mutation.indexMac(), mutation.message().getRecord());
        case REMOVE -> byIndex.remove(mutation.indexMac());
      }
    }
    return parse(
        SyncdSnapshot.newBuilder()
            .setVersion(SyncdVersion.newBuilder().setVersion(patch.version()))
            .addAllRecords(byIndex.values())
            .setMac(patch.message().getSnapshotMAC())
            .setKeyID(patch.message().getKeyID())
            .build()
            .toByteArray());
  }

  /// The version after which it was made.
  public long version() {
    return message.getVersion().getVersion();
  }

  /// The wire form.
  public byte[] bytes() {
    return message.toByteArray();
  }

  SyncdSnapshot message() {
    return message;
  }

  List<EncryptedMutation> records() {
    return records;
  }

  @Override
  public String toString() {
    return "Snapshot[version=%d, %d records]".formatted(version(), records.size());
  }
}
