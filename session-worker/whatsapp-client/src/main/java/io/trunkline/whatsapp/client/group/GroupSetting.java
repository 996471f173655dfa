package io.trunkline.whatsapp.client.group;

/// One of the [GroupSettings], to be changed or changed already.
public sealed interface GroupSetting {

  record Announce(boolean isOn) implements GroupSetting {}

  record Locked(boolean isOn) implements GroupSetting {}

  /// @param seconds 0 switches it off; WhatsApp takes 86400, 604800 and 7776000
  record Ephemeral(int seconds) implements GroupSetting {}

  record JoinApproval(boolean isOn) implements GroupSetting {}

  record AdminsAdd(boolean isOn) implements GroupSetting {}

  record AdminsLink(boolean isOn) implements GroupSetting {}

  record AdminsShareHistory(boolean isOn) implements GroupSetting {}
}
