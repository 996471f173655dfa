package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleTest {

  private final Scene scene = Scene.linked();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void withoutCredentialsThereIsNothingToConnectWith() {
    try (var empty = new Scene()) {
      var connect = empty.session.connect();
      assertThatThrownBy(() -> Scene.get(connect))
          .isInstanceOfSatisfying(
              SendFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.NOT_LINKED));
    }
  }

  @Test
  void connectionsAreNumberedOverAllOwners() {
    scene.open();
    Scene.get(scene.session.close());
    assertThat(scene.await(ConnectionState.Closed.class)).isNotNull();
    scene.newSession();
    var unused = scene.session.connect();
    scene.accept();
    assertThat(scene.await(ConnectionState.Open.class).connection()).isEqualTo(2);
    assertThat(scene.store.connection()).isEqualTo(2);
  }

  @Test
  void aLostConnectionComesBackAfterABackoffThatGrows() {
    ScriptedServer.Peer peer = scene.open();
    peer.close();
    var first = scene.await(ConnectionState.Retrying.class);
    assertThat(first.reason()).isEqualTo("network");
    assertThat(Duration.between(scene.time.now(), first.nextAttemptAt()))
        .isEqualTo(Duration.ofSeconds(3));
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 8; i++) {
      scene.time.advance(Duration.ofSeconds(61));
      scene.server.accept().close();
      var retrying = scene.await(ConnectionState.Retrying.class);
      longest = Duration.between(scene.time.now(), retrying.nextAttemptAt());
      assertThat(longest).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }
    assertThat(longest).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void limitedAttemptsWaitExactlyAndAreUsedUpAfterTheLast() {
    Scene.get(scene.session.limitReconnects(OptionalInt.of(5)));
    exhaust(scene.open());
    assertThat(scene.await(ConnectionState.Exhausted.class))
        .isEqualTo(new ConnectionState.Exhausted("network", 5));
    scene.time.advance(Duration.ofMinutes(10));
    assertThat(scene.server.hasConnection()).isFalse();

    var unused = scene.session.connect();
    assertThat(scene.await(ConnectionState.Connecting.class).attempt()).isZero();
    scene.accept();
    scene.await(ConnectionState.Open.class);
  }

  private void exhaust(ScriptedServer.Peer open) {
    open.close();
    int number = 0;
    for (int seconds : new int[] {3, 6, 12, 24, 30}) {
      var waiting = scene.await(ConnectionState.Retrying.class);
      assertThat(waiting.attempt()).isEqualTo(++number);
      assertThat(Duration.between(scene.time.now(), waiting.nextAttemptAt()))
          .isEqualTo(Duration.ofSeconds(seconds));
      scene.time.advance(Duration.ofSeconds(seconds + 1));
      assertThat(scene.await(ConnectionState.Connecting.class).attempt()).isEqualTo(number);
      scene.server.accept().close();
    }
  }

  @Test
  void resettingUsedUpAttemptsBeginsAnew() {
    Scene.get(scene.session.limitReconnects(OptionalInt.of(5)));
    exhaust(scene.open());
    scene.await(ConnectionState.Exhausted.class);
    var unused = scene.session.resetReconnects();
    scene.server.accept().close();
    assertThat(scene.await(ConnectionState.Retrying.class).attempt()).isEqualTo(1);
    Scene.get(scene.session.resetReconnects());
    assertThat(scene.await(ConnectionState.Retrying.class).attempt()).isZero();
  }

  @Test
  void aConnectDuringTheWaitMakesTheNextAttemptAtOnce() {
    scene.open().close();
    scene.await(ConnectionState.Retrying.class);
    Scene.get(scene.session.connect());
    scene.accept();
    scene.await(ConnectionState.Open.class);
  }

  @Test
  void aRemovedDeviceIsLoggedOut() {
    ScriptedServer.Peer peer = scene.open();
    peer.send(
        Node.of("stream:error")
            .with("code", 401)
            .child(Node.of("conflict").with("type", "device_removed").build())
            .build());
    assertThat(scene.await(ConnectionState.LoggedOut.class).reason()).isEqualTo("device_removed");
    assertThat(peer.awaitClosed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"503", "500", "999"})
  void otherStreamErrorsAreRetried(int code) {
    ScriptedServer.Peer peer = scene.open();
    peer.send(Node.of("stream:error").with("code", code).build());
    assertThat(scene.await(ConnectionState.Retrying.class).reason())
        .isEqualTo("stream_error_" + code);
  }

  @ParameterizedTest
  @CsvSource({
    "401,LoggedOut,",
    "403,LoggedOut,BANNED",
    "406,LoggedOut,BANNED",
    "402,Held,TEMPORARILY_BANNED",
    "405,Held,CLIENT_OUTDATED",
    "409,Held,",
    "500,Retrying,",
    "503,Retrying,"
  })
  void eachLoginFailureHasItsReaction(int reason, String state, HealthKind health) {
    var unused = scene.session.connect();
    ScriptedServer.Peer peer = scene.server.accept();
    peer.send(Node.of("failure").with("reason", reason).with("expire", 3600).build());
    if (health != null) {
      assertThat(scene.take(SessionEvent.AccountHealth.class).kind()).isEqualTo(health);
    }
    var changed =
        scene.take(
            SessionEvent.ConnectionChanged.class,
            event -> event.state().getClass().getSimpleName().equals(state));
    assertThat(changed.state().toString()).contains("login_failure_" + reason);
    if (changed.state() instanceof ConnectionState.Held held && reason == 402) {
      assertThat(held.until()).contains(scene.time.now().plusSeconds(3600));
    }
  }

  @Test
  void aSocketThatAcceptsAndNeverAnswersIsGivenUp() {
    scene.server.deaf(true);
    var unused = scene.session.connect();
    scene.await(ConnectionState.Connecting.class);
    scene.time.advance(Duration.ofSeconds(21));
    assertThat(scene.await(ConnectionState.Retrying.class).reason()).isEqualTo("network");
    scene.server.deaf(false);
    scene.time.advance(Duration.ofSeconds(4));
    scene.accept();
    scene.await(ConnectionState.Open.class);
  }

  @Test
  void aBadFrameRecyclesTheConnection() {
    ScriptedServer.Peer peer = scene.open();
    peer.sendRaw(
        new byte[] {
          0, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
        });
    assertThat(scene.await(ConnectionState.Retrying.class).reason()).isEqualTo("protocol");
  }

  @Test
  void edgeRoutingIsKeptAndSentOnTheNextConnect() {
    ScriptedServer.Peer peer = scene.open();
    assertThat(peer.routingInfo()).isEmpty();
    peer.send(
        Node.of("ib")
            .child(
                Node.of("edge_routing")
                    .child(Node.of("routing_info").bytes(new byte[] {8, 2, 8, 5}).build())
                    .build())
            .build());
    peer.send(Node.of("stream:error").with("code", 515).build());
    ScriptedServer.Peer next = scene.accept();
    assertThat(next.routingInfo()).contains(new byte[] {8, 2, 8, 5});
    assertThat(scene.store.routingInfo()).contains(new byte[] {8, 2, 8, 5});
  }

  @Test
  void theOfflineQueueIsAskedForInBatchesAndDirtyBitsAreCleaned() {
    ScriptedServer.Peer peer = scene.open();
    peer.automatic(node -> java.util.Optional.empty());
    peer.send(Node.of("ib").child(Node.of("offline_preview").with("count", 150).build()).build());
    assertThat(peer.take("ib").requireChild("offline_batch").number("count")).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      peer.send(
          Node.of("receipt")
              .with("id", "R" + i)
              .with("from", Scene.BOB_LID)
              .with("offline", 1)
              .build());
    }
    assertThat(peer.take("ib").requireChild("offline_batch").number("count")).isEqualTo(100);
    peer.send(
        Node.of("ib")
            .child(Node.of("dirty").with("type", "groups").with("timestamp", 12345).build())
            .build());
    Node groups = peer.take("iq");
    assertThat(groups.attr("xmlns")).isEqualTo("w:g2");
    assertThat(groups.child("participating")).isPresent();
    Node clean = peer.take("iq");
    assertThat(clean.attr("xmlns")).isEqualTo("urn:xmpp:whatsapp:dirty");
    assertThat(clean.requireChild("clean").attr("timestamp")).isEqualTo("12345");
  }

  @Test
  void prekeysAreUploadedWhenTheServerRunsLow() {
    ScriptedServer.Peer peer = scene.open();
    peer.send(
        Node.of("notification")
            .with("id", "N1")
            .with("from", io.trunkline.whatsapp.protocol.jid.Jid.WHATSAPP)
            .with("type", "encrypt")
            .child(Node.of("count").with("value", 3).build())
            .build());
    assertThat(peer.take("ack").attr("type")).isEqualTo("encrypt");
    while (scene.store.uploaded().size() < 70) {
      Thread.onSpinWait();
    }
    assertThat(scene.store.preKeys()).hasSize(70);
  }

  @Test
  void logoutRemovesTheDeviceAtTheServer() {
    ScriptedServer.Peer peer = scene.open();
    var logout = scene.session.logout();
    Node iq = peer.take("iq");
    assertThat(iq.requireChild("remove-companion-device").jid("jid")).isEqualTo(Scene.ANN_PN);
    peer.send(Scene.result(iq).build());
    Scene.get(logout);
    assertThat(scene.await(ConnectionState.LoggedOut.class).reason()).isEqualTo("user_logout");
  }

  @Test
  void aGateThatWaitsHoldsFramesBackAndAClosedOneEndsTheSession() throws InterruptedException {
    ScriptedServer.Peer peer = scene.open();
    scene.device(Scene.BOB_LID);
    scene.device(Scene.ANN_LID.toUserJid());
    Scene.get(scene.session.flush());
    scene.gate = FrameGate.Answer.WAIT;
    peer.send(Node.of("call").with("id", "C1").with("from", Scene.BOB_LID).build());
    Thread.sleep(50);
    assertThat(peer.received()).noneMatch(node -> node.is("ack"));
    scene.gate = FrameGate.Answer.OPEN;
    scene.session.gateChanged();
    assertThat(peer.take("ack").attr("class")).isEqualTo("call");
    scene.gate = FrameGate.Answer.CLOSED;
    peer.send(Node.of("call").with("id", "C2").with("from", Scene.BOB_LID).build());
    assertThat(scene.await(ConnectionState.Failed.class).reason()).isEqualTo("ownership_lost");
    assertThat(peer.awaitClosed()).isTrue();
    assertThatThrownBy(() -> Scene.get(scene.session.connect()))
        .isInstanceOfSatisfying(
            SendFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(SendFailure.Code.SESSION_FAILED));
  }

  @Test
  void theOwnLidIsLearnedAtLogin() {
    scene.open();
    assertThat(scene.store.credentials().account().orElseThrow().lid()).contains(Scene.ANN_LID);
  }
}
