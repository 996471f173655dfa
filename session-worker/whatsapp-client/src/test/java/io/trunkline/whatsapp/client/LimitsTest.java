package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.event.SessionEvent.AccountHealth;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the account may not do for now holds sends back and is told.
class LimitsTest {

  private final Scene scene = Scene.linked();
  private ScriptedServer.Peer peer;

  @BeforeEach
  void open() {
    scene.device(Scene.BOB_LID);
    scene.device(Scene.EVE_LID);
    peer = scene.open();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private CompletableFuture<ServerAck> send(String id, Jid to) {
    return scene.session.send(scene.text(id, to, "hello")).toCompletableFuture();
  }

  private void refuse(int code) {
    peer.send(scene.ack(peer.take("message")).toBuilder().with("error", code).build());
  }

  private static void assertLimited(CompletableFuture<?> send) {
    assertThatThrownBy(() -> Scene.get(send))
        .isInstanceOfSatisfying(
            SendFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(SendFailure.Code.ACCOUNT_LIMITED);
              assertThat(e.retryable()).isTrue();
            });
  }

  private void succeed(CompletableFuture<ServerAck> send) {
    peer.send(scene.ack(peer.take("message")));
    Scene.get(send);
  }

  @ParameterizedTest
  @CsvSource({"463,REACHOUT_TIMELOCK", "475,NEW_CHAT_CAP"})
  void aLimitHoldsStrangersBackUntilItIsOverAndAProbeIsTaken(int code, HealthKind kind) {
    var refused = send("M1", Scene.BOB_LID);
    refuse(code);
    assertLimited(refused);
    var until = scene.time.now().plus(Duration.ofMinutes(15));
    assertThat(scene.take(AccountHealth.class))
        .isEqualTo(new AccountHealth(kind, OptionalInt.of(code), Optional.of(until)));

    assertLimited(send("M1", Scene.BOB_LID));
    assertLimited(send("M2", Scene.EVE_LID));
    Scene.settle(peer);

    scene.time.advance(Duration.ofMinutes(15));
    var probe = send("M1", Scene.BOB_LID);
    assertLimited(send("M2", Scene.EVE_LID));
    succeed(probe);
    assertThat(scene.take(AccountHealth.class).kind()).isEqualTo(HealthKind.GOOD);
    peer.take(node -> node.has("xmlns", "privacy"));
    succeed(send("M2", Scene.EVE_LID));
  }

  @Test
  void aRefusedProbeHoldsTwiceAsLong() {
    var first = send("M1", Scene.BOB_LID);
    refuse(463);
    assertLimited(first);
    scene.take(AccountHealth.class);
    scene.time.advance(Duration.ofMinutes(15));
    var probe = send("M1", Scene.BOB_LID);
    refuse(463);
    assertLimited(probe);
    assertThat(scene.take(AccountHealth.class).until())
        .contains(scene.time.now().plus(Duration.ofMinutes(30)));
  }

  @Test
  void aChatThatWorksGoesOnUnderALimit() {
    succeed(send("M0", Scene.EVE_LID));
    var refused = send("M1", Scene.BOB_LID);
    refuse(463);
    assertLimited(refused);
    succeed(send("M2", Scene.EVE_LID));
  }

  @Test
  void aNotificationNamesTheEndOfATimelockAndLiftsIt() {
    long end = scene.time.now().plus(Duration.ofHours(3)).getEpochSecond();
    peer.send(timelock("n1", "true", ",\"time_enforcement_ends\":\"" + end + "\""));
    assertThat(scene.take(AccountHealth.class).until())
        .contains(scene.time.now().plus(Duration.ofHours(3)));
    assertLimited(send("M1", Scene.BOB_LID));
    peer.send(timelock("n2", "false", ""));
    assertThat(scene.take(AccountHealth.class).kind()).isEqualTo(HealthKind.GOOD);
    succeed(send("M1", Scene.BOB_LID));
  }

  private static Node timelock(String id, String isActive, String end) {
    String json =
        "{\"data\":{\"xwa2_notify_account_reachout_timelock\":{\"is_active\":%s%s}}}"
            .formatted(isActive, end);
    return Node.of("notification")
        .with("id", id)
        .with("from", Jid.WHATSAPP)
        .with("type", "mex")
        .child(
            Node.of("update")
                .with("op_name", "NotificationUserReachoutTimelockUpdate")
                .text(json)
                .build())
        .build();
  }
}
