package io.trunkline.worker;

import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.group.ChangeParticipants;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.GetGroup;
import io.trunkline.proto.group.Group;
import io.trunkline.proto.group.GroupChanged;
import io.trunkline.proto.group.GroupCommand;
import io.trunkline.proto.group.GroupReply;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.ParticipantAction;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The groups of a [Scene]: what both sides do in them, and what each is told of the other.
final class GroupScene {
  private final Scene scene;

  GroupScene(Scene scene) {
    this.scene = scene;
  }

  // Trunkline.

  static GroupCommand.Builder operation() {
    return GroupCommand.newBuilder();
  }

  Reply answer(String group, GroupCommand.Builder operation) {
    return scene.answer(scene.command().setGroup(operation.setGroup(group)));
  }

  GroupReply ask(String group, GroupCommand.Builder operation) {
    var reply = answer(group, operation);
    assertThat(reply.getCode())
        .as("%s %s", reply.getReason(), reply.getGroup().getServerCode())
        .isEqualTo(ReplyCode.OK);
    return reply.getGroup();
  }

  void refuses(String group, GroupCommand.Builder operation, int serverCode) {
    var reply = answer(group, operation);
    assertThat(reply.getCode()).isEqualTo(ReplyCode.REFUSED);
    assertThat(reply.getGroup().getServerCode()).isEqualTo(serverCode);
  }

  void set(String group, GroupSetting.Builder setting) {
    ask(group, operation().setSetting(setting));
  }

  /// @return WhatsApp's number for the first user
  int change(String group, ParticipantAction action, String... numbers) {
    var change = ChangeParticipants.newBuilder().setAction(action);
    Stream.of(numbers).map(scene::lid).forEach(change::addUsers);
    return ask(group, operation().setParticipants(change)).getOutcomes(0).getCode();
  }

  /// The group as the session describes it.
  Group group(String jid) {
    return ask(jid, operation().setGet(GetGroup.getDefaultInstance())).getGroup();
  }

  List<String> members(Group group) {
    return group.getParticipantsList().stream()
        .map(participant -> participant.getUser().getLid())
        .toList();
  }

  /// The session's first event of the group that fits.
  GroupChanged changed(String group, Predicate<GroupChanged> fits) {
    return scene
        .event(event -> event.getGroup().getGroup().equals(group) && fits.test(event.getGroup()))
        .getGroup();
  }

  GroupChanged changed(String group, ParticipantAction action, String number) {
    return changed(
        group,
        change ->
            change.getParticipants().getAction() == action
                && change.getParticipants().getUsersList().stream()
                    .anyMatch(user -> user.getLid().equals(scene.lid(number))));
  }

  /// The session sends a text to the group.
  ///
  /// @return its id
  String write(String group, String text) {
    return scene.send(group, text(text));
  }

  static Content.Builder text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setBody(text));
  }

  /// The session makes a group, which Baileys sees where it is a member.
  String made(String subject, String... numbers) {
    var create = CreateGroup.newBuilder().setSubject(subject);
    Stream.of(numbers).map(scene::lid).forEach(create::addParticipants);
    var jid = make(create);
    if (List.of(numbers).contains(THEIRS)) {
      upserted(jid);
    }
    return jid;
  }

  String make(CreateGroup.Builder create) {
    var jid = ask("", operation().setCreate(create)).getGroup().getJid();
    changed(jid, GroupChanged::hasJoined);
    return jid;
  }

  /// A group in which both sides are admins.
  String led(String subject) {
    var jid = made(subject, THEIRS);
    assertThat(change(jid, ParticipantAction.PROMOTE, THEIRS)).isEqualTo(200);
    participants(jid, "promote", THEIRS);
    return jid;
  }

  // Baileys.

  /// Baileys makes a group, which the session sees where it is a member.
  String theirs(String subject, String... numbers) {
    var lids = Stream.of(numbers).map(scene::lid).toList();
    var jid = scene.call("groupCreate", subject, lids).path("id").asString();
    if (List.of(numbers).contains(OURS)) {
      changed(jid, GroupChanged::hasJoined);
    }
    return jid;
  }

  /// @return the status of the first user
  String theyChange(String group, String action, String... numbers) {
    return scene
        .call("groupParticipantsUpdate", group, Stream.of(numbers).map(scene::lid).toList(), action)
        .at("/0/status")
        .asString();
  }

  JsonNode metadata(String group) {
    return scene.call("groupMetadata", group);
  }

  List<String> members(JsonNode metadata) {
    return metadata
        .path("participants")
        .valueStream()
        .map(participant -> participant.path("id").asString())
        .toList();
  }

  /// Baileys was told that it is in the group now.
  JsonNode upserted(String group) {
    return scene.told("groups.upsert", data -> is(data.at("/0/id"), group)).path(0);
  }

  /// Baileys was told of a change of the group that fits.
  JsonNode updated(String group, Predicate<JsonNode> fits) {
    return scene.told(
        "groups.update",
        data -> data.valueStream().anyMatch(one -> is(one.path("id"), group) && fits.test(one)));
  }

  /// Baileys was told what was done to a member.
  JsonNode participants(String group, String action, String number) {
    return scene.told(
        "group-participants.update",
        data ->
            is(data.path("id"), group)
                && is(data.path("action"), action)
                && data.path("participants")
                    .valueStream()
                    .anyMatch(one -> is(one.path("id"), scene.lid(number))));
  }

  /// Baileys writes a text to the group.
  ///
  /// @return its id
  String say(String group, String text) {
    return scene.say(group, Map.of("text", text), Map.of());
  }

  static boolean is(JsonNode node, String expected) {
    return node.asString("").equals(expected);
  }

  // Both.

  /// A text each way arrives.
  void talk(String group, String word) {
    var ours = write(group, word + " from ours");
    var shown = scene.shown(ours);
    assertThat(shown.at("/key/remoteJid").asString()).isEqualTo(group);
    assertThat(
            shown
                .at("/message/extendedTextMessage/text")
                .asString(shown.at("/message/conversation").asString("")))
        .isEqualTo(word + " from ours");
    var message = scene.received(say(group, word + " from theirs"));
    assertThat(message.getChat().getOther()).isEqualTo(group);
    assertThat(message.getSender().getLid()).isEqualTo(scene.lid(THEIRS));
    assertThat(message.getSender().getPn()).isEqualTo(Scene.pn(THEIRS));
    assertThat(message.getContent().getText().getBody()).isEqualTo(word + " from theirs");
  }
}
