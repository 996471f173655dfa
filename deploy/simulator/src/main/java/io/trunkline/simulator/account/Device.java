package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import java.util.List;
import java.util.Optional;

/// A device as the server knows it: 0 is the phone, the others are linked.
public final class Device {
  private final Account account;
  private final int number;
  private final StanzaQueue queue;
  private final OneTimeKeys oneTimeKeys;
  private volatile DeviceRecord record;
  private volatile DeviceKeys keys;

  Device(Account account, DeviceRecord record, OneTimeKeys oneTimeKeys) {
    this.account = account;
    this.number = record.device();
    this.queue = new StanzaQueue(account.number(), number);
    this.oneTimeKeys = oneTimeKeys;
    update(record);
  }

  public Account account() {
    return account;
  }

  /// The device's number: 0 for the phone.
  public int number() {
    return number;
  }

  public boolean isPhone() {
    return number == 0;
  }

  /// Its JID on a server of users: by phone number or by LID.
  public Jid jid(JidServer server) {
    return account.jid(server).withDevice(number);
  }

  /// Its phone number JID as text: how logs, faults and the control API name a device.
  public String name() {
    return jid(JidServer.USER).toString();
  }

  /// What the device calls itself ("Chrome (Linux)"); the phone's platform for the phone.
  public String label() {
    return record.name();
  }

  public String platform() {
    return record.platform();
  }

  public int keyIndex() {
    return record.keyIndex();
  }

  /// The key by which the device proves itself in the Noise handshake; a phone has none.
  public Optional<PublicKey> noiseKey() {
    return isPhone() ? Optional.empty() : Optional.of(PublicKey.of(record.noiseKey()));
  }

  /// The complete `ADVSignedDeviceIdentity` of a linked device; a phone has none.
  public Optional<byte[]> signedIdentity() {
    return isPhone() ? Optional.empty() : Optional.of(record.signedIdentity().clone());
  }

  public DeviceKeys keys() {
    return keys;
  }

  public OneTimeKeys oneTimeKeys() {
    return oneTimeKeys;
  }

  public StanzaQueue queue() {
    return queue;
  }

  /// Adds one-time prekeys that the device uploaded.
  public void addOneTimeKeys(List<PreKeyPublic> uploaded, Transaction transaction) {
    shelf().add(uploaded, transaction);
  }

  /// Replaces the signed prekey.
  public void rotate(SignedPreKeyPublic fresh, Transaction transaction) {
    changeKeys(new DeviceKeys(keys.registrationId(), keys.identity(), fresh), transaction);
  }

  /// Replaces all long-lived keys, as a phone does that was installed anew.
  public void changeKeys(DeviceKeys fresh, Transaction transaction) {
    update(
        new DeviceRecord(
            record.device(),
            record.keyIndex(),
            record.platform(),
            record.name(),
            record.noiseKey(),
            fresh.registrationId(),
            fresh.identity().bytes(),
            fresh.signedPreKey().id(),
            fresh.signedPreKey().key().bytes(),
            fresh.signedPreKey().signature(),
            record.signedIdentity()));
    save(transaction);
  }

  void save(Transaction transaction) {
    transaction.put(key(), () -> Json.write(record));
  }

  void remove(Transaction transaction) {
    transaction.delete(key());
    shelf().remove(transaction);
    queue.remove(transaction);
  }

  PreKeyShelf shelf() {
    return (PreKeyShelf) oneTimeKeys;
  }

  private String key() {
    return "device/%s/%d".formatted(account.number(), number);
  }

  private void update(DeviceRecord fresh) {
    record = fresh;
    keys =
        new DeviceKeys(
            fresh.registrationId(),
            PublicKey.of(fresh.identity()),
            new SignedPreKeyPublic(
                fresh.signedPreKeyId(),
                PublicKey.of(fresh.signedPreKey()),
                fresh.signedPreKeySignature()));
  }
}
