package io.trunkline.api.message;

import java.util.Optional;

/// Where a message goes.
///
/// @param jid of a user, a group, a newsletter or `status@broadcast`
/// @param number `+<digits>`, where the recipient is known by one
public record Recipient(String jid, Optional<String> number) {
  public static Recipient of(PhoneNumber number) {
    return new Recipient(number.jid(), Optional.of(number.international()));
  }

  public static Recipient ofJid(String jid) {
    return new Recipient(jid, Optional.empty());
  }
}
