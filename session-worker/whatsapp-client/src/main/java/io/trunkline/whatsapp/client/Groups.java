package io.trunkline.whatsapp.client;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// What an account does with its groups and communities.
///
/// All methods may be called from any thread and fail with [SendFailure]: `REFUSED` carries
/// WhatsApp's number in [SendFailure#serverCode()] (401 no member, 403 no admin, 404 no such group,
/// 406 and 410 an invite that is none or was revoked, 409 done already), `TIMEOUT` and
/// `NOT_CONNECTED` say that nobody knows whether it took effect. Changes of many participants
/// succeed for each of them alone.
///
/// Source: protocol dossier, 08.1.
public interface Groups {

  /// A picture is a query of its own and not uploaded first, so it has to be small.
  int MAX_PICTURE_BYTES = 200 << 10;

  /// Makes a group. Not repeatable: a repeat makes another one.
  CompletionStage<CreatedGroup> create(GroupCreation creation);

  /// Everything about a group of which this account is a member.
  CompletionStage<GroupInfo> metadata(Jid group);

  /// All groups of which this account is a member.
  CompletionStage<List<GroupInfo>> list();

  CompletionStage<Void> subject(Jid group, String subject);

  /// @param text empty removes the description
  CompletionStage<Void> description(Jid group, String text);

  /// @return one outcome for each user that the server names
  CompletionStage<List<ParticipantOutcome>> participants(
      Jid group, ParticipantAction action, List<Jid> users);

  CompletionStage<Void> setting(Jid group, GroupSetting setting);

  /// Who waits to be let in.
  CompletionStage<List<JoinRequest>> joinRequests(Jid group);

  /// Lets users in, or refuses them.
  CompletionStage<List<ParticipantOutcome>> answerJoinRequests(
      Jid group, boolean approve, List<Jid> users);

  /// Takes back what [#join] asked for.
  CompletionStage<Void> cancelJoinRequest(Jid group);

  /// The code behind `https://chat.whatsapp.com/`.
  CompletionStage<String> inviteCode(Jid group);

  /// Makes the code void.
  ///
  /// @return the new one
  CompletionStage<String> revokeInvite(Jid group);

  /// What a group is to which an invite code leads.
  CompletionStage<GroupInfo> inviteInfo(String code);

  /// Follows an invite code. A repeat is refused with 409 where the first took effect.
  CompletionStage<JoinOutcome> join(String code);

  /// What a group is into which an invitation message leads.
  CompletionStage<GroupInfo> invitationInfo(GroupInvitation invitation);

  /// Accepts an invitation message. Refused with 406 or 410 where it is none any more.
  CompletionStage<Void> accept(GroupInvitation invitation);

  /// Makes the invitation messages of these users void.
  CompletionStage<List<ParticipantOutcome>> revokeInvitations(Jid group, List<Jid> users);

  /// Leaves a group, or a community with all its groups.
  CompletionStage<Void> leave(Jid group);

  /// @param jpeg the picture, at most [#MAX_PICTURE_BYTES], square, 640 pixels a side; empty
  ///     removes it
  /// @return the picture's id, absent after a removal
  CompletionStage<Optional<String>> picture(Jid group, byte[] jpeg);

  /// Puts groups into a community.
  CompletionStage<List<LinkOutcome>> link(Jid community, List<Jid> groups);

  /// Takes groups out of a community.
  CompletionStage<List<LinkOutcome>> unlink(Jid community, List<Jid> groups);

  /// The groups of a community.
  CompletionStage<List<LinkedGroup>> linked(Jid community);

  /// Who is in any group of a community.
  CompletionStage<List<UserAddress>> communityMembers(Jid community);

  /// Joins a group of a community in which this account is already.
  CompletionStage<JoinOutcome> joinLinked(Jid community, Jid group);

  /// Removes users from a community and from all its groups.
  CompletionStage<List<ParticipantOutcome>> removeFromCommunity(Jid community, List<Jid> users);

  /// Ends a community; its groups go on without it.
  CompletionStage<Void> deleteCommunity(Jid community);
}
