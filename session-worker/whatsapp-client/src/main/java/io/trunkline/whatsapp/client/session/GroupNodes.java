package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.group.GroupInfo;
import io.trunkline.whatsapp.client.group.GroupParticipant;
import io.trunkline.whatsapp.client.group.GroupParticipant.Role;
import io.trunkline.whatsapp.client.group.GroupSettings;
import io.trunkline.whatsapp.client.group.LinkedGroup;
import io.trunkline.whatsapp.client.group.ParticipantOutcome;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Reads the nodes that describe groups, and learns the two names of everybody in them. Source:
/// protocol dossier, 08.2.
final class GroupNodes {

  private final Addresses addresses;

  GroupNodes(Addresses addresses) {
    this.addresses = addresses;
  }

  /// Reads a `group` node, asking the store first for the names that it holds: what is known need
  /// not be learned again.
  ///
  /// @param asked the group that was asked for, where the node need not name it
  /// @return fails with [io.trunkline.whatsapp.protocol.stanza.StanzaException] where it names no
  ///     group
  CompletableFuture<GroupInfo> read(Node group, Optional<Jid> asked) {
    return known(group.children("participant")).thenApply(ignored -> info(group, asked));
  }

  /// Brings the names of `participant` nodes and their like into memory.
  CompletableFuture<Void> known(List<Node> participants) {
    return addresses.resolveAll(
        participants.stream().flatMap(node -> Addresses.jid(node, "jid").stream()).toList());
  }

  private GroupInfo info(Node group, Optional<Jid> asked) {
    Jid jid =
        group.find("id").map(GroupNodes::groupJid).or(() -> asked).orElseGet(() -> group.jid("id"));
    List<GroupParticipant> participants =
        group.children("participant").stream()
            .filter(node -> node.find("error").isEmpty())
            .map(this::participant)
            .toList();
    return new GroupInfo(
        jid,
        group.find("subject").orElse(""),
        time(group, "s_t"),
        user(group, "s_o", "s_o_pn"),
        time(group, "creation"),
        user(group, "creator", "creator_pn"),
        group.has("addressing_mode", "lid"),
        (int) group.findNumber("size").orElse(participants.size()),
        participants,
        group.child("description").flatMap(this::description),
        settings(group),
        group.child("parent").isPresent(),
        group.child("linked_parent").flatMap(node -> Addresses.jid(node, "jid")),
        group.child("default_sub_group").isPresent());
  }

  /// Ids of groups come with and without their server.
  static Jid groupJid(String id) {
    return id.indexOf('@') < 0 ? Jid.user(id, JidServer.GROUP) : Jid.parse(id);
  }

  private GroupParticipant participant(Node node) {
    Role role =
        switch (node.find("type").orElse("")) {
          case "admin" -> Role.ADMIN;
          case "superadmin" -> Role.SUPERADMIN;
          default -> Role.MEMBER;
        };
    return new GroupParticipant(user(node), role);
  }

  /// The user of a `participant` node, by all the names it gives.
  UserAddress user(Node node) {
    Jid jid = node.jid("jid");
    Addresses.jid(node, "lid").ifPresent(lid -> addresses.learn(jid, lid));
    Addresses.jid(node, "phone_number").ifPresent(pn -> addresses.learn(jid, pn));
    return addresses.known(jid);
  }

  UserAddress user(Jid jid) {
    return addresses.known(jid);
  }

  private Optional<UserAddress> user(Node node, String name, String pnName) {
    Optional<Jid> jid = Addresses.jid(node, name);
    jid.ifPresent(
        one -> Addresses.jid(node, pnName).ifPresent(other -> addresses.learn(one, other)));
    return jid.map(addresses::known);
  }

  /// What became of a participant of a change.
  ParticipantOutcome outcome(Node node) {
    return new ParticipantOutcome(
        user(node),
        (int) node.findNumber("error").orElse(ParticipantOutcome.DONE),
        node.child("add_request")
            .filter(request -> request.find("code").isPresent())
            .map(
                request ->
                    new ParticipantOutcome.Invitation(
                        request.attr("code"),
                        Instant.ofEpochSecond(request.findNumber("expiration").orElse(0)))));
  }

  Optional<GroupInfo.Description> description(Node node) {
    if (node.find("id").isEmpty() || node.has("delete", "true")) {
      return Optional.empty();
    }
    return Optional.of(
        new GroupInfo.Description(
            node.attr("id"),
            node.child("body").map(Node::text).orElse(""),
            time(node, "t"),
            user(node, "participant", "participant_pn")));
  }

  private static GroupSettings settings(Node group) {
    return new GroupSettings(
        group.child("announcement").isPresent(),
        group.child("locked").isPresent(),
        (int) group.child("ephemeral").map(GroupNodes::expiration).orElse(0L).longValue(),
        group.child("membership_approval_mode").filter(GroupNodes::isApprovalOn).isPresent(),
        isMode(group, "member_add_mode", "admin_add"),
        isMode(group, "member_link_mode", "admin_link"),
        isMode(group, "member_share_group_history_mode", "admin_share"));
  }

  private static boolean isMode(Node group, String name, String value) {
    return group.child(name).filter(mode -> mode.text().equals(value)).isPresent();
  }

  /// A `group` node in a list of a community's groups.
  static LinkedGroup linked(Node group) {
    return new LinkedGroup(
        linkedJid(group),
        group.find("subject").orElse(""),
        group.child("default_sub_group").isPresent() || group.has("default_sub_group", "true"));
  }

  /// Names itself by id or by JID.
  static Jid linkedJid(Node group) {
    return group.find("id").map(GroupNodes::groupJid).orElseGet(() -> group.jid("jid"));
  }

  static long expiration(Node ephemeral) {
    return ephemeral.findNumber("expiration").orElse(0);
  }

  /// In descriptions of groups it is there only where it is on.
  static boolean isApprovalOn(Node mode) {
    return mode.child("group_join").filter(join -> join.has("state", "off")).isEmpty();
  }

  static Optional<Instant> time(Node node, String name) {
    long seconds = node.findNumber(name).orElse(0);
    return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
  }
}
