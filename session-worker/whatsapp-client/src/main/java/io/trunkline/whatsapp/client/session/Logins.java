package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SessionOptions;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.proto.wa6.ClientPayload;
import io.trunkline.whatsapp.protocol.payload.ClientPayloads;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import io.trunkline.whatsapp.protocol.payload.DeviceDescription;
import io.trunkline.whatsapp.protocol.payload.RegistrationKeys;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;

/// The payload of the last handshake message: who connects.
final class Logins {

  private Logins() {}

  static byte[] payload(
      Credentials credentials,
      ClientVersion version,
      WhatsAppSettings settings,
      SessionOptions options) {
    return credentials
        .account()
        .map(account -> ClientPayloads.login(account.pn(), version))
        .orElseGet(() -> registration(credentials, version, settings, options))
        .toByteArray();
  }

  private static ClientPayload registration(
      Credentials credentials,
      ClientVersion version,
      WhatsAppSettings settings,
      SessionOptions options) {
    SignedPreKey signed = credentials.signedPreKey();
    return ClientPayloads.registration(
        new RegistrationKeys(
            credentials.registrationId(),
            credentials.identity().publicKey(),
            signed.id(),
            signed.keyPair().publicKey(),
            signed.signature()),
        version,
        DeviceDescription.desktop(options.deviceName().orElse(settings.deviceName())));
  }
}
