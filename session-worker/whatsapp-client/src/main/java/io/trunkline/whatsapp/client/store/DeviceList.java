package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/// The devices of one user, as the server last told.
///
/// @param user user JID under which the list was asked for (LID where known)
/// @param devices by rising id; 0 is the phone and always present
/// @param fetchedAt when the server was last asked or told us
public record DeviceList(Jid user, List<Device> devices, Instant fetchedAt) {

  /// @param id 0 for the phone, 99 for the hosted companion
  /// @param keyIndex absent for the phone
  /// @param hosted reached through the Cloud API
  public record Device(int id, OptionalInt keyIndex, boolean hosted) {}

  public DeviceList {
    user = user.toUserJid();
    devices = List.copyOf(devices);
  }
}
