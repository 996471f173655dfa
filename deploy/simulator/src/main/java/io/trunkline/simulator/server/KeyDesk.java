package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.DeviceKeys;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.fault.FaultKind;
import io.trunkline.simulator.fault.Faults;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import io.trunkline.whatsapp.protocol.signal.SignedPreKeyPublic;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Prekeys (`xmlns=encrypt`): upload, count, fetch, digest, rotation, and the notices that they run
/// low or that an identity has changed.
final class KeyDesk {
  /// A device that has fewer than this many is asked for more.
  private static final int LOW = 5;

  private static final byte[] KEY_TYPE = {PublicKey.TYPE};

  private final Accounts accounts;
  private final Faults faults;
  private final Clock clock;
  private final StanzaIds ids;

  KeyDesk(Accounts accounts, Faults faults, Clock clock, StanzaIds ids) {
    this.accounts = accounts;
    this.faults = faults;
    this.clock = clock;
    this.ids = ids;
  }

  Node answer(Device device, Node query) {
    if (query.child("count").isPresent()) {
      return Answers.result(
          query, Node.of("count").with("value", device.oneTimeKeys().count()).build());
    }
    if (query.child("digest").isPresent()) {
      return Answers.result(query, digest(device));
    }
    if (query.child("key").isPresent()) {
      return fetch(query);
    }
    if (query.child("rotate").isPresent()) {
      return rotate(device, query);
    }
    if (query.child("list").isPresent()) {
      return upload(device, query);
    }
    return Answers.error(query, 400, "bad-request");
  }

  /// Takes a bundle; each one-time key is given out once.
  PreKeyBundle take(Device device, Transaction transaction) {
    boolean exhausted = faults.strike(FaultKind.PREKEYS_EXHAUSTED, device).isPresent();
    Optional<PreKeyPublic> key =
        exhausted ? Optional.empty() : device.oneTimeKeys().take(transaction);
    int left = device.oneTimeKeys().count();
    if (!device.isPhone() && key.isPresent() && (left == LOW - 1 || left == 0)) {
      transaction.deliver(
          device,
          Node.of("notification")
              .with("from", Jid.WHATSAPP)
              .with("type", "encrypt")
              .with("id", ids.next())
              .with("t", clock.instant().getEpochSecond())
              .child(Node.of("count").with("value", left).build())
              .build());
    }
    DeviceKeys keys = device.keys();
    return new PreKeyBundle(
        keys.registrationId(), device.number(), keys.identity(), keys.signedPreKey(), key);
  }

  /// Tells everybody who knows the account that its phone has a new identity.
  void announceNewIdentity(Account account, Transaction transaction) {
    for (String number : account.acquaintances()) {
      accounts
          .byNumber(number)
          .ifPresent(
              other ->
                  other
                      .devices()
                      .forEach(
                          device ->
                              transaction.deliver(
                                  device,
                                  Node.of("notification")
                                      .with("from", account.pn())
                                      .with("type", "encrypt")
                                      .with("id", ids.next())
                                      .with("lid", account.lid())
                                      .with("t", clock.instant().getEpochSecond())
                                      .child(Node.of("identity").build())
                                      .build())));
    }
  }

  private Node fetch(Node query) {
    Transaction transaction = accounts.transaction();
    List<Node> users = new ArrayList<>();
    for (Node user : query.requireChild("key").children("user")) {
      user.findJid("jid").ifPresent(jid -> users.add(bundle(jid, transaction)));
    }
    transaction.commit();
    return Answers.result(query, Node.of("list").children(users).build());
  }

  private Node bundle(Jid jid, Transaction transaction) {
    Node.Builder user = Node.of("user").with("jid", jid);
    Optional<Device> device = accounts.device(jid);
    if (device.isEmpty()) {
      return user.child(Node.of("error").with("code", "404").with("text", "item-not-found").build())
          .build();
    }
    PreKeyBundle bundle = take(device.get(), transaction);
    user.with("t", clock.instant().getEpochSecond())
        .child(Node.of("registration").bytes(u32(bundle.registrationId())).build())
        .child(Node.of("type").bytes(KEY_TYPE).build())
        .child(Node.of("identity").bytes(bundle.identity().bytes()).build())
        .child(signedKey(bundle.signedPreKey()));
    bundle
        .preKey()
        .ifPresent(
            key ->
                user.child(
                    Node.of("key")
                        .child(Node.of("id").bytes(u24(key.id())).build())
                        .child(Node.of("value").bytes(key.key().bytes()).build())
                        .build()));
    device
        .get()
        .signedIdentity()
        .ifPresent(identity -> user.child(Node.of("device-identity").bytes(identity).build()));
    return user.build();
  }

  private Node upload(Device device, Node query) {
    Optional<SignedPreKeyPublic> signed = query.child("skey").flatMap(KeyDesk::parseSignedKey);
    byte[] identity = query.child("identity").map(Node::bytes).orElse(new byte[0]);
    byte[] registration = query.child("registration").map(Node::bytes).orElse(new byte[0]);
    if (signed.isEmpty()
        || identity.length != PublicKey.SIZE_BYTES
        || registration.length != Integer.BYTES) {
      return Answers.error(query, 400, "bad-request");
    }
    PublicKey identityKey = PublicKey.of(identity);
    if (!identityKey.equals(device.keys().identity()) || !signed.get().isSignedBy(identityKey)) {
      return Answers.error(query, 406, "not-acceptable");
    }
    List<PreKeyPublic> keys = new ArrayList<>();
    for (Node key : query.requireChild("list").children("key")) {
      byte[] id = key.child("id").map(Node::bytes).orElse(new byte[0]);
      byte[] value = key.child("value").map(Node::bytes).orElse(new byte[0]);
      if (id.length != 3 || value.length != PublicKey.SIZE_BYTES) {
        return Answers.error(query, 400, "bad-request");
      }
      keys.add(new PreKeyPublic(u24(id), PublicKey.of(value)));
    }
    Transaction transaction = accounts.transaction();
    device.changeKeys(
        new DeviceKeys(ByteBuffer.wrap(registration).getInt(), identityKey, signed.get()),
        transaction);
    device.addOneTimeKeys(keys, transaction);
    transaction.commit();
    return Answers.result(query);
  }

  private Node rotate(Device device, Node query) {
    Optional<SignedPreKeyPublic> signed =
        query.requireChild("rotate").child("skey").flatMap(KeyDesk::parseSignedKey);
    if (signed.isEmpty() || !signed.get().isSignedBy(device.keys().identity())) {
      return Answers.error(query, 406, "not-acceptable");
    }
    Transaction transaction = accounts.transaction();
    device.rotate(signed.get(), transaction);
    transaction.commit();
    return Answers.result(query);
  }

  /// The keys that the server has, with SHA-1 over identity, signed prekey, its signature and the
  /// one-time keys in the order of the list.
  private static Node digest(Device device) {
    DeviceKeys keys = device.keys();
    List<PreKeyPublic> left = device.oneTimeKeys().remaining();
    MessageDigest sha1 = sha1();
    sha1.update(keys.identity().bytes());
    sha1.update(keys.signedPreKey().key().bytes());
    sha1.update(keys.signedPreKey().signature());
    List<Node> listed = new ArrayList<>();
    for (PreKeyPublic key : left) {
      sha1.update(key.key().bytes());
      listed.add(Node.of("id").bytes(u24(key.id())).build());
    }
    return Node.of("digest")
        .child(Node.of("registration").bytes(u32(keys.registrationId())).build())
        .child(Node.of("type").bytes(KEY_TYPE).build())
        .child(Node.of("identity").bytes(keys.identity().bytes()).build())
        .child(signedKey(keys.signedPreKey()))
        .child(Node.of("list").children(listed).build())
        .child(Node.of("hash").bytes(sha1.digest()).build())
        .build();
  }

  private static Node signedKey(SignedPreKeyPublic key) {
    return Node.of("skey")
        .child(Node.of("id").bytes(u24(key.id())).build())
        .child(Node.of("value").bytes(key.key().bytes()).build())
        .child(Node.of("signature").bytes(key.signature()).build())
        .build();
  }

  private static Optional<SignedPreKeyPublic> parseSignedKey(Node skey) {
    byte[] id = skey.child("id").map(Node::bytes).orElse(new byte[0]);
    byte[] value = skey.child("value").map(Node::bytes).orElse(new byte[0]);
    byte[] signature = skey.child("signature").map(Node::bytes).orElse(new byte[0]);
    if (id.length != 3
        || value.length != PublicKey.SIZE_BYTES
        || signature.length != XEdDsa.SIGNATURE_BYTES) {
      return Optional.empty();
    }
    return Optional.of(new SignedPreKeyPublic(u24(id), PublicKey.of(value), signature));
  }

  static byte[] u32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  static byte[] u24(int value) {
    return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
  }

  static int u24(byte[] bytes) {
    return Integer.parseInt(HexFormat.of().formatHex(bytes), 16);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-1", e);
    }
  }
}
