package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Group;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers queries about groups (`w:g2`, and pictures of groups).
final class GroupQueries {
  private final Accounts accounts;
  private final GroupDesk desk;

  GroupQueries(Accounts accounts, GroupDesk desk) {
    this.accounts = accounts;
    this.desk = desk;
  }

  Node answer(Account actor, Node query) {
    Jid to = query.findJid("to").orElse(Jid.WHATSAPP);
    Node asked =
        query.children().isEmpty() ? Node.of("nothing").build() : query.children().getFirst();
    try {
      return desk.read(() -> answer(actor, to, asked, query)).toBuilder().with("from", to).build();
    } catch (GroupRefusal refusal) {
      return Answers.error(query, refusal.code(), refusal.getMessage());
    }
  }

  private Node answer(Account actor, Jid to, Node asked, Node query) {
    boolean isSet = query.has("type", "set");
    return switch (asked.tag()) {
      case "query" -> Answers.result(query, desk.stanzas().group(seen(actor, to, asked), true));
      case "participating" ->
          Answers.result(
              query,
              Node.of("groups")
                  .children(
                      desk.of(actor).stream()
                          .map(group -> desk.stanzas().group(group, true))
                          .toList())
                  .build());
      case "create" -> Answers.result(query, create(actor, asked));
      case "subject" -> {
        desk.subject(actor, to, asked.text());
        yield Answers.result(query);
      }
      case "description" -> {
        desk.description(
            actor,
            to,
            asked.find("prev"),
            asked.find("id"),
            asked.child("body").map(Node::text).orElse(""));
        yield Answers.result(query);
      }
      case "add", "remove", "promote", "demote", "revoke" ->
          Answers.result(query, change(actor, to, asked));
      case "cancel_membership_requests" -> {
        desk.entrance().cancelRequest(actor, to);
        yield Answers.result(query);
      }
      case "accept" -> {
        desk.entrance().accept(actor, to, asked.attr("code"));
        yield Answers.result(query, Node.of("group").with("jid", to).build());
      }
      case "membership_approval_requests" -> Answers.result(query, requests(actor, to));
      case "membership_requests_action" -> Answers.result(query, answerRequests(actor, to, asked));
      case "invite" -> invite(actor, to, asked, query, isSet);
      case "leave" -> Answers.result(query, leave(actor, asked));
      case "links" -> Answers.result(query, link(actor, to, asked));
      case "unlink" -> Answers.result(query, linkAll(actor, to, asked));
      case "linked_groups_participants" -> Answers.result(query, members(actor, to, asked));
      case "join_linked_group" -> {
        Jid linked = asked.jid("jid");
        yield joined(query, linked, desk.communities().join(actor, to, linked));
      }
      case "delete_parent" -> {
        desk.communities().delete(actor, to);
        yield Answers.result(query);
      }
      case "sub_groups" ->
          Answers.result(
              query,
              Node.of("sub_groups")
                  .children(desk.communities().parts(actor, to).stream().map(this::part).toList())
                  .build());
      default -> {
        desk.setting(actor, to, asked);
        yield Answers.result(query);
      }
    };
  }

  /// A group of which the actor is a member, or that he is invited to.
  private Group seen(Account actor, Jid to, Node query) {
    return query
        .child("add_request")
        .map(request -> desk.entrance().invitedTo(actor, to, request.attr("code")))
        .orElseGet(() -> desk.known(actor, to));
  }

  private Node part(Group group) {
    return Node.of("group")
        .with("id", group.id)
        .with("subject", group.subject)
        .with("s_t", group.subjectAt)
        .with("size", group.members.size())
        .withIfPresent(
            "default_sub_group", group.announcements ? Optional.of("true") : Optional.empty())
        .build();
  }

  private Node members(Account actor, Jid to, Node asked) {
    Group parent = desk.known(actor, to);
    return Node.of(asked.tag())
        .children(
            desk.communities().members(actor, to).stream()
                .map(member -> desk.stanzas().participant(parent, member).build())
                .toList())
        .build();
  }

  private Node create(Account actor, Node create) {
    Group draft = new Group();
    draft.subject = create.attr("subject");
    create
        .child("description")
        .ifPresent(
            description -> {
              draft.descriptionId = description.attr("id");
              draft.description = description.child("body").map(Node::text).orElse("");
              draft.descriptionBy = actor.number();
            });
    draft.announce = create.child("announcement").isPresent();
    draft.locked = create.child("locked").isPresent();
    draft.ephemeral = create.child("ephemeral").map(node -> node.number("expiration")).orElse(0L);
    draft.adminsAdd =
        create.child("member_add_mode").filter(m -> m.text().equals("admin_add")).isPresent();
    draft.joinApproval =
        create
            .child("membership_approval_mode")
            .flatMap(mode -> mode.child("group_join"))
            .filter(join -> join.has("state", "on"))
            .isPresent();
    draft.community = create.child("parent").isPresent();
    draft.parent = create.child("linked_parent").map(node -> node.attr("jid")).orElse("");
    List<Node> unknown = new ArrayList<>();
    List<Account> members = new ArrayList<>();
    for (Node participant : create.children("participant")) {
      accounts
          .account(participant.jid("jid"))
          .ifPresentOrElse(members::add, () -> unknown.add(unknown(participant)));
    }
    Group created;
    if (draft.community) {
      boolean withGeneralChat = create.child("create_general_chat").isPresent();
      created = desk.communities().create(actor, draft, members, withGeneralChat);
    } else if (!draft.parent.isEmpty()) {
      created = desk.communities().createIn(actor, Jid.parse(draft.parent), draft, members);
    } else {
      created = desk.create(actor, draft, members);
    }
    Node.Builder answer = desk.stanzas().group(created, true).toBuilder();
    members.stream()
        .filter(member -> created.invitations.containsKey(member.number()))
        .forEach(member -> answer.child(outcome(created, new GroupDesk.Outcome(member, 403))));
    unknown.forEach(answer::child);
    return answer.build();
  }

  private static Node unknown(Node participant) {
    return Node.of("participant").with("jid", participant.jid("jid")).with("error", 404).build();
  }

  private Node change(Account actor, Jid to, Node change) {
    List<Account> users = users(change);
    List<GroupDesk.Outcome> outcomes =
        switch (change.tag()) {
          case "add" -> desk.add(actor, to, users);
          case "revoke" -> desk.entrance().revoke(actor, to, users);
          case "remove" ->
              change.has("linked_groups", "true")
                  ? desk.communities().remove(actor, to, users)
                  : desk.remove(actor, to, users);
          case "promote" -> desk.promote(actor, to, users);
          default -> desk.demote(actor, to, users);
        };
    return Node.of(change.tag())
        .children(outcomes(desk.group(to), outcomes))
        .children(
            change.children("participant").stream()
                .filter(participant -> accounts.account(participant.jid("jid")).isEmpty())
                .map(GroupQueries::unknown)
                .toList())
        .build();
  }

  private List<Account> users(Node list) {
    return list.children("participant").stream()
        .flatMap(participant -> accounts.account(participant.jid("jid")).stream())
        .toList();
  }

  private List<Node> outcomes(Group group, List<GroupDesk.Outcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome(group, outcome)).toList();
  }

  private Node outcome(Group group, GroupDesk.Outcome outcome) {
    Optional<Group.Invitation> invitation =
        Optional.ofNullable(group.invitations.get(outcome.account().number()))
            .filter(made -> outcome.code() == 403);
    return desk.stanzas()
        .participant(group, outcome.account())
        .withIfPresent("error", Optional.of(outcome.code()).filter(code -> code != 200))
        .childIfPresent(
            invitation.map(
                made ->
                    Node.of("add_request")
                        .with("code", made.code())
                        .with("expiration", made.expiresAt())
                        .build()))
        .build();
  }

  private Node requests(Account actor, Jid to) {
    Group group = desk.known(actor, to);
    Node.Builder list = Node.of("membership_approval_requests");
    group.pending.forEach(
        (number, request) ->
            accounts
                .byNumber(number)
                .ifPresent(
                    user ->
                        list.child(
                            Node.of("membership_approval_request")
                                .with("jid", user.jid(group.server()))
                                .with("phone_number", user.pn())
                                .with("request_method", request.method())
                                .with("request_time", request.at())
                                .build())));
    return list.build();
  }

  private Node answerRequests(Account actor, Jid to, Node action) {
    Node.Builder answer = Node.of("membership_requests_action");
    for (Node list : action.children()) {
      var outcomes = desk.entrance().answerRequests(actor, to, list.is("approve"), users(list));
      answer.child(Node.of(list.tag()).children(outcomes(desk.group(to), outcomes)).build());
    }
    return answer.build();
  }

  private Node invite(Account actor, Jid to, Node asked, Node query, boolean isSet) {
    Optional<String> code = asked.find("code");
    if (code.isEmpty()) {
      return Answers.result(
          query, Node.of("invite").with("code", desk.entrance().code(actor, to, isSet)).build());
    }
    Group group = desk.entrance().behind(code.get());
    if (!isSet) {
      return Answers.result(query, desk.stanzas().group(group, false));
    }
    return joined(query, group.jid(), desk.entrance().join(actor, code.get()));
  }

  private static Node joined(Node query, Jid group, boolean isPending) {
    String tag = isPending ? "membership_approval_request" : "group";
    return Answers.result(query, Node.of(tag).with("jid", group).build());
  }

  private Node leave(Account actor, Node leave) {
    Node.Builder answer = Node.of("leave");
    for (Node group : leave.children()) {
      // Baileys writes community{id}, WhatsApp Web linked_groups{parent_group_jid}.
      String name = group.is("linked_groups") ? "parent_group_jid" : "id";
      Jid jid = group.jid(name);
      Node.Builder left = Node.of(group.tag()).with(name, jid);
      try {
        if (group.is("group")) {
          desk.leave(actor, jid);
        } else {
          desk.communities().leave(actor, jid);
        }
      } catch (GroupRefusal refusal) {
        left.with("error", refusal.code());
      }
      answer.child(left.build());
    }
    return answer.build();
  }

  private Node link(Account actor, Jid to, Node links) {
    desk.known(actor, to);
    return Node.of("links")
        .children(links.children("link").stream().map(link -> linkAll(actor, to, link)).toList())
        .build();
  }

  private Node linkAll(Account actor, Jid parent, Node list) {
    Node.Builder answer = Node.of(list.tag());
    Stream.of("link_type", "unlink_type")
        .forEach(name -> answer.withIfPresent(name, list.find(name)));
    for (Node group : list.children("group")) {
      Jid jid = group.jid("jid");
      int code =
          list.is("link")
              ? desk.communities().link(actor, parent, jid)
              : desk.communities().unlink(actor, parent, jid);
      answer.child(
          Node.of("group")
              .with("jid", jid)
              .withIfPresent("error", Optional.of(code).filter(c -> c != 200))
              .build());
    }
    return answer.build();
  }

  /// `w:profile:picture` with a group as target.
  ///
  /// @param host where `/pictures/{id}` is served
  Node picture(Account actor, Node query, URI host) {
    try {
      if (query.has("type", "get")) {
        return picture(query, desk.known(actor, query.jid("target")), host);
      }
      byte[] jpeg = query.child("picture").map(Node::bytes).orElse(new byte[0]);
      String id = desk.picture(actor, query.jid("target"), jpeg);
      return id.isEmpty()
          ? Answers.result(query)
          : Answers.result(query, Node.of("picture").with("id", id).build());
    } catch (GroupRefusal refusal) {
      return Answers.error(query, refusal.code(), refusal.getMessage());
    }
  }

  private static Node picture(Node query, Group group, URI host) {
    if (group.pictureId.isEmpty()) {
      throw new GroupRefusal(404, "item-not-found");
    }
    Node asked = query.requireChild("picture");
    Node.Builder picture = Node.of("picture");
    if (asked.has("id", group.pictureId)) {
      return Answers.result(query, picture.with("status", "304").build());
    }
    return Answers.result(
        query,
        picture
            .with("id", group.pictureId)
            .with("type", asked.find("type").orElse("preview"))
            .with("url", "%s/pictures/%s?id=%s".formatted(host, group.id, group.pictureId))
            .with("direct_path", "/pictures/" + group.id)
            .build());
  }
}
