package io.trunkline.worker.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trunkline.proto.event.AccountHealthChanged;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.UndecryptableMessage;
import org.junit.jupiter.api.Test;

class EventMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EventMeters meters = new EventMeters(registry);

  @Test
  void whatAnAlertNamesIsThereBeforeItHappens() {
    assertThat(count("trunkline.worker.connection.changes", "state", "retrying")).isZero();
    assertThat(count("trunkline.worker.undecryptable", "reason", "bad_mac")).isZero();
    assertThat(count("trunkline.worker.account.health", "state", "banned")).isZero();
  }

  @Test
  void aReconnectIsCountedByItsState() {
    meters.count(
        Event.newBuilder()
            .setConnection(ConnectionChanged.newBuilder().setState(ConnectionState.RETRYING))
            .build());
    assertThat(count("trunkline.worker.connection.changes", "state", "retrying")).isOne();
    assertThat(count("trunkline.worker.events", "kind", "CONNECTION")).isOne();
  }

  @Test
  void whatCannotBeReadIsCountedByItsReason() {
    meters.count(
        Event.newBuilder()
            .setUndecryptable(UndecryptableMessage.newBuilder().setReason("bad_mac"))
            .build());
    assertThat(count("trunkline.worker.undecryptable", "reason", "bad_mac")).isOne();
  }

  @Test
  void signalsAboutAnAccountAreCountedByTheStateThatTheyMean() {
    meters.count(
        Event.newBuilder()
            .setHealth(AccountHealthChanged.newBuilder().setState("RATE_LIMITED"))
            .build());
    assertThat(count("trunkline.worker.account.health", "state", "rate_limited")).isOne();
  }

  private double count(String name, String tag, String value) {
    return registry.get(name).tag(tag, value).counter().count();
  }
}
