package io.trunkline.api.group;

import com.google.protobuf.ByteString;
import io.trunkline.api.command.Questions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.proto.group.AnswerJoinRequests;
import io.trunkline.proto.group.ChangeParticipants;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.GetGroup;
import io.trunkline.proto.group.GetInvite;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupCommand;
import io.trunkline.proto.group.GroupReply;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.JoinRequest;
import io.trunkline.proto.group.LeaveGroup;
import io.trunkline.proto.group.ListGroups;
import io.trunkline.proto.group.ListJoinRequests;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.proto.group.ParticipantOutcome;
import io.trunkline.proto.group.RevokeInvite;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/// What a session can do with groups. Every call throws a [Failure] as [Questions#ask] does, and
/// `NOT_A_GROUP` where the JID is none of a group.
@Service
public class Groups {
  private final Questions questions;

  Groups(Questions questions) {
    this.questions = questions;
  }

  /// @param missing those who could not be added
  public record Created(Group group, List<ParticipantOutcome> missing) {}

  public Created create(UUID tenant, UUID session, CreateGroup creation) {
    var reply = ask(tenant, session, command -> command.setCreate(creation));
    return new Created(reply.getGroup(), reply.getOutcomesList());
  }

  public Group get(UUID tenant, UUID session, String group) {
    return of(tenant, session, group, command -> command.setGet(GetGroup.getDefaultInstance()))
        .getGroup();
  }

  /// Those that the account is in.
  public List<Group> list(UUID tenant, UUID session) {
    return ask(tenant, session, command -> command.setList(ListGroups.getDefaultInstance()))
        .getGroupsList();
  }

  public List<ParticipantOutcome> change(
      UUID tenant, UUID session, String group, ParticipantAction action, List<String> users) {
    return of(
            tenant,
            session,
            group,
            command ->
                command.setParticipants(
                    ChangeParticipants.newBuilder().setAction(action).addAllUsers(users)))
        .getOutcomesList();
  }

  /// @return false where WhatsApp refused, as it does to those who may not
  public boolean setSubject(UUID tenant, UUID session, String group, String subject) {
    return isDone(tenant, session, group, command -> command.setSubject(subject));
  }

  /// @param description empty removes it
  /// @return as [#setSubject]
  public boolean setDescription(UUID tenant, UUID session, String group, String description) {
    return isDone(tenant, session, group, command -> command.setDescription(description));
  }

  /// @return as [#setSubject]
  public boolean set(UUID tenant, UUID session, String group, GroupSetting setting) {
    return isDone(tenant, session, group, command -> command.setSetting(setting));
  }

  /// @param jpeg at most 204,800 bytes; empty removes the picture
  /// @return as [#setSubject]
  public boolean setPicture(UUID tenant, UUID session, String group, byte[] jpeg) {
    return isDone(tenant, session, group, command -> command.setPicture(ByteString.copyFrom(jpeg)));
  }

  public void leave(UUID tenant, UUID session, String group) {
    of(tenant, session, group, command -> command.setLeave(LeaveGroup.getDefaultInstance()));
  }

  public String inviteCode(UUID tenant, UUID session, String group) {
    return of(tenant, session, group, command -> command.setInvite(GetInvite.getDefaultInstance()))
        .getInviteCode();
  }

  /// @return the new code
  public String revokeInvite(UUID tenant, UUID session, String group) {
    return of(
            tenant,
            session,
            group,
            command -> command.setRevokeInvite(RevokeInvite.getDefaultInstance()))
        .getInviteCode();
  }

  public Group inviteInfo(UUID tenant, UUID session, String code) {
    return ask(tenant, session, command -> command.setInviteInfo(code)).getGroup();
  }

  /// @return JID of the group, which an admin may have to open first
  public String join(UUID tenant, UUID session, String code) {
    return ask(tenant, session, command -> command.setJoin(code)).getJoin().getGroup();
  }

  public List<JoinRequest> joinRequests(UUID tenant, UUID session, String group) {
    return of(
            tenant,
            session,
            group,
            command -> command.setJoinRequests(ListJoinRequests.getDefaultInstance()))
        .getJoinRequestsList();
  }

  public List<ParticipantOutcome> answerJoinRequests(
      UUID tenant, UUID session, String group, boolean isApproved, List<String> users) {
    return of(
            tenant,
            session,
            group,
            command ->
                command.setAnswerJoinRequests(
                    AnswerJoinRequests.newBuilder().setApprove(isApproved).addAllUsers(users)))
        .getOutcomesList();
  }

  private boolean isDone(
      UUID tenant, UUID session, String group, Consumer<GroupCommand.Builder> operation) {
    return Questions.isGranted(() -> of(tenant, session, group, operation));
  }

  private GroupReply of(
      UUID tenant, UUID session, String group, Consumer<GroupCommand.Builder> operation) {
    if (!group.endsWith("@g.us")) {
      throw new Failure(Problem.NOT_A_GROUP, "The chat is not a group");
    }
    return ask(
        tenant,
        session,
        command -> {
          command.setGroup(group);
          operation.accept(command);
        });
  }

  private GroupReply ask(UUID tenant, UUID session, Consumer<GroupCommand.Builder> operation) {
    var command = GroupCommand.newBuilder();
    operation.accept(command);
    return questions.ask(tenant, session, order -> order.setGroup(command)).getGroup();
  }
}
