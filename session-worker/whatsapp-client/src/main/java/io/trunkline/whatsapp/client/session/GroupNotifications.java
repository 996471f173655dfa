package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.group.GroupSetting;
import io.trunkline.whatsapp.client.group.GroupUpdate;
import io.trunkline.whatsapp.client.group.GroupUpdate.Action;
import io.trunkline.whatsapp.client.group.GroupUpdate.Relation;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// `w:gp2` notifications, and pictures of groups: keeps what is known of members true and puts the
/// rest into words. Source: protocol dossier, 08.5.
final class GroupNotifications {

  private final SessionCore core;
  private final Addresses addresses;
  private final GroupDirectory directory;
  private final GroupNodes nodes;

  GroupNotifications(
      SessionCore core, Addresses addresses, GroupDirectory directory, GroupNodes nodes) {
    this.core = core;
    this.addresses = addresses;
    this.directory = directory;
    this.nodes = nodes;
  }

  /// @return what it tells
  CompletableFuture<List<SessionEvent>> handle(Node notification) {
    Jid group = notification.jid("from");
    CompletableFuture<Void> known =
        notification.findJid("participant").isPresent()
            ? addresses.resolve(notification.jid("participant")).thenAccept(ignored -> {})
            : CompletableFuture.completedFuture(null);
    for (Node child : notification.children()) {
      known = known.thenCompose(ignored -> nodes.known(child.children()));
    }
    return known
        .thenCompose(ignored -> updates(group, notification))
        .thenApply(
            updates -> {
              var events = new ArrayList<SessionEvent>(updates.size());
              updates.forEach(
                  update -> events.add(event(notification, events.size(), group, update)));
              return events;
            });
  }

  private CompletableFuture<List<GroupUpdate>> updates(Jid group, Node notification) {
    // Again, for what the store did not know.
    addresses.learn(notification);
    notification
        .find("addressing_mode")
        .ifPresent(mode -> directory.addressing(group, mode.equals("lid")));
    var updates = new ArrayList<GroupUpdate>();
    CompletableFuture<Void> read = CompletableFuture.completedFuture(null);
    for (Node child : notification.children()) {
      if (child.is("create")) {
        read =
            read.thenCompose(ignored -> nodes.read(child.requireChild("group"), Optional.of(group)))
                .thenAccept(
                    info -> {
                      directory.keep(info);
                      updates.add(new GroupUpdate.Joined(info, child.find("reason").orElse("")));
                    });
      } else if (child.is("membership_approval_request")) {
        // Who asks is who caused the notification.
        var asking =
            Addresses.jid(notification, "participant").map(addresses::known).stream().toList();
        updates.add(new GroupUpdate.JoinRequests(asking, child.find("request_method").orElse("")));
      } else {
        read = read.thenAccept(ignored -> updates.add(update(group, notification, child)));
      }
    }
    return read.thenApply(ignored -> updates);
  }

  private GroupUpdate update(Jid group, Node notification, Node child) {
    return switch (child.tag()) {
      case "add" -> participants(group, Action.ADD, child);
      case "remove" ->
          participants(group, isOfActor(notification, child) ? Action.LEAVE : Action.REMOVE, child);
      case "leave" -> participants(group, Action.LEAVE, child);
      case "promote" -> participants(group, Action.PROMOTE, child);
      case "demote" -> participants(group, Action.DEMOTE, child);
      case "modify" -> participants(group, Action.MODIFY, child);
      case "subject" -> new GroupUpdate.Subject(child.find("subject").orElse(""));
      case "description" ->
          new GroupUpdate.Description(
              child.find("id").orElse(""),
              child.has("delete", "true") ? "" : child.child("body").map(Node::text).orElse(""));
      case "announcement" -> new GroupUpdate.Setting(new GroupSetting.Announce(true));
      case "not_announcement" -> new GroupUpdate.Setting(new GroupSetting.Announce(false));
      case "locked" -> new GroupUpdate.Setting(new GroupSetting.Locked(true));
      case "unlocked" -> new GroupUpdate.Setting(new GroupSetting.Locked(false));
      case "ephemeral" -> disappearing(group, (int) GroupNodes.expiration(child));
      case "not_ephemeral" -> disappearing(group, 0);
      case "member_add_mode" ->
          new GroupUpdate.Setting(new GroupSetting.AdminsAdd(child.text().equals("admin_add")));
      case "membership_approval_mode" ->
          new GroupUpdate.Setting(new GroupSetting.JoinApproval(GroupNodes.isApprovalOn(child)));
      case "member_link_mode" ->
          new GroupUpdate.Setting(new GroupSetting.AdminsLink(child.text().equals("admin_link")));
      case "member_share_group_history_mode" ->
          new GroupUpdate.Setting(
              new GroupSetting.AdminsShareHistory(child.text().equals("admin_share")));
      case "link" ->
          new GroupUpdate.Linked(
              relation(child.find("link_type")),
              child.children("group").stream().map(GroupNodes::linked).toList());
      case "unlink" ->
          new GroupUpdate.Unlinked(
              relation(child.find("unlink_type")),
              child.children("group").stream().map(GroupNodes::linkedJid).toList(),
              child.find("unlink_reason").orElse(""));
      case "invite" -> new GroupUpdate.Invite(child.find("code").orElse(""));
      case "created_membership_requests" ->
          new GroupUpdate.JoinRequests(
              users(child, "requested_user"), child.find("request_method").orElse(""));
      case "revoked_membership_requests" ->
          new GroupUpdate.JoinRequestsRevoked(
              child.children("requested_user").isEmpty()
                  ? users(child, "participant")
                  : users(child, "requested_user"));
      case "delete" -> {
        directory.invalidate(group);
        yield new GroupUpdate.Ended(child.find("reason").orElse(""));
      }
      default -> new GroupUpdate.Other(child.tag());
    };
  }

  /// What is sent from now on says so.
  private GroupUpdate disappearing(Jid group, int seconds) {
    directory.invalidate(group);
    return new GroupUpdate.Setting(new GroupSetting.Ephemeral(seconds));
  }

  private GroupUpdate participants(Jid group, Action action, Node child) {
    if (action != Action.PROMOTE && action != Action.DEMOTE) {
      directory.invalidate(group);
    }
    return new GroupUpdate.Participants(
        action, users(child, "participant"), child.find("reason").orElse(""));
  }

  /// Who leaves is told as removed by himself, too.
  private boolean isOfActor(Node notification, Node child) {
    List<UserAddress> users = users(child, "participant");
    Optional<UserAddress> actor = Addresses.jid(notification, "participant").map(addresses::known);
    return users.size() == 1
        && actor.filter(one -> one.canonical().equals(users.getFirst().canonical())).isPresent();
  }

  private static Relation relation(Optional<String> type) {
    return switch (type.orElse("")) {
      case "parent_group" -> Relation.PARENT;
      case "sibling_group" -> Relation.SIBLING;
      default -> Relation.SUB;
    };
  }

  private List<UserAddress> users(Node child, String tag) {
    return child.children(tag).stream().map(nodes::user).toList();
  }

  /// A `picture` notification; those of users tell nothing yet.
  CompletableFuture<List<SessionEvent>> picture(Node notification) {
    Optional<Jid> group = Addresses.jid(notification, "from").filter(Jid::isGroup);
    Optional<Node> set = notification.child("set");
    Optional<Node> change = set.or(() -> notification.child("delete"));
    if (group.isEmpty() || change.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Optional<Jid> author = Addresses.jid(change.get(), "author");
    return author
        .map(addresses::resolve)
        .orElseGet(() -> addresses.resolve(group.get()))
        .thenApply(
            ignored ->
                List.of(
                    new SessionEvent.GroupChanged(
                        notification.attr("id"),
                        0,
                        group.get(),
                        author.map(addresses::known),
                        at(notification),
                        new GroupUpdate.Picture(set.flatMap(node -> node.find("id"))))));
  }

  private SessionEvent event(Node notification, int part, Jid group, GroupUpdate update) {
    return new SessionEvent.GroupChanged(
        notification.attr("id"),
        part,
        group,
        Addresses.jid(notification, "participant").map(addresses::known),
        at(notification),
        update);
  }

  private Instant at(Node notification) {
    return GroupNodes.time(notification, "t").orElseGet(core::now);
  }
}
