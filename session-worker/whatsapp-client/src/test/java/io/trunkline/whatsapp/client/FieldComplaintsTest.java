package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What users of such clients complain about, one test a complaint: that of the connection. That of
/// messages is in [FieldComplaintsOfMessagesTest].
class FieldComplaintsTest {
  private static final ClientVersion OLD = WhatsAppSettings.defaults().clientVersion();
  private static final ClientVersion NEW = new ClientVersion(2, 3000, OLD.tertiary() + 1);

  @Test
  void a515IsNotTakenForDeath() {
    try (var scene = Scene.linked()) {
      scene.open().send(Node.of("stream:error").with("code", 515).build());
      scene.accept();
      assertThat(scene.await(ConnectionState.Open.class).connection()).isEqualTo(2);
      assertThat(scene.events)
          .noneMatch(
              event ->
                  event instanceof SessionEvent.ConnectionChanged(ConnectionState state)
                      && state instanceof ConnectionState.LoggedOut);
    }
  }

  @Test
  void a440ConflictMakesNoLoopAndIsLeftToTheOwner() {
    try (var scene = Scene.linked()) {
      scene
          .open()
          .send(
              Node.of("stream:error")
                  .child(Node.of("conflict").with("type", "replaced").build())
                  .build());
      assertThat(scene.await(ConnectionState.Held.class).reason()).isEqualTo("replaced");
      scene.time.advance(Duration.ofMinutes(10));
      assertThat(scene.server.hasConnection()).isFalse();
      var unused = scene.session.connect();
      scene.accept();
      scene.await(ConnectionState.Open.class);
    }
  }

  @Test
  void aSessionThatSaysConnectedAndHearsNothingIsPingedAndRecycled() {
    try (var scene = Scene.linked()) {
      ScriptedServer.Peer peer = scene.open();
      peer.automatic(node -> Optional.empty());
      scene.time.advance(Duration.ofSeconds(31));
      assertThat(peer.take("iq").attr("xmlns")).isEqualTo("w:p");
      scene.time.advance(Duration.ofSeconds(11));
      assertThat(scene.await(ConnectionState.Retrying.class).reason()).isEqualTo("half_open");
      assertThat(peer.awaitClosed()).isTrue();
      scene.time.advance(Duration.ofSeconds(3));
      scene.accept();
      assertThat(scene.await(ConnectionState.Open.class).connection()).isEqualTo(2);
    }
  }

  @Test
  void aVersionRejectedWith405IsReplacedByTheCurrentOneAndTheLoginRepeated() {
    try (var scene = new Scene(change -> change, () -> CompletableFuture.completedFuture(NEW))) {
      scene.link();
      var unused = scene.session.connect();
      ScriptedServer.Peer peer = scene.server.accept();
      assertThat(peer.intent().version()).isEqualTo(OLD);
      refuse(peer);
      assertThat(scene.accept().intent().version()).isEqualTo(NEW);
      scene.await(ConnectionState.Open.class);
    }
  }

  @Test
  void sessionsRejectedTogetherWith405FetchTheCurrentVersionOnceForAll() {
    var page = new CompletableFuture<ClientVersion>();
    var asked = new AtomicInteger();
    ClientVersions.Source source =
        () -> {
          asked.incrementAndGet();
          return page;
        };
    try (var scene = new Scene(change -> change, source)) {
      scene.link();
      List<WhatsAppSession> sessions = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        sessions.add(scene.newSession());
        Scene.get(scene.session.connect());
        refuse(scene.server.accept());
      }
      page.complete(NEW);
      for (int i = 0; i < sessions.size(); i++) {
        assertThat(scene.accept().intent().version()).isEqualTo(NEW);
        scene.await(ConnectionState.Open.class);
      }
      assertThat(asked).hasValue(1);
    }
  }

  static void refuse(ScriptedServer.Peer peer) {
    peer.send(Node.of("failure").with("reason", 405).with("location", "x").build());
  }
}
