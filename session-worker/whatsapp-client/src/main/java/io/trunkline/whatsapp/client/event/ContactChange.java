package io.trunkline.whatsapp.client.event;

import java.time.Duration;
import java.util.Optional;

/// What a contact, or for the picture also a group, has changed.
public sealed interface ContactChange {

  /// @param id absent where the picture was removed, or is not told
  record Picture(Optional<String> id, boolean isRemoved) implements ContactChange {}

  /// @param text absent where it is to be looked up
  record About(Optional<String> text) implements ContactChange {}

  /// The contact goes on under another number.
  record NumberChanged(UserAddress former) implements ContactChange {}

  /// Something of the business profile: verified name, profile, catalogue.
  record Business() implements ContactChange {}

  /// @param timer what the contact wishes for new chats; zero = off
  record DisappearingMode(Duration timer) implements ContactChange {}

  /// Something is new that the server does not name.
  record Refreshed() implements ContactChange {}
}
