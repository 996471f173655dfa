package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.GroupCommand;
import io.trunkline.proto.group.GroupReply;
import io.trunkline.proto.group.JoinOutcome;
import io.trunkline.proto.group.JoinRequest;
import io.trunkline.proto.group.LinkOutcome;
import io.trunkline.proto.group.ParticipantOutcome;
import io.trunkline.whatsapp.client.Groups;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.group.GroupCreation;
import io.trunkline.whatsapp.client.group.GroupInvitation;
import io.trunkline.whatsapp.client.group.GroupSetting;
import io.trunkline.whatsapp.client.group.GroupSettings;
import io.trunkline.whatsapp.client.group.ParticipantAction;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.worker.event.GroupForms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what is asked of a session's groups. In the session's mailbox.
final class GroupCommands {
  private static final Logger log = LoggerFactory.getLogger(GroupCommands.class);

  private final HostedSession host;
  private final OnceCommands once;
  private final Replies replies;

  GroupCommands(HostedSession host, SessionParts parts, Replies replies) {
    this.host = host;
    this.once = new OnceCommands(host, parts);
    this.replies = replies;
  }

  void handle(TakenCommand taken, GroupCommand command) {
    Supplier<CompletionStage<GroupReply.Builder>> operation;
    try {
      operation = operation(command);
    } catch (JidException | IllegalArgumentException e) {
      host.answer(taken, ReplyCode.INVALID, "Expected a group operation and its JIDs");
      return;
    }
    if (!(host.client().state() instanceof ConnectionState.Open)) {
      host.answer(
          taken,
          host.isPaired() ? ReplyCode.NOT_CONNECTED : ReplyCode.NOT_LINKED,
          "The session has no open connection");
    } else if (isOnce(command)) {
      once.begin(taken, () -> run(taken, operation, true));
    } else {
      run(taken, operation, false);
    }
  }

  private static boolean isOnce(GroupCommand command) {
    return switch (command.getOperationCase()) {
      case CREATE,
          PARTICIPANTS,
          ANSWER_JOIN_REQUESTS,
          REVOKE_INVITE,
          JOIN,
          LEAVE,
          LINK,
          UNLINK,
          ACCEPT,
          REMOVE_FROM_COMMUNITY,
          JOIN_LINKED,
          DELETE_COMMUNITY ->
          true;
      case GET,
          LIST,
          SUBJECT,
          DESCRIPTION,
          SETTING,
          JOIN_REQUESTS,
          INVITE,
          INVITE_INFO,
          PICTURE,
          LINKED,
          INVITATION_INFO,
          REVOKE_INVITATIONS,
          CANCEL_JOIN_REQUEST,
          COMMUNITY_MEMBERS,
          OPERATION_NOT_SET ->
          false;
    };
  }

  private void run(
      TakenCommand taken, Supplier<CompletionStage<GroupReply.Builder>> operation, boolean isOnce) {
    operation
        .get()
        .whenComplete(
            (reply, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        host.finish(taken, () -> replies.with(taken, to -> to.setGroup(reply)));
                      } else {
                        failed(taken, failure, isOnce);
                      }
                    }));
  }

  private void failed(TakenCommand taken, Throwable failure, boolean isOnce) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof SendFailure refusal)) {
      log.error(
          "command {} of session {} failed",
          taken.command().getCommandId(),
          host.owned().id(),
          cause);
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
      return;
    }
    switch (refusal.code()) {
      case NOT_CONNECTED, TIMEOUT, SESSION_FAILED ->
          host.answer(
              taken,
              isOnce ? ReplyCode.OUTCOME_UNKNOWN : ReplyCode.NOT_CONNECTED,
              "The connection ended before the answer");
      case BUSY, RATE_LIMITED -> host.answer(taken, ReplyCode.BUSY, "WhatsApp asks to wait");
      case NOT_LINKED -> host.answer(taken, ReplyCode.NOT_LINKED, "The session is not linked");
      case INVALID -> host.answer(taken, ReplyCode.INVALID, refusal.getMessage());
      case NOT_ON_WHATSAPP, REFUSED, ACCOUNT_LIMITED, SERVER_ERROR ->
          host.finish(
              taken,
              () ->
                  replies.with(
                      taken,
                      ReplyCode.REFUSED,
                      "WhatsApp refused with code " + refusal.serverCode(),
                      to ->
                          to.setGroup(
                              GroupReply.newBuilder().setServerCode(refusal.serverCode()))));
    }
  }

  /// @throws IllegalArgumentException where the command cannot be carried out as it is
  private Supplier<CompletionStage<GroupReply.Builder>> operation(GroupCommand command) {
    Groups groups = host.client().groups();
    return switch (command.getOperationCase()) {
      case CREATE -> {
        var creation = creation(command.getCreate());
        yield () ->
            groups
                .create(creation)
                .thenApply(
                    made ->
                        reply()
                            .setGroup(GroupForms.of(made.info()))
                            .addAllOutcomes(
                                made.notAdded().stream().map(GroupCommands::of).toList()));
      }
      case LIST ->
          () ->
              groups
                  .list()
                  .thenApply(
                      all -> reply().addAllGroups(all.stream().map(GroupForms::of).toList()));
      case INVITE_INFO ->
          () ->
              groups
                  .inviteInfo(command.getInviteInfo())
                  .thenApply(info -> reply().setGroup(GroupForms.of(info)));
      case JOIN ->
          () -> groups.join(command.getJoin()).thenApply(joined -> reply().setJoin(of(joined)));
      case OPERATION_NOT_SET -> throw new IllegalArgumentException("Expected an operation");
      case GET,
          SUBJECT,
          DESCRIPTION,
          PARTICIPANTS,
          SETTING,
          JOIN_REQUESTS,
          ANSWER_JOIN_REQUESTS,
          INVITE,
          REVOKE_INVITE,
          LEAVE,
          PICTURE,
          LINK,
          UNLINK,
          LINKED,
          INVITATION_INFO,
          ACCEPT,
          REVOKE_INVITATIONS,
          CANCEL_JOIN_REQUEST,
          REMOVE_FROM_COMMUNITY,
          COMMUNITY_MEMBERS,
          JOIN_LINKED,
          DELETE_COMMUNITY ->
          operation(groups, Jid.parse(command.getGroup()), command);
    };
  }

  private Supplier<CompletionStage<GroupReply.Builder>> operation(
      Groups groups, Jid group, GroupCommand command) {
    return switch (command.getOperationCase()) {
      case GET ->
          () -> groups.metadata(group).thenApply(info -> reply().setGroup(GroupForms.of(info)));
      case SUBJECT -> () -> done(groups.subject(group, command.getSubject()));
      case DESCRIPTION -> () -> done(groups.description(group, command.getDescription()));
      case PARTICIPANTS -> {
        var action = action(command.getParticipants().getAction());
        var users = jids(command.getParticipants().getUsersList());
        yield () -> outcomes(groups.participants(group, action, users));
      }
      case SETTING -> {
        var setting = setting(command.getSetting());
        yield () -> done(groups.setting(group, setting));
      }
      case JOIN_REQUESTS ->
          () ->
              groups
                  .joinRequests(group)
                  .thenApply(
                      all ->
                          reply().addAllJoinRequests(all.stream().map(GroupCommands::of).toList()));
      case ANSWER_JOIN_REQUESTS -> {
        var users = jids(command.getAnswerJoinRequests().getUsersList());
        yield () ->
            outcomes(
                groups.answerJoinRequests(
                    group, command.getAnswerJoinRequests().getApprove(), users));
      }
      case INVITE -> () -> groups.inviteCode(group).thenApply(reply()::setInviteCode);
      case REVOKE_INVITE -> () -> groups.revokeInvite(group).thenApply(reply()::setInviteCode);
      case LEAVE -> () -> done(groups.leave(group));
      case PICTURE ->
          () ->
              groups
                  .picture(group, command.getPicture().toByteArray())
                  .thenApply(id -> reply().setPictureId(id.orElse("")));
      case LINK -> {
        var linked = jids(command.getLink().getGroupsList());
        yield () -> linkOutcomes(groups.link(group, linked));
      }
      case UNLINK -> {
        var unlinked = jids(command.getUnlink().getGroupsList());
        yield () -> linkOutcomes(groups.unlink(group, unlinked));
      }
      case LINKED ->
          () ->
              groups
                  .linked(group)
                  .thenApply(
                      all -> reply().addAllLinked(all.stream().map(GroupForms::of).toList()));
      case INVITATION_INFO -> {
        var invitation = invitation(group, command.getInvitationInfo());
        yield () ->
            groups
                .invitationInfo(invitation)
                .thenApply(info -> reply().setGroup(GroupForms.of(info)));
      }
      case ACCEPT -> {
        var invitation = invitation(group, command.getAccept());
        yield () -> done(groups.accept(invitation));
      }
      case REVOKE_INVITATIONS -> {
        var users = jids(command.getRevokeInvitations().getUsersList());
        yield () -> outcomes(groups.revokeInvitations(group, users));
      }
      case CANCEL_JOIN_REQUEST -> () -> done(groups.cancelJoinRequest(group));
      case REMOVE_FROM_COMMUNITY -> {
        var users = jids(command.getRemoveFromCommunity().getUsersList());
        yield () -> outcomes(groups.removeFromCommunity(group, users));
      }
      case COMMUNITY_MEMBERS ->
          () ->
              groups
                  .communityMembers(group)
                  .thenApply(
                      all -> reply().addAllMembers(all.stream().map(GroupForms::of).toList()));
      case JOIN_LINKED -> {
        var linked = Jid.parse(command.getJoinLinked());
        yield () ->
            groups.joinLinked(group, linked).thenApply(joined -> reply().setJoin(of(joined)));
      }
      case DELETE_COMMUNITY -> () -> done(groups.deleteCommunity(group));
      case CREATE, LIST, INVITE_INFO, JOIN, OPERATION_NOT_SET ->
          throw new IllegalStateException("Expected an operation on a group");
    };
  }

  private static GroupReply.Builder reply() {
    return GroupReply.newBuilder();
  }

  private static CompletionStage<GroupReply.Builder> done(CompletionStage<Void> change) {
    return change.thenApply(_ -> reply());
  }

  private static CompletionStage<GroupReply.Builder> outcomes(
      CompletionStage<List<io.trunkline.whatsapp.client.group.ParticipantOutcome>> change) {
    return change.thenApply(
        all -> reply().addAllOutcomes(all.stream().map(GroupCommands::of).toList()));
  }

  private static CompletionStage<GroupReply.Builder> linkOutcomes(
      CompletionStage<List<io.trunkline.whatsapp.client.group.LinkOutcome>> change) {
    return change.thenApply(
        all ->
            reply()
                .addAllLinkOutcomes(
                    all.stream()
                        .map(
                            one ->
                                LinkOutcome.newBuilder()
                                    .setGroup(one.group().toString())
                                    .setCode(one.code())
                                    .build())
                        .toList()));
  }

  private static GroupCreation creation(CreateGroup create) {
    var settings = create.getSettings();
    return new GroupCreation(
        create.getSubject(),
        jids(create.getParticipantsList()),
        Optional.of(create.getDescription()).filter(text -> !text.isEmpty()),
        new GroupSettings(
            settings.getAnnounce(),
            settings.getLocked(),
            settings.getEphemeralSeconds(),
            settings.getJoinApproval(),
            settings.getAdminsAdd(),
            settings.getAdminsLink(),
            settings.getAdminsShareHistory()),
        create.getIsCommunity(),
        Optional.of(create.getCommunity()).filter(jid -> !jid.isEmpty()).map(Jid::parse));
  }

  private static GroupInvitation invitation(
      Jid group, io.trunkline.proto.group.GroupInvitation invitation) {
    return new GroupInvitation(
        group,
        invitation.getCode(),
        Instant.ofEpochSecond(invitation.getExpiresAt()),
        Jid.parse(invitation.getAdmin()));
  }

  private static List<Jid> jids(List<String> texts) {
    return texts.stream().map(Jid::parse).toList();
  }

  private static ParticipantAction action(io.trunkline.proto.group.ParticipantAction action) {
    return switch (action) {
      case ADD -> ParticipantAction.ADD;
      case REMOVE -> ParticipantAction.REMOVE;
      case PROMOTE -> ParticipantAction.PROMOTE;
      case DEMOTE -> ParticipantAction.DEMOTE;
      case LEAVE, MODIFY, PARTICIPANT_ACTION_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("Expected an action on participants");
    };
  }

  private static GroupSetting setting(io.trunkline.proto.group.GroupSetting setting) {
    return switch (setting.getSettingCase()) {
      case ANNOUNCE -> new GroupSetting.Announce(setting.getAnnounce());
      case LOCKED -> new GroupSetting.Locked(setting.getLocked());
      case EPHEMERAL_SECONDS -> new GroupSetting.Ephemeral(setting.getEphemeralSeconds());
      case JOIN_APPROVAL -> new GroupSetting.JoinApproval(setting.getJoinApproval());
      case ADMINS_ADD -> new GroupSetting.AdminsAdd(setting.getAdminsAdd());
      case ADMINS_LINK -> new GroupSetting.AdminsLink(setting.getAdminsLink());
      case ADMINS_SHARE_HISTORY ->
          new GroupSetting.AdminsShareHistory(setting.getAdminsShareHistory());
      case SETTING_NOT_SET -> throw new IllegalArgumentException("Expected a setting");
    };
  }

  private static ParticipantOutcome of(
      io.trunkline.whatsapp.client.group.ParticipantOutcome outcome) {
    var built =
        ParticipantOutcome.newBuilder()
            .setUser(GroupForms.of(outcome.user()))
            .setCode(outcome.code());
    outcome
        .invitation()
        .ifPresent(
            invitation ->
                built
                    .setInvitationCode(invitation.code())
                    .setInvitationExpiresAt(invitation.expiresAt().getEpochSecond()));
    return built.build();
  }

  private static JoinRequest of(io.trunkline.whatsapp.client.group.JoinRequest request) {
    var built =
        JoinRequest.newBuilder()
            .setUser(GroupForms.of(request.user()))
            .setMethod(request.method())
            .setAt(GroupForms.seconds(request.at()));
    request.requestedBy().ifPresent(user -> built.setRequestedBy(GroupForms.of(user)));
    return built.build();
  }

  private static JoinOutcome of(io.trunkline.whatsapp.client.group.JoinOutcome joined) {
    return JoinOutcome.newBuilder()
        .setGroup(joined.group().toString())
        .setIsPending(joined.isPending())
        .build();
  }
}
