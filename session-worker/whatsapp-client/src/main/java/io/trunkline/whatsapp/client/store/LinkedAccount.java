package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;

/// The account to which this device is linked.
///
/// @param pn own device JID by phone number
/// @param lid own device JID by LID, once known
/// @param signedIdentity ADVSignedDeviceIdentity as bytes, with the account's key and both
///     signatures; accompanies prekey messages
/// @param platform what the phone runs, as it says ("android", "iphone", "smba" …), or empty
/// @param businessName verified business name, if any
/// @param pushName the name that contacts see; absent until learned
public record LinkedAccount(
    Jid pn,
    Optional<Jid> lid,
    byte[] signedIdentity,
    String platform,
    Optional<String> businessName,
    Optional<String> pushName) {

  public LinkedAccount {
    signedIdentity = signedIdentity.clone();
  }

  @Override
  public byte[] signedIdentity() {
    return signedIdentity.clone();
  }

  public LinkedAccount withLid(Jid value) {
    return new LinkedAccount(
        pn, Optional.of(value), signedIdentity, platform, businessName, pushName);
  }

  public LinkedAccount withPushName(String value) {
    return new LinkedAccount(pn, lid, signedIdentity, platform, businessName, Optional.of(value));
  }

  /// Names the device only by number: addresses are personal data and stay out of logs.
  @Override
  public String toString() {
    return "LinkedAccount[device=" + pn.device() + "]";
  }
}
