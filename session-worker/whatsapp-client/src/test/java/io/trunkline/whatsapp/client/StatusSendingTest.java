package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whom a status reaches that does not say so itself.
class StatusSendingTest {
  private static final Jid STATUS = Jid.parse("status@broadcast");

  private final GroupScene group = new GroupScene();
  private final Scene scene = group.scene;
  private final ScriptedServer.Peer peer = scene.open();
  private int sent;

  StatusSendingTest() {
    var book = StoreChange.builder().contact(Scene.BOB_LID, true).contact(Scene.EVE_LID, true);
    Scene.get(scene.store.commit(book.build()));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /// The users who are named in the stanza, after the server's answer about the account's choice.
  private List<Jid> reached(Optional<Node> list) {
    String id = "3EB00" + ++sent;
    var result = post(id);
    Node query = peer.take(node -> node.is("iq") && node.has("xmlns", "status"));
    assertThat(query.attr("type")).isEqualTo("get");
    assertThat(query.children()).containsExactly(Node.of("privacy").build());
    peer.send(
        list.map(
                chosen ->
                    Scene.result(query).child(Node.of("privacy").child(chosen).build()).build())
            .orElseGet(
                () ->
                    Scene.result(query)
                        .with("type", "error")
                        .child(Node.of("error").with("code", 404).build())
                        .build()));
    Node message = peer.take(node -> node.is("message") && node.has("id", id));
    peer.send(scene.ack(message));
    Scene.get(result);
    return message.requireChild("participants").children("to").stream()
        .map(to -> to.jid("jid").toUserJid())
        .distinct()
        .filter(user -> !user.equals(Scene.ANN_LID.toUserJid()))
        .toList();
  }

  private CompletableFuture<ServerAck> post(String id) {
    return scene.session.send(scene.text(id, STATUS, "a view")).toCompletableFuture();
  }

  private static Node list(String type, Jid... users) {
    return Node.of("list")
        .with("type", type)
        .children(
            List.of(users).stream().map(user -> Node.of("user").with("jid", user).build()).toList())
        .build();
  }

  @Test
  void allContactsByDefault() {
    assertThat(reached(Optional.empty())).containsExactlyInAnyOrder(Scene.BOB_LID, Scene.EVE_LID);
    assertThat(reached(Optional.of(list("contacts"))))
        .containsExactlyInAnyOrder(Scene.BOB_LID, Scene.EVE_LID);
  }

  @Test
  void contactsButForExceptionsHoweverTheyAreNamed() {
    assertThat(reached(Optional.of(list("blacklist", Scene.EVE_LID))))
        .containsExactly(Scene.BOB_LID);
    assertThat(reached(Optional.of(list("blacklist", Scene.BOB_PN))))
        .containsExactly(Scene.EVE_LID);
  }

  @Test
  void onlyTheUsersOfTheList() {
    assertThat(reached(Optional.of(list("whitelist", Scene.EVE_LID))))
        .containsExactly(Scene.EVE_LID);
  }

  @Test
  void whoLeftTheAddressBookSeesNoMore() {
    Scene.get(scene.store.commit(StoreChange.builder().contact(Scene.BOB_LID, false).build()));
    assertThat(reached(Optional.empty())).containsExactly(Scene.EVE_LID);
  }

  @Test
  void nobodyWhereTheServerDoesNotSay() {
    var result = post("3EB001");
    Node query = peer.take(node -> node.is("iq") && node.has("xmlns", "status"));
    peer.send(
        Scene.result(query)
            .with("type", "error")
            .child(Node.of("error").with("code", 500).build())
            .build());
    assertThatThrownBy(() -> Scene.get(result)).isInstanceOf(SendFailure.class);
  }
}
