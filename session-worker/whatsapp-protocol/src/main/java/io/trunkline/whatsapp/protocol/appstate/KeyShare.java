package io.trunkline.whatsapp.protocol.appstate;

import io.trunkline.whatsapp.proto.e2e.AppStateSyncKey;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyId;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyRequest;
import io.trunkline.whatsapp.proto.e2e.AppStateSyncKeyShare;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Sync keys as devices of one account hand them to each other, and how they ask for them
/// (`appStateSyncKeyShare` and `appStateSyncKeyRequest` of a peer message).
///
/// @param keys the keys
/// @param unavailable keys that were asked for and that the sender does not have
public record KeyShare(List<SyncKey> keys, Set<SyncKeyId> unavailable) {
  public KeyShare {
    keys = List.copyOf(keys);
    unavailable = Set.copyOf(unavailable);
  }

  /// Reads a share.
  ///
  /// @throws AppStateException MALFORMED
  public static KeyShare of(AppStateSyncKeyShare message) {
    List<SyncKey> keys = new ArrayList<>();
    Set<SyncKeyId> unavailable = new LinkedHashSet<>();
    for (AppStateSyncKey key : message.getKeysList()) {
      if (key.getKeyData().hasKeyData()) {
        keys.add(SyncKey.of(key));
      } else {
        unavailable.add(SyncKeyId.of(key.getKeyID().getKeyID()));
      }
    }
    return new KeyShare(keys, unavailable);
  }

  /// The message that carries it. It holds secrets.
  public AppStateSyncKeyShare message() {
    AppStateSyncKeyShare.Builder message = AppStateSyncKeyShare.newBuilder();
    keys.forEach(key -> message.addKeys(key.message()));
    unavailable.forEach(id -> message.addKeys(AppStateSyncKey.newBuilder().setKeyID(message(id))));
    return message.build();
  }

  /// The message that asks for keys.
  public static AppStateSyncKeyRequest request(Set<SyncKeyId> ids) {
    AppStateSyncKeyRequest.Builder request = AppStateSyncKeyRequest.newBuilder();
    ids.forEach(id -> request.addKeyIDs(message(id)));
    return request.build();
  }

  /// What another device asks for.
  ///
  /// @throws AppStateException MALFORMED
  public static Set<SyncKeyId> requested(AppStateSyncKeyRequest request) {
    Set<SyncKeyId> ids = new LinkedHashSet<>();
    request.getKeyIDsList().forEach(id -> ids.add(SyncKeyId.of(id.getKeyID())));
    return ids;
  }

  /// The answer to a request, of what is here.
  public static KeyShare answer(Set<SyncKeyId> requested, SyncKeys held) {
    List<SyncKey> keys = new ArrayList<>();
    Set<SyncKeyId> unavailable = new LinkedHashSet<>(requested);
    for (SyncKeyId id : requested) {
      held.find(id).ifPresent(keys::add);
    }
    keys.forEach(key -> unavailable.remove(key.id()));
    return new KeyShare(keys, unavailable);
  }

  private static AppStateSyncKeyId message(SyncKeyId id) {
    return AppStateSyncKeyId.newBuilder().setKeyID(id.bytes()).build();
  }
}
