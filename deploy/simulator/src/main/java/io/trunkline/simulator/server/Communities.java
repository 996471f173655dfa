package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.account.Groups;
import io.trunkline.simulator.server.GroupDesk.Outcome;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Communities: a parent in which nobody writes, an announcement group that every member is in, and
/// the groups that are linked to it. Under the lock of the [GroupDesk].
final class Communities {
  private final GroupDesk desk;
  private final Groups groups;
  private final Accounts accounts;

  Communities(GroupDesk desk, Groups groups, Accounts accounts) {
    this.desk = desk;
    this.groups = groups;
    this.accounts = accounts;
  }

  /// Makes a community with its announcement group.
  ///
  /// @param withGeneralChat whether to make a first group in which all may write
  Group create(Account actor, Group draft, List<Account> members, boolean withGeneralChat) {
    Group parent = desk.create(actor, draft, members);
    Group announcements = part(parent, parent.subject);
    announcements.announcements = true;
    announcements.announce = true;
    desk.create(actor, announcements, members);
    if (withGeneralChat) {
      desk.create(actor, part(parent, "General"), members);
    }
    return parent;
  }

  private static Group part(Group parent, String subject) {
    Group part = new Group();
    part.subject = subject;
    part.parent = parent.jid().toString();
    part.addressing = parent.addressing;
    return part;
  }

  /// Makes a group that belongs to a community from the start.
  Group createIn(Account actor, Jid community, Group draft, List<Account> members) {
    Group parent = desk.asMember(actor, community);
    Group made = desk.create(actor, draft, members);
    joined(actor, parent, made);
    return made;
  }

  /// @return 200, or WhatsApp's number
  int link(Account actor, Jid community, Jid jid) {
    Group parent = desk.asAdmin(actor, community, true);
    Optional<Group> found = groups.find(jid);
    if (found.isEmpty() || !found.get().isAdmin(actor)) {
      return found.isEmpty() ? 404 : 403;
    }
    Group group = found.get();
    if (!group.parent.isEmpty() || group.community) {
      return 409;
    }
    group.parent = parent.jid().toString();
    joined(actor, parent, group);
    return 200;
  }

  /// Tells both sides, and brings the members into the community and its announcement group.
  private void joined(Account actor, Group parent, Group group) {
    desk.saveAndTell(actor, group, link("parent_group", parent));
    desk.saveAndTell(actor, parent, link("sub_group", group));
    bring(actor, parent, accounts(group));
  }

  /// Who comes into a community comes into its announcement group.
  void announceTo(Account actor, Group parent, List<Account> members) {
    parts(parent).stream()
        .filter(part -> part.announcements)
        .forEach(part -> bring(actor, part, members));
  }

  private void bring(Account actor, Group group, List<Account> members) {
    desk.admit(
        actor,
        group,
        members.stream().filter(member -> !group.isMember(member)).toList(),
        "linked_group_join");
  }

  private List<Account> accounts(Group group) {
    return group.numbers().stream().flatMap(number -> accounts.byNumber(number).stream()).toList();
  }

  private static Node link(String type, Group other) {
    return Node.of("link").with("link_type", type).child(named(other)).build();
  }

  private static Node unlink(String type, String reason, Group other) {
    return Node.of("unlink")
        .with("unlink_type", type)
        .with("unlink_reason", reason)
        .child(named(other))
        .build();
  }

  private static Node named(Group group) {
    return Node.of("group")
        .with("jid", group.jid())
        .with("subject", group.subject)
        .with("s_t", group.subjectAt)
        .build();
  }

  int unlink(Account actor, Jid community, Jid jid) {
    Group parent = desk.asAdmin(actor, community, true);
    Optional<Group> found =
        groups.find(jid).filter(group -> group.parent.equals(community.toString()));
    if (found.isEmpty() || found.get().announcements) {
      return found.isEmpty() ? 404 : 406;
    }
    separate(actor, parent, found.get(), "unlink_group");
    return 200;
  }

  private void separate(Account actor, Group parent, Group group, String reason) {
    group.parent = "";
    desk.saveAndTell(actor, group, unlink("parent_group", reason, parent));
    desk.saveAndTell(actor, parent, unlink("sub_group", reason, group));
  }

  /// All groups of a community, as a member sees them.
  List<Group> parts(Account actor, Jid community) {
    return parts(desk.asMember(actor, community));
  }

  private List<Group> parts(Group parent) {
    String name = parent.jid().toString();
    return groups.all().stream().filter(group -> group.parent.equals(name)).toList();
  }

  /// Who is in any of its groups.
  List<Account> members(Account actor, Jid community) {
    Group parent = desk.asMember(actor, community);
    Set<Account> all = new LinkedHashSet<>(accounts(parent));
    parts(parent).forEach(part -> all.addAll(accounts(part)));
    return List.copyOf(all);
  }

  /// A member of a community joins one of its groups.
  ///
  /// @return whether an admin has to approve first
  boolean join(Account actor, Jid community, Jid jid) {
    Group group =
        parts(actor, community).stream()
            .filter(part -> part.jid().equals(jid))
            .findFirst()
            .orElseThrow(() -> new GroupRefusal(404, "item-not-found"));
    return desk.entrance().enter(actor, group, "linked_group_join", "linked_group_join");
  }

  /// Removes users from a community and from all its groups.
  List<Outcome> remove(Account actor, Jid community, List<Account> users) {
    Group parent = desk.asAdmin(actor, community, true);
    for (Group part : parts(parent)) {
      List<Account> there = users.stream().filter(part::isMember).toList();
      if (part.isAdmin(actor) && !there.isEmpty()) {
        desk.remove(actor, part.jid(), there);
      }
    }
    return desk.remove(actor, community, users);
  }

  void leave(Account actor, Jid community) {
    parts(actor, community).stream()
        .filter(part -> part.isMember(actor))
        .forEach(part -> desk.leave(actor, part.jid()));
    desk.leave(actor, community);
  }

  /// Its groups go on without it.
  void delete(Account actor, Jid community) {
    Group parent = desk.asAdmin(actor, community, true);
    for (Group part : parts(parent)) {
      if (part.announcements) {
        desk.end(actor, part, "delete_parent_group");
      } else {
        separate(actor, parent, part, "delete_parent_group");
      }
    }
    desk.end(actor, parent, "delete_parent_group");
  }
}
