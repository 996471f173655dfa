package io.trunkline.whatsapp.client.group;

import java.util.Locale;

/// What can be done to participants.
public enum ParticipantAction {
  ADD,
  REMOVE,
  PROMOTE,
  DEMOTE;

  /// How stanzas call it.
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
