package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.client.event.ConnectionState;
import io.trunkline.whatsapp.client.event.SessionEvent.AccountHealth;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutdatedTest {

  private static final ClientVersion OLD = WhatsAppSettings.defaults().clientVersion();
  private static final ClientVersion NEW = new ClientVersion(2, 3000, OLD.tertiary() + 1);

  @Test
  void aVersionThatIsRefusedAllTheSameMakesNoLoop() {
    var asked = new AtomicInteger();
    ClientVersions.Source source =
        () -> {
          asked.incrementAndGet();
          return CompletableFuture.completedFuture(NEW);
        };
    try (var scene = new Scene(change -> change, source)) {
      scene.link();
      var unused = scene.session.connect();
      FieldComplaintsTest.refuse(scene.server.accept());
      FieldComplaintsTest.refuse(scene.server.accept());
      assertThat(scene.await(ConnectionState.Held.class).reason()).isEqualTo("login_failure_405");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void theAccountsHealthTellsThatNoOtherVersionIsKnown() {
    try (var scene =
        new Scene(
            change -> change,
            () -> CompletableFuture.failedFuture(new IllegalStateException("no page")))) {
      scene.link();
      var unused = scene.session.connect();
      FieldComplaintsTest.refuse(scene.server.accept());
      assertThat(scene.take(AccountHealth.class).kind()).isEqualTo(HealthKind.CLIENT_OUTDATED);
      scene.await(ConnectionState.Held.class);
    }
  }

  @Test
  void sessionsThatAreRefusedTogetherAskOnce() {
    var page = new CompletableFuture<ClientVersion>();
    var asked = new AtomicInteger();
    var versions =
        new ClientVersions(
            OLD,
            Optional.of(
                () -> {
                  asked.incrementAndGet();
                  return page;
                }),
            new ManualTime());
    var first = versions.refused(OLD);
    var second = versions.refused(OLD);
    page.complete(NEW);
    assertThat(first).isCompletedWithValue(true);
    assertThat(second).isCompletedWithValue(true);
    assertThat(versions.refused(OLD)).isCompletedWithValue(true);
    assertThat(versions.refused(NEW)).isCompletedWithValue(false);
    assertThat(asked).hasValue(1);
  }
}
