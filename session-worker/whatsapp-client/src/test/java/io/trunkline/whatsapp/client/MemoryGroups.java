package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.store.GroupChange;
import io.trunkline.whatsapp.client.store.GroupDevice;
import io.trunkline.whatsapp.client.store.GroupMembers;
import io.trunkline.whatsapp.client.store.StoredSenderKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.OwnSenderKey;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a [MemoryStore] keeps of groups. Keys go through their stored bytes.
final class MemoryGroups {

  final Map<Jid, GroupMembers> members = new HashMap<>();
  private final Map<Jid, byte[]> ownKeys = new HashMap<>();
  private final Map<Jid, Integer> reserved = new HashMap<>();
  private final Map<GroupDevice, Boolean> holders = new HashMap<>();
  private final Map<GroupDevice, byte[]> received = new HashMap<>();

  void erase() {
    members.clear();
    ownKeys.clear();
    reserved.clear();
    holders.clear();
    received.clear();
  }

  void apply(Set<String> forgottenUsers, GroupChange change) {
    holders.replaceAll(
        (holder, mark) ->
            mark
                && !forgottenUsers.contains(holder.device().name())
                && !change.unmarked().contains(holder.device()));
    received.keySet().removeIf(sender -> forgottenUsers.contains(sender.device().name()));
    holders.keySet().removeIf(holder -> change.clearedHolders().contains(holder.group()));
    change.removedSenderKeys().forEach(received::remove);
    change.removedMembers().forEach(members::remove);
    change
        .ownKeys()
        .forEach(
            (group, stored) -> {
              ownKeys.put(group, stored.key().encode());
              reserved.put(group, stored.reservedUntil());
            });
    holders.putAll(change.holders());
    change.senderKeys().forEach((sender, record) -> received.put(sender, record.encode()));
    members.putAll(change.members());
  }

  Optional<StoredSenderKey> ownKey(Jid group) {
    return Optional.ofNullable(ownKeys.get(group))
        .map(bytes -> new StoredSenderKey(OwnSenderKey.decode(bytes), reserved.get(group)));
  }

  Map<SignalAddress, Boolean> holders(Jid group) {
    var found = new HashMap<SignalAddress, Boolean>();
    holders.forEach(
        (holder, mark) -> {
          if (holder.group().equals(group)) {
            found.put(holder.device(), mark);
          }
        });
    return found;
  }

  Map<GroupDevice, SenderKeyRecord> received(Collection<GroupDevice> senders) {
    var found = new HashMap<GroupDevice, SenderKeyRecord>();
    for (GroupDevice sender : senders) {
      byte[] bytes = received.get(sender);
      if (bytes != null) {
        found.put(sender, SenderKeyRecord.decode(bytes));
      }
    }
    return found;
  }
}
