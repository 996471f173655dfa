package io.trunkline.whatsapp.client.event;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was changed of the own account, by another of its devices or by WhatsApp.
public sealed interface AccountChange {

  record Picture(Optional<String> id, boolean isRemoved) implements AccountChange {}

  record About(Optional<String> text) implements AccountChange {}

  /// @param settings those that changed, by WhatsApp's names
  record Privacy(Map<String, String> settings) implements AccountChange {
    public Privacy {
      settings = Map.copyOf(settings);
    }
  }

  /// The whole block list, as it is now.
  record BlockList(List<UserAddress> users) implements AccountChange {
    public BlockList {
      users = List.copyOf(users);
    }
  }

  /// @param timer for new chats; zero = off
  record DisappearingMode(Duration timer) implements AccountChange {}

  /// The own devices changed.
  record Devices() implements AccountChange {}

  /// Somebody registers this number on another phone.
  record RegisteredElsewhere() implements AccountChange {}
}
