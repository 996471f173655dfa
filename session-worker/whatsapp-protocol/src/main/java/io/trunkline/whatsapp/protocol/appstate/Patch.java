package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.proto.syncd.SyncdMutation;
import io.trunkline.whatsapp.proto.syncd.SyncdMutations;
import io.trunkline.whatsapp.proto.syncd.SyncdPatch;
import io.trunkline.whatsapp.proto.syncd.SyncdVersion;
import io.trunkline.whatsapp.protocol.appstate.AppStateException.Code;
import java.util.List;
import java.util.Optional;

/// A patch as it travels (`SyncdPatch`), its lengths checked, nothing believed yet. The writer
/// sends it without a version; the server numbers it. Mutations that are too many to travel with it
/// stand in a file of their own, to be downloaded as `md-app-state`.
public final class Patch {
  private final SyncdPatch message;
  private final SyncKeyId keyId;
  private final List<EncryptedMutation> mutations;

  private Patch(SyncdPatch message, SyncKeyId keyId, List<EncryptedMutation> mutations) {
    this.message = message;
    this.keyId = keyId;
    this.mutations = mutations;
  }

  /// Reads the content of a `patch` node.
  ///
  /// @throws AppStateException MALFORMED; TERMINATED for one with an exit code
  public static Patch parse(byte[] bytes) {
    try {
      return of(SyncdPatch.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new AppStateException(Code.MALFORMED, "Not a patch");
    }
  }

  static Patch of(SyncdPatch message) {
    if (message.getExitCode().getCode() != 0) {
      throw new AppStateException(
          Code.TERMINATED, "The log ended with exit code " + message.getExitCode().getCode());
    }
    requireMac(message.getSnapshotMAC());
    requireMac(message.getPatchMAC());
    if (message.hasExternalMutations() && message.getMutationsCount() > 0) {
      throw new AppStateException(Code.MALFORMED, "A patch with mutations inside and outside");
    }
    if (message.hasExternalMutations()) {
      Snapshot.requireComplete(message.getExternalMutations());
    }
    return new Patch(
        message, SyncKeyId.of(message.getKeyID().getID()), mutations(message.getMutationsList()));
  }

  private static void requireMac(ByteString mac) {
    if (mac.size() != MutationKeys.MAC_BYTES) {
      throw new AppStateException(
          Code.MALFORMED, "Expected a MAC of 32 bytes but was " + mac.size());
    }
  }

  private static List<EncryptedMutation> mutations(List<SyncdMutation> mutations) {
    return mutations.stream().map(EncryptedMutation::of).toList();
  }

  /// The number that the server gave it, from 1; 0 before that.
  public long version() {
    return message.getVersion().getVersion();
  }

  /// The same patch under a number: the server's part.
  public Patch withVersion(long version) {
    SyncdPatch numbered =
        message.toBuilder().setVersion(SyncdVersion.newBuilder().setVersion(version)).build();
    return new Patch(numbered, keyId, mutations);
  }

  /// Where its mutations are, if not inside.
  public Optional<ExternalBlobReference> external() {
    return message.hasExternalMutations()
        ? Optional.of(message.getExternalMutations())
        : Optional.empty();
  }

  /// The same patch with its mutations inside.
  ///
  /// @param downloaded the decrypted file, `SyncdMutations`
  /// @throws AppStateException MALFORMED, also for a file without mutations
  /// @throws IllegalStateException if they are inside already
  public Patch withMutations(byte[] downloaded) {
    if (!message.hasExternalMutations()) {
      throw new IllegalStateException("The mutations of patch " + version() + " are inside");
    }
    List<SyncdMutation> inside;
    try {
      inside = SyncdMutations.parseFrom(downloaded).getMutationsList();
    } catch (InvalidProtocolBufferException e) {
      throw new AppStateException(Code.MALFORMED, "Not a list of mutations");
    }
    if (inside.isEmpty()) {
      throw new AppStateException(Code.MALFORMED, "Expected mutations but were none");
    }
    return new Patch(
        message.toBuilder().clearExternalMutations().addAllMutations(inside).build(),
        keyId,
        mutations(inside));
  }

  /// The wire form.
  public byte[] bytes() {
    return message.toByteArray();
  }

  SyncdPatch message() {
    return message;
  }

  SyncKeyId keyId() {
    return keyId;
  }

  /// @throws IllegalStateException while they are not here
  List<EncryptedMutation> mutations() {
    if (message.hasExternalMutations()) {
      throw new IllegalStateException("The mutations of patch " + version() + " are elsewhere");
    }
    return mutations;
  }

  @Override
  public String toString() {
    return "Patch[version=%d, key=%s, %d mutations]".formatted(version(), keyId, mutations.size());
  }
}
