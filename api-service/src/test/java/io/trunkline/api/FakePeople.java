package io.trunkline.api;

import io.trunkline.proto.account.AccountCommand;
import io.trunkline.proto.account.AccountReply;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.contact.ContactCommand;
import io.trunkline.proto.contact.ContactReply;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.group.ChangeParticipants;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupCommand;
import io.trunkline.proto.group.GroupParticipant;
import io.trunkline.proto.group.GroupReply;
import io.trunkline.proto.group.GroupRole;
import io.trunkline.proto.group.GroupUser;
import io.trunkline.proto.group.JoinOutcome;
import io.trunkline.proto.group.ParticipantOutcome;
import io.trunkline.proto.presence.PresenceReply;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What WhatsApp says of users, accounts and groups to a [FakeWorker]: every number but [#NOBODY]
/// has an account, and groups are what commands made them.
final class FakePeople {
  /// Not on WhatsApp.
  static final String NOBODY = "919000000404";

  /// Has no picture, is in no group, and lets nobody add it to one.
  static final String SHY = "919000000403@s.whatsapp.net";

  static final String OWN = "919876500000@s.whatsapp.net";

  private final AtomicInteger made = new AtomicInteger();
  private final Map<String, Group> groups = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> blocked = new ConcurrentHashMap<>();

  Reply.Builder answer(Command command) {
    var reply = Reply.newBuilder().setCode(ReplyCode.OK);
    return switch (command.getBodyCase()) {
      case CONTACT -> reply.setContact(contact(command.getContact()));
      case ACCOUNT -> reply.setAccount(account(command.getSessionId(), command.getAccount()));
      case PRESENCE -> reply.setPresence(PresenceReply.getDefaultInstance());
      case GROUP -> group(reply, command.getGroup());
      default -> throw new IllegalStateException("Expected a question but was " + command);
    };
  }

  private static ContactReply contact(ContactCommand question) {
    var reply = ContactReply.newBuilder();
    switch (question.getBodyCase()) {
      case NUMBERS -> {
        var digits = question.getNumbers().getNumbers(0);
        var number = ContactReply.Numbers.Number.newBuilder().setNumber(digits);
        if (!digits.equals(NOBODY)) {
          number.setAddress(Address.newBuilder().setPn(digits + "@s.whatsapp.net"));
        }
        reply.setNumbers(ContactReply.Numbers.newBuilder().addNumbers(number));
      }
      case ABOUT ->
          reply.setAbout(
              ContactReply.About.newBuilder()
                  .setText(question.getAbout().getJid().equals(SHY) ? "" : "At work"));
      case PICTURE ->
          reply.setPicture(
              question.getPicture().getJid().equals(SHY)
                  ? ContactReply.Picture.newBuilder().setState(ContactReply.Picture.State.NONE)
                  : ContactReply.Picture.newBuilder()
                      .setState(ContactReply.Picture.State.FOUND)
                      .setUrl("https://pps.example/full.jpg"));
      case DEVICES ->
          reply.setDevices(
              ContactReply.Devices.newBuilder().addJids("1@s.whatsapp.net").addJids("1:2@lid"));
      case ORDER ->
          reply.setOrder(
              ContactReply.Order.newBuilder()
                  .addProducts(
                      ContactReply.Order.Product.newBuilder()
                          .setId("P1")
                          .setName(question.getOrder().getToken())
                          .setPrice1000(1500)
                          .setCurrency("USD")
                          .setQuantity(2))
                  .setSubtotal1000(3000)
                  .setTotal1000(3000)
                  .setCurrency("USD")
                  .setCreatedAt(1767600000));
      case ADDRESS ->
          reply.setAddress(
              Address.newBuilder().setPn(question.getAddress().getJid()).setLid("77@lid"));
      default -> throw new IllegalStateException("Expected a lookup but was " + question);
    }
    return reply.build();
  }

  private AccountReply account(String session, AccountCommand question) {
    var list = blocked.computeIfAbsent(session, _ -> ConcurrentHashMap.newKeySet());
    var reply = AccountReply.newBuilder();
    switch (question.getBodyCase()) {
      case GET_PROFILE -> reply.setProfile(AccountReply.Profile.newBuilder().setPushName("Shop"));
      case BLOCK -> list.add(question.getBlock());
      case UNBLOCK -> list.remove(question.getUnblock());
      default -> {}
    }
    var users = AccountReply.BlockList.newBuilder();
    list.forEach(jid -> users.addUsers(Address.newBuilder().setPn(jid)));
    return switch (question.getBodyCase()) {
      case BLOCK, UNBLOCK, GET_BLOCK_LIST -> reply.setBlockList(users).build();
      default -> reply.build();
    };
  }

  private Reply.Builder group(Reply.Builder reply, GroupCommand command) {
    var answer = GroupReply.newBuilder();
    var group = groups.get(command.getGroup());
    switch (command.getOperationCase()) {
      case CREATE -> {
        var create = command.getCreate();
        var created =
            Group.newBuilder()
                .setJid("1203630000" + made.incrementAndGet() + "@g.us")
                .setSubject(create.getSubject())
                .setCreatedAt(1_767_600_000)
                .setOwner(user(OWN))
                .setSettings(create.getSettings())
                .addParticipants(member(OWN, GroupRole.SUPERADMIN));
        for (var jid : create.getParticipantsList()) {
          if (jid.equals(SHY)) {
            answer.addOutcomes(refused(jid));
          } else {
            created.addParticipants(member(jid, GroupRole.MEMBER));
          }
        }
        groups.put(created.getJid(), created.build());
        answer.setGroup(created);
      }
      case LIST -> answer.addAllGroups(groups.values());
      case JOIN -> answer.setJoin(JoinOutcome.newBuilder().setGroup("120363@g.us"));
      case INVITE_INFO ->
          answer.setGroup(Group.newBuilder().setJid("120363@g.us").setSubject("Invited"));
      default -> {
        if (group == null) {
          return reply.setCode(ReplyCode.REFUSED).setReason("WhatsApp refused with code 404");
        }
        change(answer, group.toBuilder(), command);
      }
    }
    return reply.setGroup(answer);
  }

  private void change(GroupReply.Builder answer, Group.Builder group, GroupCommand command) {
    switch (command.getOperationCase()) {
      case GET -> answer.setGroup(group);
      case SUBJECT -> group.setSubject(command.getSubject());
      case DESCRIPTION ->
          group.getDescriptionBuilder().setId("D1").setText(command.getDescription());
      case SETTING -> {
        if (command.getSetting().hasAnnounce()) {
          group.getSettingsBuilder().setAnnounce(command.getSetting().getAnnounce());
        } else {
          group.getSettingsBuilder().setLocked(command.getSetting().getLocked());
        }
      }
      case PARTICIPANTS -> participants(answer, group, command.getParticipants());
      case INVITE -> answer.setInviteCode("AbCdEf");
      case REVOKE_INVITE -> answer.setInviteCode("GhIjKl");
      case PICTURE -> answer.setPictureId("P1");
      case LEAVE -> {
        groups.remove(group.getJid());
        return;
      }
      default -> throw new IllegalStateException("Expected a change but was " + command);
    }
    groups.put(group.getJid(), group.build());
  }

  private static void participants(
      GroupReply.Builder answer, Group.Builder group, ChangeParticipants change) {
    for (var jid : change.getUsersList()) {
      if (jid.equals(SHY)) {
        answer.addOutcomes(refused(jid));
        continue;
      }
      for (int i = group.getParticipantsCount() - 1; i >= 0; i--) {
        if (group.getParticipants(i).getUser().getPn().equals(jid)) {
          group.removeParticipants(i);
        }
      }
      switch (change.getAction()) {
        case ADD, DEMOTE -> group.addParticipants(member(jid, GroupRole.MEMBER));
        case PROMOTE -> group.addParticipants(member(jid, GroupRole.ADMIN));
        default -> {}
      }
      answer.addOutcomes(ParticipantOutcome.newBuilder().setUser(user(jid)).setCode(200));
    }
  }

  private static ParticipantOutcome.Builder refused(String jid) {
    return ParticipantOutcome.newBuilder()
        .setUser(user(jid))
        .setCode(403)
        .setInvitationCode("V4CODE")
        .setInvitationExpiresAt(1_767_900_000);
  }

  private static GroupParticipant.Builder member(String jid, GroupRole role) {
    return GroupParticipant.newBuilder().setUser(user(jid)).setRole(role);
  }

  private static GroupUser.Builder user(String jid) {
    return GroupUser.newBuilder().setPn(jid);
  }
}
