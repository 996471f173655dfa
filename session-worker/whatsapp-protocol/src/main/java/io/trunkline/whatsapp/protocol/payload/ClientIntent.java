package io.trunkline.whatsapp.protocol.payload;

import io.trunkline.whatsapp.proto.companion.DeviceProps;
import io.trunkline.whatsapp.protocol.jid.Jid;

/// What a client payload asks of the server.
public sealed interface ClientIntent {
  /// The version that the client claims to be.
  ClientVersion version();

  /// A device without an account wants to be linked to one.
  ///
  /// @param keys its public keys; their signature has been checked
  /// @param buildHash MD5 of the version's text, as claimed; may be empty
  /// @param props how it presents itself
  record Registration(
      ClientVersion version, RegistrationKeys keys, byte[] buildHash, DeviceProps props)
      implements ClientIntent {}

  /// A linked device comes back.
  ///
  /// @param device the account's phone number and the device's number
  /// @param passive whether queued stanzas wait for `active`
  /// @param lidMigrated whether the client addresses by LID
  record Login(ClientVersion version, Jid device, boolean passive, boolean lidMigrated)
      implements ClientIntent {}
}
