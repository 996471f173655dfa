package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.group.GroupPicture;
import io.trunkline.api.group.Groups;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.GroupSettings;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.ParticipantOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `/groupChat`, and what `/client` does with groups.
@RestController
@MayBeForm
class GroupChatController {
  private static final int MAX_MEMBERS = 1024;
  private static final int MAX_SUBJECT = 100;
  private static final int MAX_DESCRIPTION = 2048;
  private static final int MAX_CODE = 256;
  private static final int DONE = 200;

  private final SessionDoor door;
  private final Groups groups;
  private final ChatViews chats;
  private final GroupInvitations invitations;
  private final IdempotentReplies idempotent;

  GroupChatController(
      SessionDoor door,
      Groups groups,
      ChatViews chats,
      GroupInvitations invitations,
      IdempotentReplies idempotent) {
    this.idempotent = idempotent;
    this.door = door;
    this.groups = groups;
    this.chats = chats;
    this.invitations = invitations;
  }

  /// A connected session and a group.
  private record Target(Connection session, String group) {}

  private Target target(Caller caller, Scope scope, String name, Fields fields) {
    var session = door.connected(caller, scope, name);
    var jid = ClientController.chatId(fields);
    if (!Jids.isGroup(jid)) {
      throw new Failure(Problem.NOT_A_GROUP, "The chat is not a group");
    }
    return new Target(session, jid);
  }

  private Group group(Target target) {
    try {
      return groups.get(target.session().tenant(), target.session().id(), target.group());
    } catch (Failure e) {
      if (e.problem() == Problem.REFUSED_BY_WHATSAPP) {
        throw new Failure(Problem.CHAT_NOT_FOUND, "Chat not found");
      }
      throw e;
    }
  }

  /// @param title the group's subject
  /// @param participants what became of each wanted member, by JID
  record Created(String title, Jids.Id gid, Map<String, Member> participants) {}

  record Member(int statusCode, String message, boolean isGroupCreator, boolean isInviteV4Sent) {}

  @PostMapping("/client/createGroup/{name}")
  ResponseEntity<?> createGroup(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var session = door.connected(caller, Scope.SEND, name);
    var path = "/client/createGroup/" + name;
    var request = IdempotentRequest.of(key, "POST " + path, fields.canonical());
    return idempotent.onceAtMost(
        session.tenant(), request, path, () -> ResponseEntity.ok(created(session, fields)));
  }

  private Map<String, Object> created(Connection session, Fields fields) {
    var options = fields.object("options").orElseGet(Fields::none);
    var wanted =
        fields
            .textOrTexts("participants", MAX_MEMBERS, ClientController.MAX_ID)
            .orElse(List.of())
            .stream()
            .map(Jids::parse)
            .toList();
    var created =
        groups.create(
            session.tenant(),
            session.id(),
            CreateGroup.newBuilder()
                .setSubject(fields.required("title", MAX_SUBJECT))
                .addAllParticipants(wanted)
                .setCommunity(
                    options
                        .optional("parentGroupId", ClientController.MAX_ID)
                        .map(Jids::parse)
                        .orElse(""))
                .setSettings(
                    GroupSettings.newBuilder()
                        .setEphemeralSeconds(
                            Math.toIntExact(
                                Math.min(
                                    options.count("messageTimer").orElse(0L), Integer.MAX_VALUE)))
                        .setAdminsAdd(!options.bool("memberAddMode").orElse(false))
                        .setJoinApproval(options.bool("membershipApprovalMode").orElse(false))
                        .setLocked(options.bool("isRestrict").orElse(true))
                        .setAnnounce(options.bool("isAnnounce").orElse(false)))
                .build());
    var group = created.group();
    Map<String, Member> members = new LinkedHashMap<>();
    for (var member : GroupView.participants(group)) {
      members.put(
          member.id().serialized(),
          new Member(
              DONE,
              member.isSuperAdmin()
                  ? "The group creator"
                  : "The participant was added successfully",
              member.isSuperAdmin(),
              false));
    }
    invitations
        .added(
            session,
            group.getJid(),
            created.missing(),
            options.bool("autoSendInviteV4").orElse(true),
            options.optional("comment", MAX_DESCRIPTION).orElse(""))
        .forEach(
            (jid, outcome) ->
                members.put(
                    jid,
                    new Member(
                        outcome.code(), outcome.message(), false, outcome.isInviteV4Sent())));
    return Success.of(
        "response", new Created(group.getSubject(), Jids.id(group.getJid()), members));
  }

  @PostMapping("/groupChat/getGroupInfo/{name}")
  Map<String, Object> getGroupInfo(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    var group = group(target);
    var body = Success.of("chat", chats.of(target.session(), group));
    body.put("result", GroupView.of(group));
    return body;
  }

  @PostMapping("/groupChat/getClassInfo/{name}")
  Map<String, Object> getClassInfo(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("chat", chats.of(target.session(), group(target)));
  }

  @PostMapping("/groupChat/getParticipants/{name}")
  Map<String, Object> getParticipants(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("result", GroupView.participants(group(target)));
  }

  @PostMapping("/groupChat/addParticipants/{name}")
  Map<String, Object> addParticipants(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var options = fields.object("options").orElseGet(Fields::none);
    var users = users(fields);
    List<ParticipantOutcome> outcomes;
    try {
      outcomes = change(target, ParticipantAction.ADD, users);
    } catch (Failure e) {
      if (e.problem() == Problem.REFUSED_BY_WHATSAPP) {
        return Success.of("result", "AddParticipantsError: You have no right to add participants");
      }
      throw e;
    }
    return Success.of(
        "result",
        invitations.added(
            target.session(),
            target.group(),
            outcomes,
            options.bool("autoSendInviteV4").orElse(true),
            options.optional("comment", MAX_DESCRIPTION).orElse("")));
  }

  @PostMapping("/groupChat/removeParticipants/{name}")
  Map<String, Object> removeParticipants(Caller caller, @PathVariable String name, Fields fields) {
    return changed(
        target(caller, Scope.SEND, name, fields), ParticipantAction.REMOVE, users(fields));
  }

  @PostMapping("/groupChat/promoteParticipants/{name}")
  Map<String, Object> promoteParticipants(Caller caller, @PathVariable String name, Fields fields) {
    return changed(
        target(caller, Scope.SEND, name, fields), ParticipantAction.PROMOTE, users(fields));
  }

  @PostMapping("/groupChat/demoteParticipants/{name}")
  Map<String, Object> demoteParticipants(Caller caller, @PathVariable String name, Fields fields) {
    return changed(
        target(caller, Scope.SEND, name, fields), ParticipantAction.DEMOTE, users(fields));
  }

  /// 200 where it was done for any of them.
  private Map<String, Object> changed(Target target, ParticipantAction action, List<String> users) {
    var outcomes = change(target, action, users);
    var status =
        outcomes.stream().anyMatch(outcome -> outcome.getCode() == DONE) || outcomes.isEmpty()
            ? DONE
            : outcomes.getFirst().getCode();
    return Success.of("result", Map.of("status", status));
  }

  private List<ParticipantOutcome> change(
      Target target, ParticipantAction action, List<String> users) {
    return groups.change(
        target.session().tenant(), target.session().id(), target.group(), action, users);
  }

  private static List<String> users(Fields fields) {
    var name = fields.has("participantIds") ? "participantIds" : "contactIds";
    var users = fields.textOrTexts(name, MAX_MEMBERS, ClientController.MAX_ID).orElse(List.of());
    if (users.isEmpty()) {
      throw Failure.invalid("participantIds is required");
    }
    return users.stream().map(Jids::parse).toList();
  }

  @PostMapping("/groupChat/setSubject/{name}")
  Map<String, Object> setSubject(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        groups.setSubject(
            target.session().tenant(),
            target.session().id(),
            target.group(),
            fields.required("subject", MAX_SUBJECT)));
  }

  @PostMapping("/groupChat/setDescription/{name}")
  Map<String, Object> setDescription(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var description =
        fields
            .optional("description", MAX_DESCRIPTION)
            .orElseThrow(() -> Failure.invalid("description is required"));
    return Success.of(
        "result",
        groups.setDescription(
            target.session().tenant(), target.session().id(), target.group(), description));
  }

  @PostMapping("/groupChat/setMessagesAdminsOnly/{name}")
  Map<String, Object> setMessagesAdminsOnly(
      Caller caller, @PathVariable String name, Fields fields) {
    return set(
        target(caller, Scope.SEND, name, fields),
        GroupSetting.newBuilder().setAnnounce(fields.bool("adminsOnly").orElse(true)).build());
  }

  @PostMapping("/groupChat/setInfoAdminsOnly/{name}")
  Map<String, Object> setInfoAdminsOnly(Caller caller, @PathVariable String name, Fields fields) {
    return set(
        target(caller, Scope.SEND, name, fields),
        GroupSetting.newBuilder().setLocked(fields.bool("adminsOnly").orElse(true)).build());
  }

  private Map<String, Object> set(Target target, GroupSetting setting) {
    return Success.of(
        "result",
        groups.set(target.session().tenant(), target.session().id(), target.group(), setting));
  }

  @PostMapping("/groupChat/leave/{name}")
  Map<String, Object> leave(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    groups.leave(target.session().tenant(), target.session().id(), target.group());
    return Success.done();
  }

  @PostMapping("/groupChat/getInviteCode/{name}")
  Map<String, Object> getInviteCode(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of(
        "inviteCode",
        groups.inviteCode(target.session().tenant(), target.session().id(), target.group()));
  }

  @PostMapping("/groupChat/revokeInvite/{name}")
  Map<String, Object> revokeInvite(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        groups.revokeInvite(target.session().tenant(), target.session().id(), target.group()));
  }

  @PostMapping({"/groupChat/acceptInvite/{name}", "/client/acceptInvite/{name}"})
  Map<String, Object> acceptInvite(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    return Success.of(
        "acceptInvite", groups.join(session.tenant(), session.id(), inviteCode(fields)));
  }

  @PostMapping({"/groupChat/getInviteInfo/{name}", "/client/getInviteInfo/{name}"})
  Map<String, Object> getInviteInfo(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of(
        "inviteInfo",
        GroupView.of(groups.inviteInfo(session.tenant(), session.id(), inviteCode(fields))));
  }

  /// Of a code or the whole link.
  private static String inviteCode(Fields fields) {
    var text = fields.required("inviteCode", MAX_CODE);
    var end = text.indexOf('?');
    var path = end < 0 ? text : text.substring(0, end);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @PostMapping("/groupChat/setPicture/{name}")
  Map<String, Object> setPicture(
      Caller caller, @PathVariable String name, @MayHoldFile Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var mimetype = fields.has("pictureMimetype") ? "pictureMimetype" : "pictureMimeType";
    if (!fields.required(mimetype, MAX_CODE).startsWith("image/")) {
      throw Failure.invalid(mimetype + " must be one of images");
    }
    var picture =
        GroupPicture.of(
            MediaForm.base64("pictureData", fields.required("pictureData", MediaForm.MAX_BASE64)));
    return Success.of(
        "result",
        groups.setPicture(
            target.session().tenant(), target.session().id(), target.group(), picture));
  }

  @PostMapping("/groupChat/deletePicture/{name}")
  Map<String, Object> deletePicture(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        groups.setPicture(
            target.session().tenant(), target.session().id(), target.group(), new byte[0]));
  }

  /// Who asks to be let in.
  ///
  /// @param addedBy absent where nobody proposed the user
  @JsonInclude(Include.NON_NULL)
  record MembershipRequest(
      Jids.Id id, Jids.Id addedBy, Jids.Id parentGroupId, String requestMethod, long t) {}

  @PostMapping("/groupChat/getGroupMembershipRequests/{name}")
  Map<String, Object> getGroupMembershipRequests(
      Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of(
        "result",
        groups
            .joinRequests(target.session().tenant(), target.session().id(), target.group())
            .stream()
            .map(
                request ->
                    new MembershipRequest(
                        Jids.id(Jids.of(request.getUser())),
                        request.hasRequestedBy()
                            ? Jids.id(Jids.of(request.getRequestedBy()))
                            : null,
                        null,
                        request.getMethod(),
                        request.getAt()))
            .toList());
  }

  @PostMapping("/groupChat/approveGroupMembershipRequests/{name}")
  Map<String, Object> approveGroupMembershipRequests(
      Caller caller, @PathVariable String name, Fields fields) {
    return answer(target(caller, Scope.SEND, name, fields), fields, true);
  }

  @PostMapping("/groupChat/rejectGroupMembershipRequests/{name}")
  Map<String, Object> rejectGroupMembershipRequests(
      Caller caller, @PathVariable String name, Fields fields) {
    return answer(target(caller, Scope.SEND, name, fields), fields, false);
  }

  /// @param error WhatsApp's number; absent where it was done
  @JsonInclude(Include.NON_NULL)
  record Answered(String requesterId, Integer error, String message) {}

  private Map<String, Object> answer(Target target, Fields fields, boolean isApproved) {
    var tenant = target.session().tenant();
    var session = target.session().id();
    var named =
        fields
            .object("options")
            .flatMap(
                options ->
                    options.textOrTexts("requesterIds", MAX_MEMBERS, ClientController.MAX_ID));
    var users =
        named
            .map(ids -> ids.stream().map(Jids::parse).toList())
            .orElseGet(
                () ->
                    groups.joinRequests(tenant, session, target.group()).stream()
                        .map(request -> Jids.of(request.getUser()))
                        .toList());
    if (users.isEmpty()) {
      return Success.of("result", List.of());
    }
    return Success.of(
        "result",
        groups.answerJoinRequests(tenant, session, target.group(), isApproved, users).stream()
            .map(
                outcome ->
                    new Answered(
                        Jids.show(Jids.of(outcome.getUser())),
                        outcome.getCode() == DONE ? null : outcome.getCode(),
                        outcome.getCode() == DONE
                            ? isApproved ? "Approved successfully" : "Rejected successfully"
                            : "The request could not be answered"))
            .toList());
  }
}
