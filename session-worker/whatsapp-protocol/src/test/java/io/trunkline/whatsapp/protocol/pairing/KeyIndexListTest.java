package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.adv.ADVEncryptionType;
import io.trunkline.whatsapp.proto.adv.ADVKeyIndexList;
import io.trunkline.whatsapp.proto.adv.ADVSignedKeyIndexList;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import io.trunkline.whatsapp.protocol.pairing.AdvException.Code;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyIndexListTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Randomness random = Randomness.from(new Random(5));
  private final KeyPair account = Vectors.keys("advAccount");
  private final Optional<PublicKey> known = Optional.of(account.publicKey());
  private final byte[] issued =
      new AdvIssuer(account, random).keyIndexList(77, NOW, 3, List.of(1, 3));

  @Test
  void whatTheAccountIssuesIsBelieved() {
    var expected = new KeyIndexList(77, NOW, 3, Set.of(1, 3), account.publicKey());
    assertThat(Adv.verifyKeyIndexList(issued, known)).isEqualTo(expected);
    assertThat(Adv.verifyKeyIndexList(issued, Optional.empty())).isEqualTo(expected);
  }

  @Test
  void signatureCoversThePrefixAndTheDetails() throws InvalidProtocolBufferException {
    ADVSignedKeyIndexList list = ADVSignedKeyIndexList.parseFrom(issued);
    ADVKeyIndexList details = ADVKeyIndexList.parseFrom(list.getDetails());
    assertThat(details.getRawID()).isEqualTo(77);
    assertThat(details.getTimestamp()).isEqualTo(NOW.getEpochSecond());
    assertThat(details.getCurrentIndex()).isEqualTo(3);
    assertThat(details.getValidIndexesList()).containsExactly(1, 3);
    assertThat(
            XEdDsa.verify(
                account.publicKey(),
                prefixed(2, list.getDetails()),
                list.getAccountSignature().toByteArray()))
        .isTrue();
  }

  @Test
  void hostedAccountsUseTheirOwnPrefix() {
    ByteString details = details().setAccountType(ADVEncryptionType.HOSTED).build().toByteString();
    assertThat(Adv.verifyKeyIndexList(signed(7, details), known).currentIndex()).isEqualTo(3);
    assertCode(Code.SIGNATURE_MISMATCH, () -> Adv.verifyKeyIndexList(signed(2, details), known));
    ByteString plain = details().build().toByteString();
    assertCode(Code.SIGNATURE_MISMATCH, () -> Adv.verifyKeyIndexList(signed(7, plain), known));
  }

  @Test
  void anotherAccountOrAChangeIsASignatureMismatch() throws InvalidProtocolBufferException {
    Optional<PublicKey> other = Optional.of(Curve25519.generate(random).publicKey());
    assertCode(Code.SIGNATURE_MISMATCH, () -> Adv.verifyKeyIndexList(issued, other));

    ADVSignedKeyIndexList.Builder changed = ADVSignedKeyIndexList.parseFrom(issued).toBuilder();
    byte[] more =
        changed
            .setDetails(details().addValidIndexes(2).build().toByteString())
            .build()
            .toByteArray();
    assertCode(Code.SIGNATURE_MISMATCH, () -> Adv.verifyKeyIndexList(more, known));
    byte[] unsigned = changed.clearAccountSignature().build().toByteArray();
    assertCode(Code.SIGNATURE_MISMATCH, () -> Adv.verifyKeyIndexList(unsigned, known));
  }

  @Test
  void withoutAnyKeyThereIsNothingToBelieve() throws InvalidProtocolBufferException {
    byte[] keyless =
        ADVSignedKeyIndexList.parseFrom(issued).toBuilder()
            .clearAccountSignatureKey()
            .build()
            .toByteArray();
    assertThat(Adv.verifyKeyIndexList(keyless, known).accountKey()).isEqualTo(account.publicKey());
    assertCode(Code.MALFORMED, () -> Adv.verifyKeyIndexList(keyless, Optional.empty()));
  }

  @Test
  void brokenListsAreMalformed() {
    for (byte[] bad :
        List.of(
            new byte[0],
            new byte[] {-1},
            signed(2, ByteString.copyFrom(new byte[] {-1})),
            signed(2, details().clearRawID().build().toByteString()),
            signed(2, details().clearTimestamp().build().toByteString()),
            signed(2, details().setTimestamp(Long.MAX_VALUE).build().toByteString()),
            signed(2, details().setTimestamp(Long.MIN_VALUE).build().toByteString()))) {
      assertCode(Code.MALFORMED, () -> Adv.verifyKeyIndexList(bad, known));
    }
  }

  @Test
  void listedAndLaterCompanionsAreAllowed() {
    KeyIndexList list = Adv.verifyKeyIndexList(issued, known);
    assertThat(list.allows(1)).isTrue();
    assertThat(list.allows(2)).isFalse();
    assertThat(list.allows(3)).isTrue();
    assertThat(list.allows(4)).isTrue();
    assertThat(list.allows(-1)).as("an index of 32 bits").isTrue();
  }

  private static ADVKeyIndexList.Builder details() {
    return ADVKeyIndexList.newBuilder()
        .setRawID(77)
        .setTimestamp(NOW.getEpochSecond())
        .setCurrentIndex(3)
        .addAllValidIndexes(List.of(1, 3));
  }

  private byte[] signed(int prefix, ByteString details) {
    byte[] signature =
        XEdDsa.sign(account.privateKey(), prefixed(prefix, details), random.bytes(64));
    return ADVSignedKeyIndexList.newBuilder()
        .setDetails(details)
        .setAccountSignature(ByteString.copyFrom(signature))
        .build()
        .toByteArray();
  }

  private static byte[] prefixed(int prefix, ByteString details) {
    return ByteString.copyFrom(new byte[] {6, (byte) prefix}).concat(details).toByteArray();
  }

  private static void assertCode(Code code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .asInstanceOf(type(AdvException.class))
        .returns(code, AdvException::code);
  }
}
