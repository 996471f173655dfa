package io.trunkline.simulator.control;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Group;
import io.trunkline.simulator.server.GroupDesk;
import io.trunkline.simulator.server.GroupRefusal;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/groups`: what the phones' users do to their groups.
final class GroupRoutes {
  private final World world;
  private final GroupDesk desk;

  GroupRoutes(World world) {
    this.world = world;
    desk = world.server().groups();
  }

  Reply answer(Request request) {
    try {
      return answered(request);
    } catch (GroupRefusal refusal) {
      throw new ControlException(refusal.code(), "group-refused", refusal.getMessage());
    }
  }

  private Reply answered(Request request) {
    List<String> path = request.path();
    if (path.size() == 1) {
      return switch (request.method()) {
        case "GET" -> Reply.ok(desk.all().stream().map(this::view).toList());
        case "POST" -> create(request);
        default -> throw notFound(request);
      };
    }
    Jid group = Jid.parse(path.get(1));
    String what = path.size() == 2 ? "" : path.get(2);
    return switch (request.method() + " " + what) {
      case "GET " -> Reply.ok(view(desk.group(group)));
      case "POST participants" -> participants(request, group);
      case "POST settings" -> settings(request, group);
      case "POST join" -> {
        String code =
            request.optionalText("inviteCode").orElseGet(() -> desk.group(group).inviteCode);
        desk.entrance().join(actor(request), code);
        yield Reply.nothing();
      }
      case "POST leave" -> {
        desk.leave(actor(request), group);
        yield Reply.nothing();
      }
      default -> throw notFound(request);
    };
  }

  private Reply create(Request request) {
    Group draft = new Group();
    draft.subject = request.text("subject");
    draft.addressing = request.optionalText("addressing").orElse("lid");
    if (!draft.addressing.equals("lid") && !draft.addressing.equals("pn")) {
      throw ControlException.badRequest("Expected \"addressing\" lid or pn");
    }
    Account creator = account(request.text("creator"));
    return Reply.created(
        view(desk.create(creator, draft, accounts(request.texts("participants")))));
  }

  private Reply participants(Request request, Jid group) {
    Account actor = actor(request);
    List<Account> users = accounts(request.texts("participants"));
    switch (request.text("action")) {
      case "add" -> desk.add(actor, group, users);
      case "remove" -> desk.remove(actor, group, users);
      case "promote" -> desk.promote(actor, group, users);
      case "demote" -> desk.demote(actor, group, users);
      default ->
          throw ControlException.badRequest(
              "Expected an \"action\" of add, remove, promote or demote");
    }
    return Reply.ok(view(desk.group(group)));
  }

  private Reply settings(Request request, Jid group) {
    Account actor = actor(request);
    request.optionalText("subject").ifPresent(text -> desk.subject(actor, group, text));
    request
        .optionalText("description")
        .ifPresent(
            text -> desk.description(actor, group, Optional.empty(), Optional.empty(), text));
    flag(request, "announce")
        .ifPresent(on -> set(actor, group, Node.of(on ? "announcement" : "not_announcement")));
    flag(request, "locked").ifPresent(on -> set(actor, group, Node.of(on ? "locked" : "unlocked")));
    if (request.optional("ephemeral").isPresent()) {
      long seconds = request.number("ephemeral", 0);
      set(
          actor,
          group,
          seconds == 0
              ? Node.of("not_ephemeral")
              : Node.of("ephemeral").with("expiration", seconds));
    }
    flag(request, "joinApproval")
        .ifPresent(
            on ->
                set(
                    actor,
                    group,
                    Node.of("membership_approval_mode")
                        .child(Node.of("group_join").with("state", on ? "on" : "off").build())));
    request
        .optionalText("memberAddMode")
        .ifPresent(mode -> set(actor, group, Node.of("member_add_mode").text(mode)));
    request
        .optionalText("memberLinkMode")
        .ifPresent(mode -> set(actor, group, Node.of("member_link_mode").text(mode)));
    request
        .optionalText("pictureBase64")
        .ifPresent(text -> desk.picture(actor, group, Base64.getDecoder().decode(text)));
    return Reply.ok(view(desk.group(group)));
  }

  private void set(Account actor, Jid group, Node.Builder setting) {
    desk.setting(actor, group, setting.build());
  }

  private static Optional<Boolean> flag(Request request, String field) {
    return request.optional(field).map(_ -> request.flag(field));
  }

  private Account actor(Request request) {
    return account(request.text("actor"));
  }

  private Account account(String number) {
    return world.phones().phone(number).account();
  }

  private List<Account> accounts(List<String> numbers) {
    return numbers.stream().map(this::account).toList();
  }

  private Map<String, Object> view(Group group) {
    return desk.read(() -> viewNow(group));
  }

  private Map<String, Object> viewNow(Group group) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("jid", group.jid().toString());
    view.put("subject", group.subject);
    view.put("description", group.description);
    view.put("addressing", group.addressing);
    view.put(
        "owner", world.accounts().byNumber(group.owner).map(o -> o.pn().toString()).orElse(""));
    List<Map<String, Object>> participants = new ArrayList<>();
    group.members.forEach(
        (number, role) ->
            world
                .accounts()
                .byNumber(number)
                .ifPresent(
                    member -> {
                      Map<String, Object> one = new LinkedHashMap<>();
                      one.put("jid", member.jid(group.server()).toString());
                      one.put("lid", member.lid().toString());
                      one.put("phoneNumber", number);
                      one.put("admin", role.isEmpty() ? null : role);
                      participants.add(one);
                    }));
    view.put("participants", participants);
    view.put("announce", group.announce);
    view.put("locked", group.locked);
    view.put("ephemeral", group.ephemeral);
    view.put("joinApproval", group.joinApproval);
    view.put("memberAddMode", group.adminsAdd ? "admin_add" : "all_member_add");
    view.put("memberLinkMode", group.adminsLink ? "admin_link" : "all_member_link");
    view.put("community", group.community);
    view.put("announcements", group.announcements);
    view.put("parent", group.parent);
    view.put("inviteCode", group.inviteCode);
    view.put(
        "pictureSha256",
        group.picture.length == 0 ? null : HexFormat.of().formatHex(Sha256.hash(group.picture)));
    view.put("pending", List.copyOf(group.pending.keySet()));
    Map<String, Object> invitations = new LinkedHashMap<>();
    group.invitations.forEach(
        (number, made) ->
            invitations.put(number, Map.of("code", made.code(), "expiresAt", made.expiresAt())));
    view.put("invitations", invitations);
    return view;
  }

  private static ControlException notFound(Request request) {
    return new ControlException(
        404, "not-found", request.method() + " /" + String.join("/", request.path()));
  }
}
