package io.trunkline.whatsapp.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.protocol.ScriptedRandomness;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Pbkdf2;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas.Stage;
import io.trunkline.whatsapp.protocol.pairing.PairingException.Code;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LinkCodeTest {
  private static final JsonNode VECTOR = Vectors.of("pairing_code");
  private static final byte[] REF = "ref-1".getBytes(StandardCharsets.US_ASCII);
  private static final Jid PHONE = LinkCodeStanzas.phone("+55 (11) 9999-0001");

  // Shared by the tests, which do not change them, because each costs many thousand hashes.
  private static final Randomness RANDOM = Randomness.from(new Random(8));
  private static final KeyPair COMPANION_IDENTITY = Curve25519.generate(RANDOM);
  private static final KeyPair PRIMARY_IDENTITY = Curve25519.generate(RANDOM);
  private static final PublicKey NOISE_KEY = Curve25519.generate(RANDOM).publicKey();
  private static final LinkCodeCompanion COMPANION =
      LinkCodeCompanion.begin(PHONE, PairingCode.parse("ABCD-1234"), RANDOM);
  private static final Node HELLO = COMPANION.hello(NOISE_KEY, "1", "Chrome (Linux)", true);
  private static final LinkCodePrimary PRIMARY = answer("ABCD1234");
  private static final LinkCodeCompanion.Finish FINISH = finish(PRIMARY.hello());

  @Test
  void theVectorIsProducedByBothSides() {
    PairingCode code = PairingCode.parse(VECTOR.required("code").asString());
    assertThat(Pbkdf2.derive(code.text(), Vectors.bytes(VECTOR, "companionSalt"), 131_072, 32))
        .isEqualTo(Vectors.bytes(VECTOR, "pbkdf2Key"));
    KeyPair companionPair = pair("companionIdentityPrivate");
    KeyPair primaryPair = pair("primaryIdentityPrivate");

    LinkCodeCompanion vectorCompanion =
        LinkCodeCompanion.begin(
            PHONE,
            code,
            new ScriptedRandomness(
                Vectors.bytes(VECTOR, "companionEphemeralPrivate"),
                Vectors.bytes(VECTOR, "companionSalt"),
                Vectors.bytes(VECTOR, "companionIv")));
    Node companionHello = vectorCompanion.hello(NOISE_KEY, "1", "Chrome (Linux)", false);
    assertContent(
        companionHello,
        "link_code_pairing_wrapped_companion_ephemeral_pub",
        "wrappedCompanionEphemeralPub");

    byte[] wrappedPrimary = Vectors.bytes(VECTOR, "wrappedPrimaryEphemeralPub");
    LinkCodePrimary primary =
        LinkCodePrimary.answer(
            code,
            companionHello,
            REF,
            primaryPair,
            new ScriptedRandomness(
                Vectors.bytes(VECTOR, "primaryEphemeralPrivate"),
                Arrays.copyOf(wrappedPrimary, 32),
                Arrays.copyOfRange(wrappedPrimary, 32, 48)));
    assertContent(
        primary.hello(),
        "link_code_pairing_wrapped_primary_ephemeral_pub",
        "wrappedPrimaryEphemeralPub");

    LinkCodeCompanion.Finish finish =
        vectorCompanion.finish(
            REF,
            primary.hello(),
            companionPair,
            new ScriptedRandomness(
                Vectors.bytes(VECTOR, "advSecretRandom"),
                Vectors.bytes(VECTOR, "bundleSalt"),
                Vectors.bytes(VECTOR, "bundleIv")));
    assertContent(finish.node(), "link_code_pairing_wrapped_key_bundle", "wrappedKeyBundle");
    assertThat(finish.advSecret()).isEqualTo(Vectors.bytes(VECTOR, "advSecret"));

    LinkCodePrimary.Linked linked = primary.finish(finish.node());
    assertThat(linked.advSecret()).isEqualTo(Vectors.bytes(VECTOR, "advSecret"));
    assertThat(linked.companionIdentity()).isEqualTo(companionPair.publicKey());
  }

  private static KeyPair pair(String field) {
    return KeyPair.of(PrivateKey.of(Vectors.bytes(VECTOR, field)));
  }

  private static void assertContent(Node node, String child, String field) {
    assertThat(HexFormat.of().formatHex(node.requireChild(child).bytes()))
        .isEqualTo(VECTOR.required(field).asString());
  }

  @Test
  void phoneNumbersAreInternational() {
    assertThat(PHONE).isEqualTo(Jid.parse("551199990001@s.whatsapp.net"));
    assertThat(LinkCodeStanzas.phone("1234567").user()).isEqualTo("1234567");
    for (String bad : List.of("", "123456", "0551199990001", "+1", "1".repeat(16), "no digits")) {
      refuses(Code.BAD_PHONE_NUMBER, () -> LinkCodeStanzas.phone(bad));
    }
  }

  @Test
  void helloSaysWhoAsksAndHidesTheEphemeralKey() {
    assertThat(HELLO.tag()).isEqualTo(LinkCodeStanzas.TAG);
    assertThat(LinkCodeStanzas.stage(HELLO)).contains(Stage.COMPANION_HELLO);
    assertThat(LinkCodeStanzas.phone(HELLO)).isEqualTo(PHONE);
    assertThat(HELLO.attr("should_show_push_notification")).isEqualTo("true");
    assertThat(HELLO.children().stream().map(Node::tag))
        .containsExactly(
            "link_code_pairing_wrapped_companion_ephemeral_pub",
            "companion_server_auth_key_pub",
            "companion_platform_id",
            "companion_platform_display",
            "link_code_pairing_nonce");
    assertThat(HELLO.requireChild("companion_server_auth_key_pub").bytes())
        .isEqualTo(NOISE_KEY.bytes());
    assertThat(HELLO.requireChild("companion_platform_id").text()).isEqualTo("1");
    assertThat(HELLO.requireChild("companion_platform_display").text()).isEqualTo("Chrome (Linux)");
    assertThat(HELLO.requireChild("link_code_pairing_nonce").bytes()).containsExactly(0);
  }

  @Test
  void phoneAndCompanionShareTheSecretThatPairSuccessIsMadeWith() {
    LinkCodePrimary.Linked linked = PRIMARY.finish(FINISH.node());

    assertThat(LinkCodeStanzas.stage(PRIMARY.hello())).contains(Stage.PRIMARY_HELLO);
    assertThat(LinkCodeStanzas.stage(FINISH.node())).contains(Stage.COMPANION_FINISH);
    assertThat(LinkCodeStanzas.phone(FINISH.node())).isEqualTo(PHONE);
    byte[] container =
        new AdvIssuer(PRIMARY_IDENTITY, RANDOM)
            .issue(linked.companionIdentity(), linked.advSecret(), 7, Instant.EPOCH, 1);
    assertThat(Adv.verify(container, FINISH.advSecret(), COMPANION_IDENTITY, RANDOM).accountKey())
        .isEqualTo(PRIMARY_IDENTITY.publicKey());
  }

  @Test
  void aWrongCodeShowsWhenTheBundleIsOpenedAndTheRightOneStillWorks() {
    LinkCodePrimary mistyped = answer("ABCD1235");
    Node sealedForNobody = finish(mistyped.hello()).node();
    refuses(Code.WRONG_CODE, () -> mistyped.finish(sealedForNobody));

    assertThat(PRIMARY.finish(FINISH.node()).advSecret()).isEqualTo(FINISH.advSecret());
    refuses(Code.WRONG_CODE, () -> PRIMARY.finish(sealedForNobody));
  }

  @Test
  void anotherAttemptsNodesAreRefused() {
    byte[] other = {1};
    refuses(
        Code.WRONG_REF, () -> COMPANION.finish(other, PRIMARY.hello(), COMPANION_IDENTITY, RANDOM));
    refuses(
        Code.WRONG_REF, () -> PRIMARY.finish(with(FINISH.node(), "link_code_pairing_ref", other)));
  }

  @Test
  void aBundleForOtherIdentitiesIsRefused() {
    byte[] other = Curve25519.generate(RANDOM).publicKey().bytes();
    refuses(
        Code.IDENTITY_MISMATCH,
        () -> PRIMARY.finish(with(FINISH.node(), "companion_identity_public", other)));

    Node asAnother = with(PRIMARY.hello(), "primary_identity_pub", other);
    refuses(Code.IDENTITY_MISMATCH, () -> PRIMARY.finish(finish(asAnother).node()));
  }

  @Test
  void keysOfSmallOrderAreRefused() {
    Node smallOrder = with(PRIMARY.hello(), "primary_identity_pub", new byte[32]);
    refuses(Code.INVALID_KEY, () -> finish(smallOrder));
    byte[] wrapped = PairingCode.parse("ABCD1234").wrap(PublicKey.of(new byte[32]), RANDOM);
    Node offered = with(HELLO, "link_code_pairing_wrapped_companion_ephemeral_pub", wrapped);
    refuses(
        Code.INVALID_KEY,
        () -> LinkCodePrimary.answer(COMPANION.code(), offered, REF, PRIMARY_IDENTITY, RANDOM));
  }

  @Test
  void nodesWithAPartMissingOrOfAnotherLengthAreMalformed() {
    for (String child :
        List.of(
            "link_code_pairing_ref",
            "primary_identity_pub",
            "link_code_pairing_wrapped_primary_ephemeral_pub")) {
      refuses(Code.MALFORMED, () -> finish(without(PRIMARY.hello(), child)));
      refuses(Code.MALFORMED, () -> finish(cut(PRIMARY.hello(), child)));
    }
    for (String child :
        List.of(
            "link_code_pairing_ref",
            "companion_identity_public",
            "link_code_pairing_wrapped_key_bundle")) {
      refuses(Code.MALFORMED, () -> PRIMARY.finish(without(FINISH.node(), child)));
      refuses(Code.MALFORMED, () -> PRIMARY.finish(cut(FINISH.node(), child)));
    }
    String ephemeral = "link_code_pairing_wrapped_companion_ephemeral_pub";
    for (Node bad : List.of(without(HELLO, ephemeral), cut(HELLO, ephemeral))) {
      refuses(
          Code.MALFORMED,
          () -> LinkCodePrimary.answer(COMPANION.code(), bad, REF, PRIMARY_IDENTITY, RANDOM));
    }
    Node.Builder noPhone = Node.of(LinkCodeStanzas.TAG);
    refuses(Code.MALFORMED, () -> LinkCodeStanzas.phone(noPhone.build()));
    refuses(Code.MALFORMED, () -> LinkCodeStanzas.phone(noPhone.with("jid", "@").build()));
    refuses(Code.MALFORMED, () -> LinkCodeStanzas.phone(noPhone.with("jid", "1@lid").build()));
  }

  @Test
  void theServersNodesCarryTheRef() {
    Node result = LinkCodeStanzas.helloResult(REF);
    assertThat(LinkCodeStanzas.stage(result)).contains(Stage.COMPANION_HELLO);
    assertThat(LinkCodeStanzas.ref(result)).isEqualTo(REF);

    Node refresh = LinkCodeStanzas.refreshCode(REF, true);
    assertThat(LinkCodeStanzas.stage(refresh)).contains(Stage.REFRESH_CODE);
    assertThat(LinkCodeStanzas.ref(refresh)).isEqualTo(REF);
    assertThat(LinkCodeStanzas.isManualForced(refresh)).isTrue();
    assertThat(LinkCodeStanzas.isManualForced(LinkCodeStanzas.refreshCode(REF, false))).isFalse();

    Node unknown = Node.of(LinkCodeStanzas.TAG).with("stage", "country_code").build();
    assertThat(LinkCodeStanzas.stage(unknown)).isEmpty();
    assertThat(LinkCodeStanzas.stage(Node.of(LinkCodeStanzas.TAG).build())).isEmpty();
  }

  @Test
  void nothingShowsTheCodeOrASecret() {
    LinkCodePrimary.Linked linked = PRIMARY.finish(FINISH.node());
    String shown = "" + COMPANION + COMPANION.code() + PRIMARY + FINISH + linked + HELLO;
    assertThat(shown)
        .doesNotContain("ABCD")
        .doesNotContain(HexFormat.of().formatHex(linked.advSecret(), 0, 4));
    linked.advSecret()[0] ^= 1;
    FINISH.advSecret()[0] ^= 1;
    assertThat(linked.advSecret()).isEqualTo(FINISH.advSecret());
  }

  private static LinkCodePrimary answer(String typed) {
    return LinkCodePrimary.answer(PairingCode.parse(typed), HELLO, REF, PRIMARY_IDENTITY, RANDOM);
  }

  private static LinkCodeCompanion.Finish finish(Node primaryHello) {
    return COMPANION.finish(REF, primaryHello, COMPANION_IDENTITY, RANDOM);
  }

  private static Node with(Node node, String child, byte[] content) {
    return without(node, child).toBuilder().child(Node.of(child).bytes(content).build()).build();
  }

  private static Node without(Node node, String child) {
    Node.Builder rest = Node.of(node.tag());
    node.attributes().forEach((name, value) -> rest.with(name, value.toString()));
    return rest.children(node.children().stream().filter(each -> !each.is(child)).toList()).build();
  }

  /// With all but one byte of a child gone; a ref, whose length is free, is empty then.
  private static Node cut(Node node, String child) {
    return with(node, child, new byte[child.endsWith("_ref") ? 0 : 1]);
  }

  private static void refuses(Code code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .asInstanceOf(type(PairingException.class))
        .returns(code, PairingException::code);
  }
}
