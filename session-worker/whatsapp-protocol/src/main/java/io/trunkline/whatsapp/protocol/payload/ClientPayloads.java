package io.trunkline.whatsapp.protocol.payload;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.companion.DeviceProps;
import io.trunkline.whatsapp.proto.wa6.ClientPayload;
import io.trunkline.whatsapp.proto.wa6.ClientPayload.DevicePairingRegistrationData;
import io.trunkline.whatsapp.proto.wa6.ClientPayload.UserAgent;
import io.trunkline.whatsapp.proto.wa6.ClientPayload.WebInfo;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.payload.PayloadException.Code;
import java.nio.ByteBuffer;

/// Builds and reads client payloads, as the web client fills them.
public final class ClientPayloads {
  private static final int REGISTRATION_ID_BYTES = 4;
  private static final int PRE_KEY_ID_BYTES = 3;
  private static final int LOGIN_COUNTER = 1;

  private ClientPayloads() {}

  /// The payload of a device without an account.
  public static ClientPayload registration(
      RegistrationKeys keys, ClientVersion version, DeviceDescription device) {
    byte[] preKeyId = bigEndian(keys.signedPreKeyId());
    return common(version)
        .setPassive(false)
        .setPull(false)
        .setDevicePairingData(
            DevicePairingRegistrationData.newBuilder()
                .setERegid(ByteString.copyFrom(bigEndian(keys.registrationId())))
                .setEKeytype(ByteString.copyFrom(new byte[] {PublicKey.TYPE}))
                .setEIdent(ByteString.copyFrom(keys.identity().bytes()))
                .setESkeyID(ByteString.copyFrom(preKeyId, 1, PRE_KEY_ID_BYTES))
                .setESkeyVal(ByteString.copyFrom(keys.signedPreKey().bytes()))
                .setESkeySig(ByteString.copyFrom(keys.signature()))
                .setBuildHash(ByteString.copyFrom(version.buildHash()))
                .setDeviceProps(device.toProps().toByteString()))
        .build();
  }

  /// The payload of a linked device.
  ///
  /// @param device the account's phone number with the device's number
  /// @throws IllegalArgumentException when the JID is no phone number
  public static ClientPayload login(Jid device, ClientVersion version, LoginOptions options) {
    if (!device.isPn()) {
      throw new IllegalArgumentException("Expected a phone number at " + JidServer.USER.text());
    }
    ClientPayload.Builder payload =
        common(version)
            .setUsername(Long.parseLong(device.user()))
            .setDevice(device.device())
            .setPassive(options.passive())
            .setPull(true)
            .setLidDbMigrated(options.lidMigrated())
            .setLc(LOGIN_COUNTER);
    if (options.connectAttempt() > 0) {
      payload.setConnectAttemptCount(options.connectAttempt());
    }
    return payload.build();
  }

  /// The payload of a linked device with [LoginOptions#DEFAULT].
  public static ClientPayload login(Jid device, ClientVersion version) {
    return login(device, version, LoginOptions.DEFAULT);
  }

  private static ClientPayload.Builder common(ClientVersion version) {
    return ClientPayload.newBuilder()
        .setUserAgent(
            UserAgent.newBuilder()
                .setPlatform(UserAgent.Platform.WEB)
                .setAppVersion(
                    UserAgent.AppVersion.newBuilder()
                        .setPrimary(version.primary())
                        .setSecondary(version.secondary())
                        .setTertiary(version.tertiary()))
                .setMcc("000")
                .setMnc("000")
                .setOsVersion("0.1")
                .setManufacturer("")
                .setDevice("Desktop")
                .setOsBuildNumber("0.1")
                .setReleaseChannel(UserAgent.ReleaseChannel.RELEASE)
                .setLocaleLanguageIso6391("en")
                .setLocaleCountryIso31661Alpha2("US"))
        .setWebInfo(WebInfo.newBuilder().setWebSubPlatform(WebInfo.WebSubPlatform.WEB_BROWSER))
        .setConnectType(ClientPayload.ConnectType.WIFI_UNKNOWN)
        .setConnectReason(ClientPayload.ConnectReason.USER_ACTIVATED);
  }

  /// Reads a payload on the server's side. One with registration data is a registration.
  ///
  /// @throws PayloadException for anything that is neither
  public static ClientIntent parse(byte[] payload) {
    ClientPayload parsed;
    try {
      parsed = ClientPayload.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new PayloadException(Code.MALFORMED, "Not a client payload");
    }
    ClientVersion version = version(parsed.getUserAgent().getAppVersion());
    if (parsed.hasDevicePairingData()) {
      return registration(version, parsed.getDevicePairingData());
    }
    if (!parsed.hasUsername() || parsed.getUsername() <= 0) {
      throw new PayloadException(Code.MALFORMED, "Expected registration data or a user name");
    }
    if (parsed.getDevice() < 0 || parsed.getDevice() > 255) {
      throw new PayloadException(Code.MALFORMED, "Expected a device up to 255");
    }
    Jid device =
        Jid.device(Long.toString(parsed.getUsername()), parsed.getDevice(), JidServer.USER);
    return new ClientIntent.Login(version, device, parsed.getPassive(), parsed.getLidDbMigrated());
  }

  private static ClientVersion version(UserAgent.AppVersion version) {
    if (version.getPrimary() < 0 || version.getSecondary() < 0 || version.getTertiary() < 0) {
      throw new PayloadException(Code.MALFORMED, "Expected a client version of 31 bits each");
    }
    return new ClientVersion(version.getPrimary(), version.getSecondary(), version.getTertiary());
  }

  private static ClientIntent.Registration registration(
      ClientVersion version, DevicePairingRegistrationData data) {
    byte[] keyType = exactly(data.getEKeytype(), 1, "key type");
    if (keyType[0] != PublicKey.TYPE) {
      throw new PayloadException(Code.MALFORMED, "Expected key type 5 but was " + keyType[0]);
    }
    RegistrationKeys keys =
        new RegistrationKeys(
            number(exactly(data.getERegid(), REGISTRATION_ID_BYTES, "registration id")),
            PublicKey.of(exactly(data.getEIdent(), PublicKey.SIZE_BYTES, "identity")),
            number(exactly(data.getESkeyID(), PRE_KEY_ID_BYTES, "prekey id")),
            PublicKey.of(exactly(data.getESkeyVal(), PublicKey.SIZE_BYTES, "prekey")),
            exactly(data.getESkeySig(), XEdDsa.SIGNATURE_BYTES, "prekey signature"));
    if (!keys.isSigned()) {
      throw new PayloadException(Code.BAD_SIGNATURE, "The identity did not sign the prekey");
    }
    try {
      DeviceProps props = DeviceProps.parseFrom(data.getDeviceProps());
      return new ClientIntent.Registration(version, keys, data.getBuildHash().toByteArray(), props);
    } catch (InvalidProtocolBufferException e) {
      throw new PayloadException(Code.MALFORMED, "Not device props");
    }
  }

  private static byte[] exactly(ByteString value, int bytes, String which) {
    if (value.size() != bytes) {
      throw new PayloadException(
          Code.MALFORMED, "Expected " + bytes + " bytes of " + which + ", were " + value.size());
    }
    return value.toByteArray();
  }

  private static byte[] bigEndian(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static int number(byte[] bigEndian) {
    byte[] four = new byte[Integer.BYTES];
    System.arraycopy(bigEndian, 0, four, four.length - bigEndian.length, bigEndian.length);
    return ByteBuffer.wrap(four).getInt();
  }
}
