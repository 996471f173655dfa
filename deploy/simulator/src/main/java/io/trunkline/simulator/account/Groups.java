package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// The directory of groups.
public final class Groups {
  private final Map<String, Group> byId = new ConcurrentSkipListMap<>();

  /// Takes one key of the journal at the start; keys of others are left alone.
  public void load(String key, byte[] value) {
    if (key.startsWith("group/")) {
      Group group = Json.read(value, Group.class);
      byId.put(group.id, group);
    }
  }

  public Optional<Group> find(Jid jid) {
    return jid.isGroup() ? Optional.ofNullable(byId.get(jid.user())) : Optional.empty();
  }

  public Collection<Group> all() {
    return byId.values();
  }

  /// Keeps a group as it is now.
  public void save(Group group, Transaction transaction) {
    byId.put(group.id, group);
    group.save(transaction);
  }

  public void remove(Group group, Transaction transaction) {
    byId.remove(group.id);
    transaction.delete("group/" + group.id);
  }

  public void clear() {
    byId.clear();
  }
}
