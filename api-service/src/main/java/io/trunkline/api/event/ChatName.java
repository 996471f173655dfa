package io.trunkline.api.event;

import io.trunkline.proto.event.Address;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How rows name a user or a chat.
///
/// @param jid the phone number's JID where it is known, else the LID, else the group's JID
/// @param alias the LID where `jid` is a phone number's; else empty
record ChatName(String jid, String alias) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");
  private static final int MAX_LENGTH = 255;

  static ChatName of(Address address) {
    var jid = EventStore.storable(EventStore.name(address));
    var lid = EventStore.storable(address.getLid());
    return new ChatName(jid, jid.equals(lid) ? "" : lid);
  }

  /// Whether a row can carry it.
  boolean isStorable() {
    return !jid.isEmpty() && jid.length() <= MAX_LENGTH && alias.length() <= MAX_LENGTH;
  }

  /// `+<digits>`; null where the number is not known.
  String number() {
    var user = jid.endsWith("@s.whatsapp.net") ? jid.substring(0, jid.indexOf('@')) : "";
    return DIGITS.matcher(user).matches() ? "+" + user : null;
  }

  /// Every name by which a row may know the user.
  String[] names() {
    return Stream.of(jid, alias).filter(name -> !name.isEmpty()).toArray(String[]::new);
  }
}
