package io.trunkline.whatsapp.protocol.jid;

import java.util.Objects;

/// Under which name the Signal protocol files a device's session and identity.
///
/// @param name the user for phone numbers, `user_domain` for all others (`123_1` for a LID)
/// @param deviceId the device, 0 for the primary
public record SignalAddress(String name, int deviceId) {
  public SignalAddress {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || deviceId < 0) {
      throw new IllegalArgumentException("Expected a name and a device from 0, was " + deviceId);
    }
  }

  /// `name.deviceId`, as used for keys of a store.
  @Override
  public String toString() {
    return name + "." + deviceId;
  }
}
