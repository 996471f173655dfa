package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What a [StoreChange] does to groups and sender keys.
///
/// A *holder* is a device that was told the own sender key of a group. While its mark is `true` it
/// is taken to have the key; `false` says that it may have it and must be told again. It stays
/// noted either way, because a holder that is in the group no more means that a new key is due.
///
/// **Order of application:** `clearedHolders`, `unmarked`, the `removed…` sets, then everything
/// that is put.
///
/// @param clearedHolders groups whose holders are all dropped: a new key begins
/// @param unmarked devices whose marks become `false` in every group
/// @param ownKeys own sender keys to put, by group
/// @param holders marks to put
/// @param removedSenderKeys sender keys of others to drop
/// @param senderKeys sender keys of others to put
/// @param removedMembers groups whose members are dropped
/// @param members members to put, by group
public record GroupChange(
    Set<Jid> clearedHolders,
    Set<SignalAddress> unmarked,
    Map<Jid, StoredSenderKey> ownKeys,
    Map<GroupDevice, Boolean> holders,
    Set<GroupDevice> removedSenderKeys,
    Map<GroupDevice, SenderKeyRecord> senderKeys,
    Set<Jid> removedMembers,
    Map<Jid, GroupMembers> members) {

  static final GroupChange NOTHING =
      new GroupChange(
          Set.of(), Set.of(), Map.of(), Map.of(), Set.of(), Map.of(), Set.of(), Map.of());

  boolean isEmpty() {
    return clearedHolders.isEmpty()
        && unmarked.isEmpty()
        && ownKeys.isEmpty()
        && holders.isEmpty()
        && removedSenderKeys.isEmpty()
        && senderKeys.isEmpty()
        && removedMembers.isEmpty()
        && members.isEmpty();
  }

  /// Collects changes in the order in which they happen, as [StoreChange.Builder].
  public static final class Builder {

    private final Set<Jid> clearedHolders = new LinkedHashSet<>(2);
    private final Set<SignalAddress> unmarked = new LinkedHashSet<>(2);
    private final Map<Jid, StoredSenderKey> ownKeys = new LinkedHashMap<>(2);
    private final Map<GroupDevice, Boolean> holders = new LinkedHashMap<>(2);
    private final Set<GroupDevice> removedSenderKeys = new LinkedHashSet<>(2);
    private final Map<GroupDevice, SenderKeyRecord> senderKeys = new LinkedHashMap<>(2);
    private final Set<Jid> removedMembers = new LinkedHashSet<>(2);
    private final Map<Jid, GroupMembers> members = new LinkedHashMap<>(2);

    Builder() {}

    public Builder clearHolders(Jid group) {
      clearedHolders.add(group);
      holders.keySet().removeIf(holder -> holder.group().equals(group));
      return this;
    }

    public Builder unmark(SignalAddress device) {
      unmarked.add(device);
      holders.replaceAll((holder, mark) -> mark && !holder.device().equals(device));
      return this;
    }

    public Builder ownKey(Jid group, StoredSenderKey key) {
      ownKeys.put(group, key);
      return this;
    }

    public Builder holder(GroupDevice holder, boolean hasKey) {
      holders.put(holder, hasKey);
      return this;
    }

    public Builder removeSenderKey(GroupDevice sender) {
      removedSenderKeys.add(sender);
      senderKeys.remove(sender);
      return this;
    }

    public Builder senderKey(GroupDevice sender, SenderKeyRecord record) {
      senderKeys.put(sender, record);
      return this;
    }

    public Builder removeMembers(Jid group) {
      removedMembers.add(group);
      members.remove(group);
      return this;
    }

    public Builder members(GroupMembers value) {
      members.put(value.group(), value);
      return this;
    }

    /// What [StoreChange.Builder#forgetUser] means for groups.
    void forgetUser(String name) {
      holders.replaceAll((holder, mark) -> mark && !holder.device().name().equals(name));
      senderKeys.keySet().removeIf(sender -> sender.device().name().equals(name));
    }

    GroupChange build() {
      return new GroupChange(
          Collections.unmodifiableSet(clearedHolders),
          Collections.unmodifiableSet(unmarked),
          Collections.unmodifiableMap(ownKeys),
          Collections.unmodifiableMap(holders),
          Collections.unmodifiableSet(removedSenderKeys),
          Collections.unmodifiableMap(senderKeys),
          Collections.unmodifiableSet(removedMembers),
          Collections.unmodifiableMap(members));
    }
  }
}
