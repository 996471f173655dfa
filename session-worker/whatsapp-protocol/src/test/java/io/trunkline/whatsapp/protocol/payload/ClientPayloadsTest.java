package io.trunkline.whatsapp.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.companion.DeviceProps.PlatformType;
import io.trunkline.whatsapp.proto.wa6.ClientPayload;
import io.trunkline.whatsapp.proto.wa6.ClientPayload.DevicePairingRegistrationData;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.payload.PayloadException.Code;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClientPayloadsTest {
  private static final ClientVersion VERSION = ClientVersion.parse("2.3000.1045649367");
  private static final Jid DEVICE = Jid.parse("5511999998888:12@s.whatsapp.net");

  private final Randomness random = Randomness.from(new Random(3));
  private final KeyPair identity = Curve25519.generate(random);
  private final KeyPair preKey = Curve25519.generate(random);
  private final RegistrationKeys keys =
      new RegistrationKeys(
          0x1234,
          identity.publicKey(),
          0x010203,
          preKey.publicKey(),
          XEdDsa.sign(identity.privateKey(), preKey.publicKey().serialized(), random.bytes(64)));
  private final ClientPayload registration =
      ClientPayloads.registration(
          keys, VERSION, new DeviceDescription("Trunkline", PlatformType.DESKTOP, true));

  @Test
  void registrationCarriesTheKeysInTheirWireForms() {
    DevicePairingRegistrationData data = registration.getDevicePairingData();

    assertThat(hex(data.getERegid())).isEqualTo("00001234");
    assertThat(hex(data.getEKeytype())).isEqualTo("05");
    assertThat(hex(data.getESkeyID())).isEqualTo("010203");
    assertThat(data.getEIdent().toByteArray()).isEqualTo(identity.publicKey().bytes());
    assertThat(data.getESkeyVal().toByteArray()).isEqualTo(preKey.publicKey().bytes());
    // md5 of "2.3000.1045649367", computed with coreutils
    assertThat(hex(data.getBuildHash())).isEqualTo("9fa53af9421567b114e33c9bb1ef7db2");
    assertThat(registration.getPassive()).isFalse();
    assertThat(registration.getPull()).isFalse();
    assertThat(registration.hasUsername()).isFalse();
  }

  @Test
  void explicitZeroesAreSent() {
    // The web client sends them, and absent is not the same as 0 in proto2.
    assertThat(registration.hasPassive()).isTrue();
    assertThat(registration.getUserAgent().hasManufacturer()).isTrue();
    assertThat(registration.getUserAgent().hasReleaseChannel()).isTrue();
    assertThat(registration.getWebInfo().hasWebSubPlatform()).isTrue();
  }

  @Test
  void serverReadsARegistration() {
    ClientIntent intent = ClientPayloads.parse(registration.toByteArray());

    assertThat(intent).isInstanceOf(ClientIntent.Registration.class);
    ClientIntent.Registration read = (ClientIntent.Registration) intent;
    assertThat(read.keys()).isEqualTo(keys);
    assertThat(read.version()).isEqualTo(VERSION);
    assertThat(read.buildHash()).isEqualTo(VERSION.buildHash());
    assertThat(read.props().getOs()).isEqualTo("Trunkline");
    assertThat(read.props().getPlatformType()).isEqualTo(PlatformType.DESKTOP);
    assertThat(read.props().getRequireFullSync()).isTrue();
  }

  @Test
  void serverReadsALogin() {
    ClientPayload login = ClientPayloads.login(DEVICE, VERSION, new LoginOptions(false, true, 3));

    assertThat(login.getUsername()).isEqualTo(5_511_999_998_888L);
    assertThat(login.getDevice()).isEqualTo(12);
    assertThat(login.getPull()).isTrue();
    assertThat(login.getLc()).isEqualTo(1);
    assertThat(login.getConnectAttemptCount()).isEqualTo(3);
    assertThat(ClientPayloads.parse(login.toByteArray()))
        .isEqualTo(new ClientIntent.Login(VERSION, DEVICE, false, true));
  }

  @Test
  void loginIsPassiveAndByLidUnlessSaidOtherwise() {
    assertThat(ClientPayloads.parse(ClientPayloads.login(DEVICE, VERSION).toByteArray()))
        .isEqualTo(new ClientIntent.Login(VERSION, DEVICE, true, true));
  }

  @Test
  void onlyPhoneNumbersLogIn() {
    Jid lid = Jid.parse("123:1@lid");
    assertThatThrownBy(() -> ClientPayloads.login(lid, VERSION))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void brokenPayloadsAreRefusedWithTheirCode() {
    assertCode(new byte[] {-1}, Code.MALFORMED);
    assertCode(new byte[0], Code.MALFORMED);
    assertCode(ClientPayload.newBuilder().setUsername(-1).build().toByteArray(), Code.MALFORMED);
    assertCode(
        ClientPayload.newBuilder().setUsername(1).setDevice(256).build().toByteArray(),
        Code.MALFORMED);
    assertCode(changed(data -> data.clearEIdent()), Code.MALFORMED);
    assertCode(changed(data -> data.setESkeyID(ByteString.copyFrom(new byte[4]))), Code.MALFORMED);
    assertCode(
        changed(data -> data.setEKeytype(ByteString.copyFrom(new byte[] {6}))), Code.MALFORMED);
    assertCode(
        changed(data -> data.setDeviceProps(ByteString.copyFrom(new byte[] {-1}))), Code.MALFORMED);
    assertCode(
        changed(data -> data.setESkeyVal(ByteString.copyFrom(identity.publicKey().bytes()))),
        Code.BAD_SIGNATURE);
  }

  private byte[] changed(Consumer<DevicePairingRegistrationData.Builder> change) {
    ClientPayload.Builder builder = registration.toBuilder();
    change.accept(builder.getDevicePairingDataBuilder());
    return builder.build().toByteArray();
  }

  private static void assertCode(byte[] payload, Code code) {
    assertThatThrownBy(() -> ClientPayloads.parse(payload))
        .asInstanceOf(type(PayloadException.class))
        .returns(code, PayloadException::code);
  }

  @Test
  void versionsHaveOneTextForm() {
    assertThat(VERSION)
        .isEqualTo(new ClientVersion(2, 3000, 1_045_649_367))
        .hasToString("2.3000.1045649367");
    for (String text : new String[] {"", "2.3000", "2.3000.x", "2.3000.1.1", "2.3000.9999999999"}) {
      assertThatThrownBy(() -> ClientVersion.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
