package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.group.Groups;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.GroupInvite;
import io.trunkline.proto.group.ParticipantOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// What became of users who were to be added, and the invitation for those who may not be added
/// without their consent.
@Component
class GroupInvitations {
  private static final int ONLY_BY_INVITATION = 403;

  private final Groups groups;
  private final Messages messages;
  private final Tenants tenants;

  GroupInvitations(Groups groups, Messages messages, Tenants tenants) {
    this.groups = groups;
    this.messages = messages;
    this.tenants = tenants;
  }

  record Outcome(int code, String message, boolean isInviteV4Sent) {}

  /// @param comment goes with the invitation
  /// @return by JID
  Map<String, Outcome> added(
      Connection session,
      String group,
      List<ParticipantOutcome> outcomes,
      boolean invites,
      String comment) {
    Map<String, Outcome> byJid = new LinkedHashMap<>();
    for (var outcome : outcomes) {
      var isInvited =
          invites
              && outcome.getCode() == ONLY_BY_INVITATION
              && !outcome.getInvitationCode().isEmpty()
              && invite(session, group, outcome, comment);
      byJid.put(
          Jids.show(Jids.of(outcome.getUser())),
          new Outcome(outcome.getCode(), word(outcome.getCode()), isInvited));
    }
    return byJid;
  }

  private boolean invite(
      Connection session, String group, ParticipantOutcome outcome, String comment) {
    var to = Jids.of(outcome.getUser());
    try {
      messages.send(
          tenants.active(session.tenant()),
          session.id(),
          new Recipient(to, Jids.phone(to).map(PhoneNumber::international)),
          Content.newBuilder()
              .setGroupInvite(
                  GroupInvite.newBuilder()
                      .setGroup(group)
                      .setCode(outcome.getInvitationCode())
                      .setExpiresAtS(outcome.getInvitationExpiresAt())
                      .setGroupName(groups.get(session.tenant(), session.id(), group).getSubject())
                      .setCaption(comment))
              .build(),
          Optional.empty());
      return true;
    } catch (Failure e) {
      return false;
    }
  }

  static String word(int code) {
    return switch (code) {
      case 200 -> "The participant was added successfully";
      case 401 -> "The participant has blocked this account";
      case ONLY_BY_INVITATION -> "The participant can be added by sending private invitation only";
      case 404 -> "The phone number is not registered on WhatsApp";
      case 408 -> "The participant has left the group recently";
      case 409 -> "The participant is already a group member";
      case 417 -> "The participant cannot be added to the community";
      case 419 -> "The group is full";
      default -> "The participant could not be added";
    };
  }
}
