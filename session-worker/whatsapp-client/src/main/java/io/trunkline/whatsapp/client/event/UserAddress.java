package io.trunkline.whatsapp.client.event;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;

/// A user under both names, or something that has but one (group, broadcast, newsletter). All
/// without device. At least one is present.
///
/// @param pn phone-number JID where known
/// @param lid LID where known
/// @param other group, broadcast, newsletter or server JID
public record UserAddress(Optional<Jid> pn, Optional<Jid> lid, Optional<Jid> other) {

  public UserAddress {
    if (pn.isEmpty() && lid.isEmpty() && other.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one name");
    }
  }

  /// The one name to key by: the LID where known.
  public Jid canonical() {
    return lid.or(() -> pn).or(() -> other).orElseThrow();
  }
}
