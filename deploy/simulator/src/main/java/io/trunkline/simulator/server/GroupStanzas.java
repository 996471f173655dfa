package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Group;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Optional;

/// Groups and their members as nodes.
final class GroupStanzas {
  private final Accounts accounts;

  GroupStanzas(Accounts accounts) {
    this.accounts = accounts;
  }

  /// Everything that a member may know.
  Node group(Group group, boolean withMembers) {
    Node.Builder node =
        Node.of("group")
            .with("id", group.id)
            .with("subject", group.subject)
            .with("s_t", group.subjectAt)
            .with("creation", group.createdAt)
            .with("size", group.members.size())
            .with("addressing_mode", group.addressing)
            .with("a_v_id", group.members.hashCode() & 0xffff)
            .with("p_v_id", group.members.hashCode() & 0xffff);
    accounts
        .byNumber(group.subjectBy)
        .ifPresent(by -> node.with("s_o", by.jid(group.server())).with("s_o_pn", by.pn()));
    accounts
        .byNumber(group.owner)
        .ifPresent(
            owner ->
                node.with("creator", owner.jid(group.server())).with("creator_pn", owner.pn()));
    if (withMembers) {
      group.members.forEach(
          (number, role) ->
              accounts
                  .byNumber(number)
                  .ifPresent(
                      member ->
                          node.child(
                              participant(group, member)
                                  .withIfPresent(
                                      "type", Optional.of(role).filter(r -> !r.isEmpty()))
                                  .build())));
    }
    if (!group.descriptionId.isEmpty()) {
      node.child(description(group));
    }
    if (group.announce) {
      node.child(Node.of("announcement").build());
    }
    if (group.locked) {
      node.child(Node.of("locked").build());
    }
    if (group.ephemeral > 0) {
      node.child(Node.of("ephemeral").with("expiration", group.ephemeral).build());
    }
    if (group.community) {
      node.child(
          Node.of("parent").with("default_membership_approval_mode", "request_required").build());
    }
    if (!group.parent.isEmpty()) {
      node.child(Node.of("linked_parent").with("jid", group.parent).build());
    }
    if (group.announcements) {
      node.child(Node.of("default_sub_group").build());
    }
    if (group.joinApproval) {
      node.child(
          Node.of("membership_approval_mode")
              .child(Node.of("group_join").with("state", "on").build())
              .build());
    }
    return node.children(modes(group)).build();
  }

  Node description(Group group) {
    if (group.descriptionId.isEmpty()) {
      return Node.of("description").with("delete", "true").build();
    }
    Node.Builder node =
        Node.of("description").with("id", group.descriptionId).with("t", group.descriptionAt);
    accounts
        .byNumber(group.descriptionBy)
        .ifPresent(
            by -> node.with("participant", by.jid(group.server())).with("participant_pn", by.pn()));
    return node.child(Node.of("body").text(group.description).build()).build();
  }

  private static List<Node> modes(Group group) {
    return List.of(
        mode("member_add_mode", group.adminsAdd ? "admin_add" : "all_member_add"),
        mode("member_link_mode", group.adminsLink ? "admin_link" : "all_member_link"),
        mode(
            "member_share_group_history_mode",
            group.adminsShareHistory ? "admin_share" : "all_member_share"));
  }

  private static Node mode(String name, String value) {
    return Node.of(name).text(value).build();
  }

  /// A `participant` by both names.
  Node.Builder participant(Group group, Account member) {
    Node.Builder node = Node.of("participant").with("jid", member.jid(group.server()));
    return group.server() == JidServer.LID
        ? node.with("phone_number", member.pn())
        : node.with("lid", member.lid());
  }
}
