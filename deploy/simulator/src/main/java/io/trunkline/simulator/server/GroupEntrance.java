package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.account.Groups;
import io.trunkline.simulator.server.GroupDesk.Outcome;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How people get into a group who are not simply added: by its link, by asking, by an invitation
/// that an admin sends to somebody who lets nobody add him. Under the lock of the [GroupDesk].
public final class GroupEntrance {
  private static final long INVITATION_SECONDS = 3 * 86_400;

  private final GroupDesk desk;
  private final Groups groups;

  GroupEntrance(GroupDesk desk, Groups groups) {
    this.desk = desk;
    this.groups = groups;
  }

  /// The code of the link.
  ///
  /// @param fresh makes the old one void
  String code(Account actor, Jid jid, boolean fresh) {
    synchronized (desk) {
      Group group = desk.asAdmin(actor, jid, fresh || desk.group(jid).adminsLink);
      if (fresh) {
        group.revokedCodes.add(group.inviteCode);
        group.inviteCode = desk.freshCode();
        desk.saveAndTell(actor, group, Node.of("invite").with("code", group.inviteCode).build());
      }
      return group.inviteCode;
    }
  }

  /// @throws GroupRefusal 406 where no group has the code, 410 where it is void
  Group behind(String code) {
    synchronized (desk) {
      for (Group group : groups.all()) {
        if (group.inviteCode.equals(code)) {
          return group;
        }
        if (group.revokedCodes.contains(code)) {
          throw new GroupRefusal(410, "gone");
        }
      }
      throw new GroupRefusal(406, "not-acceptable");
    }
  }

  /// Follows an invite code.
  ///
  /// @return whether an admin has to approve first
  public boolean join(Account actor, String code) {
    synchronized (desk) {
      return enter(actor, behind(code), "invite", "invite_link");
    }
  }

  /// @param reason told to the members
  /// @param method told to the admins, where they have to approve first
  /// @return whether they have to
  boolean enter(Account actor, Group group, String reason, String method) {
    if (group.isMember(actor)) {
      throw new GroupRefusal(409, "conflict");
    }
    if (!group.joinApproval) {
      desk.admit(actor, group, List.of(actor), reason);
      return false;
    }
    group.pending.put(actor.number(), new Group.Request(method, desk.now()));
    desk.saveAndTell(
        actor,
        group,
        Node.of("created_membership_requests")
            .with("request_method", method)
            .child(user(group, actor))
            .build(),
        admins(group));
    return true;
  }

  private Node user(Group group, Account account) {
    Node names = desk.stanzas().participant(group, account).build();
    return Node.of("requested_user")
        .with("jid", names.jid("jid"))
        .withIfPresent("phone_number", names.find("phone_number"))
        .withIfPresent("lid", names.find("lid"))
        .build();
  }

  private static List<String> admins(Group group) {
    return group.members.keySet().stream()
        .filter(number -> !group.members.get(number).equals(Group.MEMBER))
        .toList();
  }

  List<Outcome> answerRequests(Account actor, Jid jid, boolean approve, List<Account> users) {
    synchronized (desk) {
      Group group = desk.asAdmin(actor, jid, true);
      List<Account> known =
          users.stream().filter(user -> group.pending.containsKey(user.number())).toList();
      List<Outcome> outcomes =
          users.stream().map(user -> new Outcome(user, known.contains(user) ? 200 : 404)).toList();
      if (approve) {
        desk.admit(actor, group, known, "");
      } else if (!known.isEmpty()) {
        known.forEach(user -> group.pending.remove(user.number()));
        desk.saveAndTell(actor, group, revoked(group, known));
      }
      return outcomes;
    }
  }

  private Node revoked(Group group, List<Account> users) {
    Node.Builder revoked = Node.of("revoked_membership_requests");
    users.forEach(user -> revoked.child(desk.stanzas().participant(group, user).build()));
    return revoked.build();
  }

  /// Somebody does not want to be let in any more.
  void cancelRequest(Account actor, Jid jid) {
    synchronized (desk) {
      Group group = desk.group(jid);
      if (group.pending.remove(actor.number()) == null) {
        throw new GroupRefusal(404, "item-not-found");
      }
      desk.saveAndTell(actor, group, revoked(group, List.of(actor)), admins(group));
    }
  }

  /// Whether somebody lets the other one add him to groups.
  static boolean mayAdd(Account actor, Account user) {
    return switch (user.settings().privacy().getOrDefault("groupadd", "all")) {
      case "none" -> false;
      case "contacts" -> user.acquaintances().contains(actor.number());
      default -> true;
    };
  }

  /// Makes the invitation that takes the place of adding. The caller saves the group.
  void invite(Account admin, Group group, Account user) {
    group.invitations.put(
        user.number(),
        new Group.Invitation(desk.freshCode(), admin.number(), desk.now() + INVITATION_SECONDS));
  }

  /// The group behind an invitation message.
  ///
  /// @throws GroupRefusal 406 where there is no such invitation, 410 where it is over
  Group invitedTo(Account actor, Jid jid, String code) {
    synchronized (desk) {
      Group group = desk.group(jid);
      Group.Invitation invitation = group.invitations.get(actor.number());
      if (invitation == null || !invitation.code().equals(code)) {
        throw new GroupRefusal(406, "not-acceptable");
      }
      if (invitation.expiresAt() <= desk.now()) {
        throw new GroupRefusal(410, "gone");
      }
      return group;
    }
  }

  void accept(Account actor, Jid jid, String code) {
    synchronized (desk) {
      desk.admit(actor, invitedTo(actor, jid, code), List.of(actor), "invite");
    }
  }

  List<Outcome> revoke(Account actor, Jid jid, List<Account> users) {
    synchronized (desk) {
      Group group = desk.asAdmin(actor, jid, true);
      List<Outcome> outcomes = new ArrayList<>();
      for (Account user : users) {
        boolean wasInvited =
            Optional.ofNullable(group.invitations.remove(user.number())).isPresent();
        outcomes.add(new Outcome(user, wasInvited ? 200 : 404));
      }
      desk.save(group);
      return outcomes;
    }
  }
}
