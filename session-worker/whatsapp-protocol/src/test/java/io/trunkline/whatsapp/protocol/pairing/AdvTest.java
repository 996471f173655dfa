package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.adv.ADVEncryptionType;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentityHMAC;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.pairing.AdvException.Code;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AdvTest {
  private static final JsonNode VECTOR = Vectors.of("adv");
  private static final byte[] SECRET = Vectors.bytes(VECTOR, "advSecret");
  private static final byte[] CONTAINER = Vectors.bytes(VECTOR, "container");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Randomness random = Randomness.from(new Random(5));
  private final KeyPair account = Vectors.keys("advAccount");
  private final KeyPair device = Vectors.keys("advDevice");
  private final AdvIssuer issuer = new AdvIssuer(account, random);

  @Test
  void vectorIsBelievedAndSignedBack() throws InvalidProtocolBufferException {
    LinkedIdentity linked = Adv.verify(CONTAINER, SECRET, device, random);

    assertThat(linked.keyIndex()).isEqualTo(3);
    assertThat(linked.accountKey()).isEqualTo(account.publicKey());
    ADVSignedDeviceIdentity kept = ADVSignedDeviceIdentity.parseFrom(linked.account());
    assertThat(kept.toBuilder().clearDeviceSignature().build().toByteArray())
        .isEqualTo(Vectors.bytes(VECTOR, "signed"));
    assertThat(linked.reply())
        .isEqualTo(kept.toBuilder().clearAccountSignatureKey().build().toByteArray());
    assertThat(issuer.verifyDeviceSignature(linked.reply(), device.publicKey()))
        .isEqualTo(linked.account());
  }

  @Test
  void vectorsDeviceSignatureIsBelieved() throws InvalidProtocolBufferException {
    byte[] complete = vectorIdentity().toByteArray();

    assertThat(Adv.verifyPeer(complete, device.publicKey(), Optional.empty()))
        .isEqualTo(account.publicKey());
    assertThat(Adv.verifyPeer(complete, device.publicKey(), Optional.of(account.publicKey())))
        .isEqualTo(account.publicKey());
  }

  private static ADVSignedDeviceIdentity vectorIdentity() throws InvalidProtocolBufferException {
    return ADVSignedDeviceIdentity.parseFrom(Vectors.bytes(VECTOR, "signed")).toBuilder()
        .setDeviceSignature(ByteString.copyFrom(Vectors.bytes(VECTOR, "deviceSignature")))
        .build();
  }

  @Test
  void whatTheIssuerMakesIsBelieved() {
    KeyPair companion = Curve25519.generate(random);
    byte[] container = issuer.issue(companion.publicKey(), SECRET, 77, NOW, 2);

    LinkedIdentity linked = Adv.verify(container, SECRET, companion, random);

    assertThat(linked.keyIndex()).isEqualTo(2);
    issuer.verifyDeviceSignature(linked.reply(), companion.publicKey());
    Adv.verifyPeer(linked.account(), companion.publicKey(), Optional.of(account.publicKey()));
  }

  @Test
  void anotherSecretIsAnHmacMismatch() {
    byte[] other = SECRET.clone();
    other[31] ^= 1;

    assertCode(() -> Adv.verify(CONTAINER, other, device, random), Code.HMAC_MISMATCH);
    assertThat(Code.HMAC_MISMATCH.text()).isEqualTo("hmac-mismatch");
    assertThat(Code.HMAC_MISMATCH.status()).isEqualTo(401);
  }

  @Test
  void identityForAnotherDeviceIsASignatureMismatch() {
    KeyPair other = Curve25519.generate(random);

    assertCode(() -> Adv.verify(CONTAINER, SECRET, other, random), Code.SIGNATURE_MISMATCH);
  }

  @Test
  void changedDetailsAreASignatureMismatch() throws InvalidProtocolBufferException {
    ADVSignedDeviceIdentity signed =
        ADVSignedDeviceIdentity.parseFrom(Vectors.bytes(VECTOR, "signed"));
    byte[] details = signed.getDetails().toByteArray();
    details[details.length - 1] ^= 1;
    byte[] changed =
        signed.toBuilder().setDetails(ByteString.copyFrom(details)).build().toByteArray();

    assertCode(
        () -> Adv.verify(sealed(changed, new byte[0]), SECRET, device, random),
        Code.SIGNATURE_MISMATCH);
  }

  @Test
  void brokenIdentitiesAreMalformed() throws InvalidProtocolBufferException {
    byte[] withoutKey =
        ADVSignedDeviceIdentity.parseFrom(Vectors.bytes(VECTOR, "signed")).toBuilder()
            .clearAccountSignatureKey()
            .build()
            .toByteArray();

    assertCode(() -> Adv.verify(new byte[] {-1}, SECRET, device, random), Code.MALFORMED);
    assertCode(
        () -> Adv.verify(sealed(new byte[] {-1}, new byte[0]), SECRET, device, random),
        Code.MALFORMED);
    assertCode(
        () -> Adv.verify(sealed(withoutKey, new byte[0]), SECRET, device, random), Code.MALFORMED);
  }

  @Test
  void hostedAccountsUseTheirOwnPrefix() throws InvalidProtocolBufferException {
    byte[] signed = Vectors.bytes(VECTOR, "signed");
    byte[] hosted =
        ADVSignedDeviceIdentityHMAC.parseFrom(sealed(signed, new byte[] {6, 5})).toBuilder()
            .setAccountType(ADVEncryptionType.HOSTED)
            .build()
            .toByteArray();

    assertThat(Adv.verify(hosted, SECRET, device, random).keyIndex()).isEqualTo(3);
    assertCode(
        () -> Adv.verify(sealed(signed, new byte[] {6, 5}), SECRET, device, random),
        Code.HMAC_MISMATCH);
  }

  private static byte[] sealed(byte[] details, byte[] prefix) {
    return ADVSignedDeviceIdentityHMAC.newBuilder()
        .setDetails(ByteString.copyFrom(details))
        .setHMAC(ByteString.copyFrom(HmacSha256.mac(SECRET, prefix, details)))
        .build()
        .toByteArray();
  }

  @Test
  void phoneRefusesAReplyThatItCannotTrust() {
    LinkedIdentity linked = Adv.verify(CONTAINER, SECRET, device, random);
    KeyPair other = Curve25519.generate(random);

    assertCode(
        () -> issuer.verifyDeviceSignature(linked.account(), device.publicKey()), Code.MALFORMED);
    assertCode(
        () -> issuer.verifyDeviceSignature(linked.reply(), other.publicKey()),
        Code.SIGNATURE_MISMATCH);
    assertCode(
        () ->
            new AdvIssuer(other, random).verifyDeviceSignature(linked.reply(), device.publicKey()),
        Code.SIGNATURE_MISMATCH);
  }

  @Test
  void peerUnderAnotherAccountIsRefused() throws InvalidProtocolBufferException {
    byte[] complete = vectorIdentity().toByteArray();
    byte[] withoutKey =
        vectorIdentity().toBuilder().clearAccountSignatureKey().build().toByteArray();
    KeyPair other = Curve25519.generate(random);

    assertCode(
        () -> Adv.verifyPeer(complete, device.publicKey(), Optional.of(other.publicKey())),
        Code.SIGNATURE_MISMATCH);
    assertCode(
        () -> Adv.verifyPeer(withoutKey, device.publicKey(), Optional.empty()), Code.MALFORMED);
    assertThat(Adv.verifyPeer(withoutKey, device.publicKey(), Optional.of(account.publicKey())))
        .isEqualTo(account.publicKey());
    assertCode(
        () -> Adv.verifyPeer(complete, other.publicKey(), Optional.empty()),
        Code.SIGNATURE_MISMATCH);
  }

  @Test
  void deviceThatDidNotSignForTheAccountIsRefused() throws InvalidProtocolBufferException {
    ADVSignedDeviceIdentity.Builder changed = vectorIdentity().toBuilder();
    byte[] signature = changed.getDeviceSignature().toByteArray();
    signature[5] ^= 1;
    changed.setDeviceSignature(ByteString.copyFrom(signature));
    byte[] peer = changed.build().toByteArray();
    byte[] reply = changed.clearAccountSignatureKey().build().toByteArray();
    byte[] unsigned = changed.clearDeviceSignature().build().toByteArray();

    assertCode(
        () -> Adv.verifyPeer(peer, device.publicKey(), Optional.empty()), Code.SIGNATURE_MISMATCH);
    assertCode(
        () -> issuer.verifyDeviceSignature(reply, device.publicKey()), Code.SIGNATURE_MISMATCH);
    assertCode(
        () -> issuer.verifyDeviceSignature(unsigned, device.publicKey()), Code.SIGNATURE_MISMATCH);
  }

  private static void assertCode(ThrowingCallable action, Code code) {
    assertThatThrownBy(action)
        .asInstanceOf(type(AdvException.class))
        .returns(code, AdvException::code);
  }
}
