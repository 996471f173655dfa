package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.Groups;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.group.CreatedGroup;
import io.trunkline.whatsapp.client.group.GroupCreation;
import io.trunkline.whatsapp.client.group.GroupInfo;
import io.trunkline.whatsapp.client.group.GroupInvitation;
import io.trunkline.whatsapp.client.group.GroupSetting;
import io.trunkline.whatsapp.client.group.JoinOutcome;
import io.trunkline.whatsapp.client.group.JoinRequest;
import io.trunkline.whatsapp.client.group.LinkOutcome;
import io.trunkline.whatsapp.client.group.LinkedGroup;
import io.trunkline.whatsapp.client.group.ParticipantAction;
import io.trunkline.whatsapp.client.group.ParticipantOutcome;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// [Groups] as queries. Source: protocol dossier, 08.1.
final class GroupOperations implements Groups {

  private static final String XMLNS = "w:g2";
  private static final Jid ALL_GROUPS = Jid.server(JidServer.GROUP);

  private final SessionCore core;
  private final Calls calls;
  private final Requests requests;
  private final GroupDirectory directory;
  private final GroupNodes nodes;

  GroupOperations(
      SessionCore core,
      Calls calls,
      Requests requests,
      GroupDirectory directory,
      GroupNodes nodes) {
    this.core = core;
    this.calls = calls;
    this.requests = requests;
    this.directory = directory;
    this.nodes = nodes;
  }

  @Override
  public CompletionStage<CreatedGroup> create(GroupCreation creation) {
    return calls.post(
        () ->
            set(ALL_GROUPS, creation(creation))
                .thenCompose(
                    answer -> {
                      Node group = answer.requireChild("group");
                      return read(group, Optional.empty()).thenApply(info -> created(info, group));
                    }));
  }

  private CreatedGroup created(GroupInfo info, Node group) {
    return new CreatedGroup(
        kept(info),
        group.children("participant").stream()
            .filter(participant -> participant.find("error").isPresent())
            .map(nodes::outcome)
            .toList());
  }

  private Node creation(GroupCreation creation) {
    var settings = creation.settings();
    var create = Node.of("create").with("subject", creation.subject()).with("key", freshId());
    creation.participants().forEach(user -> create.child(participant(user)));
    creation
        .description()
        .ifPresent(
            text ->
                create.child(
                    Node.of("description")
                        .with("id", freshId())
                        .child(Node.of("body").text(text).build())
                        .build()));
    if (settings.announce()) {
      create.child(setting(new GroupSetting.Announce(true)));
    }
    if (settings.locked()) {
      create.child(setting(new GroupSetting.Locked(true)));
    }
    if (settings.ephemeralSeconds() > 0) {
      create.child(setting(new GroupSetting.Ephemeral(settings.ephemeralSeconds())));
    }
    if (settings.joinApproval()) {
      create.child(setting(new GroupSetting.JoinApproval(true)));
    }
    if (settings.adminsAdd()) {
      create.child(setting(new GroupSetting.AdminsAdd(true)));
    }
    if (creation.isCommunity()) {
      create.child(
          Node.of("parent").with("default_membership_approval_mode", "request_required").build());
    }
    creation
        .community()
        .ifPresent(parent -> create.child(Node.of("linked_parent").with("jid", parent).build()));
    return create.build();
  }

  private GroupInfo kept(GroupInfo info) {
    directory.keep(info);
    return info;
  }

  @Override
  public CompletionStage<GroupInfo> metadata(Jid group) {
    return calls.post(() -> directory.fetch(requireGroup(group)));
  }

  @Override
  public CompletionStage<List<GroupInfo>> list() {
    return calls.post(this::participating);
  }

  private CompletableFuture<List<GroupInfo>> participating() {
    Node query =
        Node.of("participating")
            .child(Node.of("participants").build())
            .child(Node.of("description").build())
            .build();
    return get(ALL_GROUPS, query)
        .thenCompose(
            answer -> {
              var all = new ArrayList<GroupInfo>();
              CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
              for (Node group : answer.requireChild("groups").children("group")) {
                done =
                    done.thenCompose(ignored -> read(group, Optional.empty()))
                        .thenAccept(info -> all.add(kept(info)));
              }
              return done.thenApply(ignored -> all);
            });
  }

  /// The server says that groups have changed while nobody listened.
  void refresh() {
    var unused =
        participating()
            .exceptionally(
                failure -> {
                  SessionCore.log.warn(
                      "session {}: groups were not refreshed: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return List.of();
                });
  }

  @Override
  public CompletionStage<Void> subject(Jid group, String subject) {
    return change(group, Node.of("subject").text(subject).build());
  }

  /// The description that is replaced has to be named, so it is asked for first.
  @Override
  public CompletionStage<Void> description(Jid group, String text) {
    return calls.post(
        () ->
            directory
                .fetch(requireGroup(group))
                .thenCompose(
                    info -> {
                      var node =
                          Node.of("description")
                              .withIfPresent(
                                  "prev", info.description().map(GroupInfo.Description::id));
                      if (text.isEmpty()) {
                        node.with("delete", "true");
                      } else {
                        node.with("id", freshId()).child(Node.of("body").text(text).build());
                      }
                      return set(group, node.build());
                    })
                .thenApply(ignored -> null));
  }

  @Override
  public CompletionStage<List<ParticipantOutcome>> participants(
      Jid group, ParticipantAction action, List<Jid> users) {
    return calls.post(
        () ->
            outcomes(requireGroup(group), withParticipants(action.tag(), users).build())
                .thenApply(
                    outcomes -> {
                      if (action == ParticipantAction.ADD || action == ParticipantAction.REMOVE) {
                        directory.invalidate(group);
                      }
                      return outcomes;
                    }));
  }

  /// Sets a list of participants, of whom the answer tells under the same tag.
  private CompletableFuture<List<ParticipantOutcome>> outcomes(Jid group, Node change) {
    return set(group, change).thenCompose(answer -> outcomes(answer.child(change.tag())));
  }

  private static Node.Builder withParticipants(String tag, List<Jid> users) {
    return Node.of(tag).children(users.stream().map(GroupOperations::participant).toList());
  }

  private static Node participant(Jid user) {
    return Node.of("participant").with("jid", user.toUserJid()).build();
  }

  private CompletableFuture<List<ParticipantOutcome>> outcomes(Optional<Node> list) {
    List<Node> participants = list.map(node -> node.children("participant")).orElse(List.of());
    return nodes
        .known(participants)
        .thenApply(ignored -> participants.stream().map(nodes::outcome).toList());
  }

  @Override
  public CompletionStage<Void> setting(Jid group, GroupSetting setting) {
    return change(group, setting(setting));
  }

  private static Node setting(GroupSetting setting) {
    return switch (setting) {
      case GroupSetting.Announce(boolean isOn) ->
          Node.of(isOn ? "announcement" : "not_announcement").build();
      case GroupSetting.Locked(boolean isOn) -> Node.of(isOn ? "locked" : "unlocked").build();
      case GroupSetting.Ephemeral(int seconds) ->
          seconds == 0
              ? Node.of("not_ephemeral").build()
              : Node.of("ephemeral").with("expiration", seconds).build();
      case GroupSetting.JoinApproval(boolean isOn) ->
          Node.of("membership_approval_mode")
              .child(Node.of("group_join").with("state", isOn ? "on" : "off").build())
              .build();
      case GroupSetting.AdminsAdd(boolean isOn) ->
          Node.of("member_add_mode").text(isOn ? "admin_add" : "all_member_add").build();
      case GroupSetting.AdminsLink(boolean isOn) ->
          Node.of("member_link_mode").text(isOn ? "admin_link" : "all_member_link").build();
      case GroupSetting.AdminsShareHistory(boolean isOn) ->
          Node.of("member_share_group_history_mode")
              .text(isOn ? "admin_share" : "all_member_share")
              .build();
    };
  }

  @Override
  public CompletionStage<List<JoinRequest>> joinRequests(Jid group) {
    return calls.post(
        () ->
            get(requireGroup(group), Node.of("membership_approval_requests").build())
                .thenCompose(
                    answer -> {
                      List<Node> requests =
                          answer
                              .requireChild("membership_approval_requests")
                              .children("membership_approval_request");
                      return nodes
                          .known(requests)
                          .thenApply(ignored -> requests.stream().map(this::joinRequest).toList());
                    }));
  }

  private JoinRequest joinRequest(Node request) {
    return new JoinRequest(
        nodes.user(request),
        Addresses.jid(request, "requestor").map(nodes::user),
        request.find("request_method").orElse(""),
        GroupNodes.time(request, "request_time"));
  }

  @Override
  public CompletionStage<List<ParticipantOutcome>> answerJoinRequests(
      Jid group, boolean approve, List<Jid> users) {
    String tag = approve ? "approve" : "reject";
    Node action =
        Node.of("membership_requests_action").child(withParticipants(tag, users).build()).build();
    return calls.post(
        () ->
            set(requireGroup(group), action)
                .thenCompose(
                    answer ->
                        outcomes(
                            answer
                                .child("membership_requests_action")
                                .flatMap(done -> done.child(tag))))
                .thenApply(
                    outcomes -> {
                      directory.invalidate(group);
                      return outcomes;
                    }));
  }

  @Override
  public CompletionStage<Void> cancelJoinRequest(Jid group) {
    return calls.post(
        () ->
            set(
                    requireGroup(group),
                    withParticipants("cancel_membership_requests", List.of(self())).build())
                .thenApply(ignored -> null));
  }

  @Override
  public CompletionStage<String> inviteCode(Jid group) {
    return calls.post(
        () ->
            get(requireGroup(group), Node.of("invite").build())
                .thenApply(answer -> answer.requireChild("invite").attr("code")));
  }

  @Override
  public CompletionStage<String> revokeInvite(Jid group) {
    return calls.post(
        () ->
            set(requireGroup(group), Node.of("invite").build())
                .thenApply(answer -> answer.requireChild("invite").attr("code")));
  }

  @Override
  public CompletionStage<GroupInfo> inviteInfo(String code) {
    return calls.post(
        () ->
            get(ALL_GROUPS, Node.of("invite").with("code", code).build())
                .thenCompose(answer -> read(answer.requireChild("group"), Optional.empty())));
  }

  @Override
  public CompletionStage<JoinOutcome> join(String code) {
    return calls.post(
        () ->
            set(ALL_GROUPS, Node.of("invite").with("code", code).build())
                .thenApply(answer -> joined(answer, Optional.empty())));
  }

  /// @param asked where the answer need not name the group
  private JoinOutcome joined(Node answer, Optional<Jid> asked) {
    Optional<Node> pending = answer.child("membership_approval_request");
    Jid group =
        pending
            .or(() -> answer.child("group"))
            .flatMap(node -> Addresses.jid(node, "jid"))
            .or(() -> asked)
            .orElseGet(() -> answer.requireChild("group").jid("jid"));
    directory.invalidate(group);
    return new JoinOutcome(group, pending.isPresent());
  }

  @Override
  public CompletionStage<GroupInfo> invitationInfo(GroupInvitation invitation) {
    Node query = Node.of("query").child(invitation("add_request", invitation)).build();
    return calls.post(
        () ->
            get(requireGroup(invitation.group()), query)
                .thenCompose(
                    answer -> read(answer.requireChild("group"), Optional.of(invitation.group()))));
  }

  @Override
  public CompletionStage<Void> accept(GroupInvitation invitation) {
    return calls.post(
        () ->
            set(requireGroup(invitation.group()), invitation("accept", invitation))
                .thenApply(
                    answer -> {
                      directory.invalidate(invitation.group());
                      return null;
                    }));
  }

  private static Node invitation(String tag, GroupInvitation invitation) {
    return Node.of(tag)
        .with("code", invitation.code())
        .with("expiration", invitation.expiresAt().getEpochSecond())
        .with("admin", invitation.admin())
        .build();
  }

  @Override
  public CompletionStage<List<ParticipantOutcome>> revokeInvitations(Jid group, List<Jid> users) {
    return calls.post(
        () -> outcomes(requireGroup(group), withParticipants("revoke", users).build()));
  }

  @Override
  public CompletionStage<Void> leave(Jid group) {
    return calls.post(
        () ->
            directory
                .fetch(requireGroup(group))
                .thenCompose(info -> info.isCommunity() ? leaveAll(group) : leaveOne(group)));
  }

  private CompletableFuture<Void> leaveOne(Jid group) {
    return leave(group, Node.of("group").with("id", group).build());
  }

  private CompletableFuture<Void> leaveAll(Jid community) {
    return leave(community, Node.of("linked_groups").with("parent_group_jid", community).build());
  }

  private CompletableFuture<Void> leave(Jid group, Node what) {
    return set(ALL_GROUPS, Node.of("leave").child(what).build())
        .thenAccept(
            answer -> {
              directory.invalidate(group);
              answer
                  .child("leave")
                  .flatMap(left -> left.child(what.tag()))
                  .filter(left -> left.find("error").isPresent())
                  .ifPresent(
                      left -> {
                        throw new IqFailure((int) left.number("error"), "leave");
                      });
            });
  }

  private static List<LinkOutcome> linkOutcomes(Optional<Node> list) {
    return list.map(node -> node.children("group")).orElse(List.of()).stream()
        .map(
            group ->
                new LinkOutcome(
                    group.jid("jid"),
                    (int) group.findNumber("error").orElse(ParticipantOutcome.DONE)))
        .toList();
  }

  @Override
  public CompletionStage<Optional<String>> picture(Jid group, byte[] jpeg) {
    return calls.post(
        () -> {
          if (jpeg.length > 0 && !OwnAccount.isPicture(jpeg, MAX_PICTURE_BYTES)) {
            throw ContactLookups.invalid(
                "Expected a JPEG of at most " + MAX_PICTURE_BYTES + " bytes");
          }
          var iq =
              Node.of("iq")
                  .with("type", "set")
                  .with("to", Jid.WHATSAPP)
                  .with("target", requireGroup(group))
                  .with("xmlns", "w:profile:picture");
          // Without a picture there is no node: that is what removes it.
          if (jpeg.length > 0) {
            iq.child(Node.of("picture").with("type", "image").bytes(jpeg.clone()).build());
          }
          return requests
              .ask(iq, core.nanoTime())
              .thenApply(answer -> answer.child("picture").flatMap(node -> node.find("id")));
        });
  }

  @Override
  public CompletionStage<List<LinkOutcome>> link(Jid community, List<Jid> groups) {
    Node links =
        Node.of("links")
            .child(groups(Node.of("link").with("link_type", "sub_group"), groups))
            .build();
    return calls.post(
        () ->
            set(requireGroup(community), links)
                .thenApply(
                    answer ->
                        linkOutcomes(answer.child("links").flatMap(node -> node.child("link")))));
  }

  @Override
  public CompletionStage<List<LinkOutcome>> unlink(Jid community, List<Jid> groups) {
    Node unlink = groups(Node.of("unlink").with("unlink_type", "sub_group"), groups);
    return calls.post(
        () ->
            set(requireGroup(community), unlink)
                .thenApply(answer -> linkOutcomes(answer.child("unlink"))));
  }

  private static Node groups(Node.Builder parent, List<Jid> groups) {
    return parent
        .children(
            groups.stream().map(group -> Node.of("group").with("jid", group).build()).toList())
        .build();
  }

  @Override
  public CompletionStage<List<LinkedGroup>> linked(Jid community) {
    return calls.post(
        () ->
            get(requireGroup(community), Node.of("sub_groups").build())
                .thenApply(
                    answer ->
                        answer.requireChild("sub_groups").children("group").stream()
                            .map(GroupNodes::linked)
                            .toList()));
  }

  @Override
  public CompletionStage<List<UserAddress>> communityMembers(Jid community) {
    String tag = "linked_groups_participants";
    return calls.post(
        () ->
            get(requireGroup(community), Node.of(tag).build())
                .thenCompose(
                    answer -> {
                      List<Node> members = answer.requireChild(tag).children("participant");
                      return nodes
                          .known(members)
                          .thenApply(ignored -> members.stream().map(nodes::user).toList());
                    }));
  }

  @Override
  public CompletionStage<JoinOutcome> joinLinked(Jid community, Jid group) {
    Node.Builder join = Node.of("join_linked_group").with("type", "sub_group");
    return calls.post(
        () ->
            set(requireGroup(community), join.with("jid", requireGroup(group)).build())
                .thenApply(answer -> joined(answer, Optional.of(group))));
  }

  @Override
  public CompletionStage<List<ParticipantOutcome>> removeFromCommunity(
      Jid community, List<Jid> users) {
    Node remove = withParticipants("remove", users).with("linked_groups", "true").build();
    return calls.post(
        () ->
            outcomes(requireGroup(community), remove)
                .thenApply(
                    outcomes -> {
                      directory.invalidate(community);
                      return outcomes;
                    }));
  }

  @Override
  public CompletionStage<Void> deleteCommunity(Jid community) {
    return calls.post(
        () ->
            set(requireGroup(community), Node.of("delete_parent").build())
                .thenApply(
                    answer -> {
                      directory.invalidate(community);
                      return null;
                    }));
  }

  private CompletionStage<Void> change(Jid group, Node change) {
    return calls.post(() -> set(requireGroup(group), change).thenApply(ignored -> null));
  }

  private CompletableFuture<GroupInfo> read(Node group, Optional<Jid> asked) {
    return nodes.read(group, asked);
  }

  private CompletableFuture<Node> get(Jid to, Node content) {
    return requests.get(to, XMLNS, List.of(content), core.nanoTime());
  }

  private CompletableFuture<Node> set(Jid to, Node content) {
    return requests.set(to, XMLNS, List.of(content), core.nanoTime());
  }

  /// This account, as groups name it.
  private Jid self() {
    return core.account().lid().orElse(core.account().pn()).toUserJid();
  }

  private static Jid requireGroup(Jid group) {
    if (!group.isGroup()) {
      throw new SendFailure(SendFailure.Code.INVALID, "Expected a group");
    }
    return group;
  }

  /// What names a new description, and the wish for a new group.
  private String freshId() {
    return HexFormat.of().withUpperCase().formatHex(core.randomness().bytes(8));
  }
}
