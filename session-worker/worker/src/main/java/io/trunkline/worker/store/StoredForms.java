package io.trunkline.worker.store;

import io.trunkline.whatsapp.client.store.ContactToken;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.DeviceList;
import io.trunkline.whatsapp.client.store.DeviceList.Device;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// The bytes inside the encrypted records, and the texts of device lists.
///
///     credentials: 01 | noise 64 | identity 64 | registration id 4 | signed prekey id 4, pair 64,
///                  signature 64 | ADV secret 32 | account? 1, account
///     account:     pn | lid? | signed identity | platform | business name? | push name?
///     pair:        private 32 | public 32
///     prekey:      a pair; its id is the row's
///     token:       issued at 8, own issued at 8 (unix seconds) | token, absent when empty
///     device list: "0 3:17 99:2h": id, key index, hosted
final class StoredForms {
  private static final int CREDENTIALS_VERSION = 1;

  private StoredForms() {}

  static byte[] encode(Credentials credentials) {
    var bytes = new ByteArrayOutputStream(512);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(CREDENTIALS_VERSION);
      write(out, credentials.noise());
      write(out, credentials.identity());
      out.writeInt(credentials.registrationId());
      out.writeInt(credentials.signedPreKey().id());
      write(out, credentials.signedPreKey().keyPair());
      out.write(credentials.signedPreKey().signature());
      out.write(credentials.advSecret());
      out.writeBoolean(credentials.account().isPresent());
      if (credentials.account().isPresent()) {
        write(out, credentials.account().get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// What a message's secret is found by, whatever a peer calls the message: 32 bytes.
  static byte[] secretName(Jid chat, String whatsappId, Jid sender) {
    return Sha256.hash((chat + "\0" + sender + "\0" + whatsappId).getBytes(StandardCharsets.UTF_8));
  }

  static Credentials decodeCredentials(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != CREDENTIALS_VERSION) {
        throw new IllegalStateException("Expected credentials of version 1 but was " + version);
      }
      var noise = pair(in);
      var identity = pair(in);
      int registrationId = in.readInt();
      var signedPreKey = new SignedPreKey(in.readInt(), pair(in), in.readNBytes(64));
      byte[] advSecret = in.readNBytes(32);
      var account = in.readBoolean() ? Optional.of(account(in)) : Optional.<LinkedAccount>empty();
      return new Credentials(noise, identity, registrationId, signedPreKey, advSecret, account);
    } catch (IOException e) {
      throw new IllegalStateException("Expected complete credentials", e);
    }
  }

  private static void write(DataOutputStream out, LinkedAccount account) throws IOException {
    out.writeUTF(account.pn().toString());
    write(out, account.lid().map(Jid::toString));
    out.writeInt(account.signedIdentity().length);
    out.write(account.signedIdentity());
    out.writeUTF(account.platform());
    write(out, account.businessName());
    write(out, account.pushName());
  }

  private static LinkedAccount account(DataInputStream in) throws IOException {
    var pn = Jid.parse(in.readUTF());
    var lid = text(in).map(Jid::parse);
    byte[] signedIdentity = in.readNBytes(in.readInt());
    return new LinkedAccount(pn, lid, signedIdentity, in.readUTF(), text(in), text(in));
  }

  private static void write(DataOutputStream out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      out.writeUTF(text.get());
    }
  }

  private static Optional<String> text(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
  }

  private static void write(DataOutputStream out, KeyPair pair) throws IOException {
    out.write(pair.privateKey().bytes());
    out.write(pair.publicKey().bytes());
  }

  private static KeyPair pair(DataInputStream in) throws IOException {
    return new KeyPair(PrivateKey.of(in.readNBytes(32)), PublicKey.of(in.readNBytes(32)));
  }

  static byte[] encode(PreKey preKey) {
    byte[] bytes = Arrays.copyOf(preKey.keyPair().privateKey().bytes(), 64);
    System.arraycopy(preKey.keyPair().publicKey().bytes(), 0, bytes, 32, 32);
    return bytes;
  }

  static PreKey decodePreKey(int id, byte[] bytes) {
    if (bytes.length != 64) {
      throw new IllegalStateException("Expected a prekey of 64 bytes but was " + bytes.length);
    }
    return new PreKey(
        id,
        new KeyPair(
            PrivateKey.of(Arrays.copyOf(bytes, 32)),
            PublicKey.of(Arrays.copyOfRange(bytes, 32, 64))));
  }

  static byte[] encode(ContactToken token) {
    byte[] bytes = token.token().orElse(new byte[0]);
    return ByteBuffer.allocate(2 * Long.BYTES + bytes.length)
        .putLong(token.issuedAt().getEpochSecond())
        .putLong(token.ownIssuedAt().getEpochSecond())
        .put(bytes)
        .array();
  }

  static ContactToken decodeContactToken(Jid user, byte[] record) {
    if (record.length < 2 * Long.BYTES) {
      throw new IllegalStateException("Expected a token record but was " + record.length);
    }
    var in = ByteBuffer.wrap(record);
    var issuedAt = Instant.ofEpochSecond(in.getLong());
    var ownIssuedAt = Instant.ofEpochSecond(in.getLong());
    byte[] token = new byte[in.remaining()];
    in.get(token);
    return new ContactToken(
        user, token.length == 0 ? Optional.empty() : Optional.of(token), issuedAt, ownIssuedAt);
  }

  static String encode(List<Device> devices) {
    return devices.stream().map(StoredForms::encode).collect(Collectors.joining(" "));
  }

  private static String encode(Device device) {
    var keyIndex = device.keyIndex();
    return device.id()
        + (keyIndex.isPresent() ? ":" + keyIndex.getAsInt() : "")
        + (device.hosted() ? "h" : "");
  }

  static List<Device> decodeDevices(String text) {
    return Arrays.stream(text.split(" ", -1)).map(StoredForms::device).toList();
  }

  private static Device device(String text) {
    boolean isHosted = text.endsWith("h");
    var numbers = (isHosted ? text.substring(0, text.length() - 1) : text).split(":", -1);
    return new Device(
        Integer.parseInt(numbers[0]),
        numbers.length > 1 ? OptionalInt.of(Integer.parseInt(numbers[1])) : OptionalInt.empty(),
        isHosted);
  }

  static DeviceList deviceList(Jid user, String devices, Instant fetchedAt) {
    return new DeviceList(user, decodeDevices(devices), fetchedAt);
  }
}
