package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.group.GroupInfo;
import io.trunkline.whatsapp.client.store.GroupMembers;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Who is in which group: asked for once, kept in memory and in the store, asked for again after a
/// notification of a change, a differing phash or addressing mode in an ack, and by age.
final class GroupDirectory {

  private static final int MAX_IN_MEMORY = 256;

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final GroupNodes nodes;
  private final Map<Jid, GroupMembers> groups = new HashMap<>(4);
  private final Map<Jid, CompletableFuture<GroupMembers>> underWay = new HashMap<>(4);
  // Groups that the store may still hold but must not be used: they are being dropped.
  private final Set<Jid> stale = new HashSet<>(4);
  private long invalidations;

  GroupDirectory(SessionCore core, Journal journal, Requests requests, GroupNodes nodes) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.nodes = nodes;
  }

  CompletableFuture<GroupMembers> members(Jid group) {
    GroupMembers known = groups.get(group);
    if (known != null && isFresh(known)) {
      return CompletableFuture.completedFuture(known);
    }
    var asked = underWay.get(group);
    if (asked != null) {
      return asked;
    }
    CompletableFuture<Optional<GroupMembers>> stored =
        known != null || stale.contains(group)
            ? CompletableFuture.completedFuture(Optional.empty())
            : core.read(core.store().groupMembers(group));
    var result =
        stored.thenCompose(
            found -> {
              if (found.filter(this::isFresh).isPresent() && !stale.contains(group)) {
                groups.putIfAbsent(group, found.get());
                return CompletableFuture.completedFuture(found.get());
              }
              return fetch(group).thenApply(this::membersOf);
            });
    if (!result.isDone()) {
      underWay.put(group, result);
      var unused = result.whenComplete((members, failure) -> underWay.remove(group, result));
    }
    return result;
  }

  /// Asks the server for everything about a group.
  CompletableFuture<GroupInfo> fetch(Jid group) {
    long before = invalidations;
    return requests
        .get(
            group,
            "w:g2",
            List.of(Node.of("query").with("request", "interactive").build()),
            core.nanoTime())
        .thenCompose(answer -> nodes.read(answer.requireChild("group"), Optional.of(group)))
        .thenApply(
            info -> {
              // A notification that came meanwhile may tell of something newer.
              if (invalidations == before) {
                keep(info);
              }
              return info;
            });
  }

  /// Takes over what the server has told with its members.
  void keep(GroupInfo info) {
    GroupMembers members = membersOf(info);
    groups.put(info.jid(), members);
    stale.remove(info.jid());
    journal.change().groups().members(members);
  }

  private GroupMembers membersOf(GroupInfo info) {
    return new GroupMembers(
        info.jid(),
        info.isLid(),
        info.participants().stream()
            .map(
                one ->
                    info.isLid()
                        ? one.user().lid().orElse(one.user().canonical())
                        : one.user().pn().orElse(one.user().canonical()))
            .toList(),
        Duration.ofSeconds(info.settings().ephemeralSeconds()),
        core.now());
  }

  /// What is known may be wrong: the next use asks the server.
  void invalidate(Jid group) {
    invalidations++;
    groups.remove(group);
    underWay.remove(group);
    stale.add(group);
    journal.change().groups().removeMembers(group);
  }

  /// A notification or an ack says how the group names its members.
  void addressing(Jid group, boolean isLid) {
    GroupMembers known = groups.get(group);
    if (known != null && known.isLid() != isLid) {
      invalidate(group);
    }
  }

  private boolean isFresh(GroupMembers members) {
    return members.fetchedAt().plus(core.settings().deviceListLifetime()).isAfter(core.now());
  }

  /// Drops what can be read again.
  void trim() {
    if (groups.size() + stale.size() > MAX_IN_MEMORY && journal.isSettled()) {
      groups.clear();
      stale.clear();
    }
  }

  void clear() {
    groups.clear();
    stale.clear();
    underWay.clear();
  }
}
