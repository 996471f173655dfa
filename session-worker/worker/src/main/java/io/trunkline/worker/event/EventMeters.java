package io.trunkline.worker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.proto.event.AccountHealthChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import java.util.List;
import java.util.Locale;

/// Counts what is told, and of what operators act on the kind as well. Series that an alert names
/// exist from the start, because a rate begins with the second sample.
final class EventMeters {
  private final MeterRegistry meters;

  EventMeters(MeterRegistry meters) {
    this.meters = meters;
    for (var state : ConnectionState.values()) {
      if (state != ConnectionState.UNRECOGNIZED
          && state != ConnectionState.CONNECTION_STATE_UNSPECIFIED) {
        connection(state);
      }
    }
    List.of("no_session", "bad_mac", "unavailable").forEach(this::undecryptable);
    List.of("reachout_timelock", "new_chat_cap", "rate_limited", "banned", "client_outdated")
        .forEach(this::health);
  }

  void count(Event event) {
    meters.counter("trunkline.worker.events", "kind", event.getBodyCase().name()).increment();
    switch (event.getBodyCase()) {
      case CONNECTION -> connection(event.getConnection().getState()).increment();
      case UNDECRYPTABLE -> undecryptable(event.getUndecryptable().getReason()).increment();
      case HEALTH -> health(state(event.getHealth())).increment();
      default -> {
        // Its kind says enough.
      }
    }
  }

  private static String state(AccountHealthChanged health) {
    return health.getState().toLowerCase(Locale.ROOT);
  }

  private Counter connection(ConnectionState state) {
    return Counter.builder("trunkline.worker.connection.changes")
        .description("Changes of a session's connection, by the new state")
        .tag("state", state.name().toLowerCase(Locale.ROOT))
        .register(meters);
  }

  private Counter undecryptable(String reason) {
    return Counter.builder("trunkline.worker.undecryptable")
        .description("Messages that arrived and could not be decrypted")
        .tag("reason", reason)
        .register(meters);
  }

  private Counter health(String state) {
    return Counter.builder("trunkline.worker.account.health")
        .description("Signals of WhatsApp about an account, by the state that they mean")
        .tag("state", state)
        .register(meters);
  }
}
