package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A group in a [Scene]: Ann with her phone, Bob with his phone and a companion, Eve. Its server
/// answers what is asked about it and remembers how often.
final class GroupScene {

  static final Jid GROUP = Jid.parse("120363000000000001@g.us");

  final Scene scene = Scene.linked();
  final GroupMember annsPhone = member(Scene.ANN_LID.toUserJid());
  final GroupMember bob = member(Scene.BOB_LID);
  final GroupMember bobsLaptop = member(Scene.BOB_LID.withDevice(2));
  final GroupMember eve = member(Scene.EVE_LID);
  final List<Jid> members =
      new CopyOnWriteArrayList<>(List.of(Scene.ANN_LID.toUserJid(), Scene.BOB_LID, Scene.EVE_LID));
  /// What else the server says of it.
  List<Node> children = List.of(Node.of("ephemeral").with("expiration", 86400).build());

  final List<Node> queries = new CopyOnWriteArrayList<>();

  GroupScene() {
    scene.further = this::answer;
  }

  private GroupMember member(Jid jid) {
    return new GroupMember(scene.device(jid), GROUP, scene.randomness);
  }

  List<GroupMember> everybody() {
    return List.of(annsPhone, bob, bobsLaptop, eve);
  }

  private Optional<Node> answer(Node iq) {
    if (!iq.has("xmlns", "w:g2") || iq.child("query").isEmpty()) {
      return Optional.empty();
    }
    queries.add(iq);
    return Optional.of(Scene.result(iq).child(info()).build());
  }

  Node info() {
    List<Node> participants = new ArrayList<>();
    for (Jid member : members) {
      participants.add(
          Node.of("participant")
              .with("jid", member)
              .withIfPresent(
                  "phone_number",
                  member.equals(Scene.BOB_LID) ? Optional.of(Scene.BOB_PN) : Optional.empty())
              .withIfPresent(
                  "type", member.equals(Scene.BOB_LID) ? Optional.of("admin") : Optional.empty())
              .build());
    }
    return Node.of("group")
        .with("id", GROUP.user())
        .with("subject", "Family")
        .with("s_t", 1795000000)
        .with("s_o", Scene.BOB_LID)
        .with("creation", 1790000000)
        .with("creator", Scene.BOB_LID)
        .with("creator_pn", Scene.BOB_PN)
        .with("addressing_mode", "lid")
        .with("size", members.size())
        .children(participants)
        .child(
            Node.of("description")
                .with("id", "D1")
                .child(Node.of("body").text("us").build())
                .build())
        .child(Node.of("announcement").build())
        .children(children)
        .build();
  }

  OutgoingMessage text(String id, String text) {
    return scene.text(id, GROUP, text);
  }

  Node notification(String id, Node child) {
    return Node.of("notification")
        .with("id", id)
        .with("type", "w:gp2")
        .with("from", GROUP)
        .with("participant", Scene.BOB_LID)
        .with("participant_pn", Scene.BOB_PN)
        .with("t", 1795255500)
        .child(child)
        .build();
  }
}
