package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas.Stage;
import io.trunkline.whatsapp.protocol.stanza.Node;

/// The phone's side of pairing by code, for one code that was typed. [LinkCodeCompanion] draws the
/// order of steps. [#answer] takes tens of milliseconds of computing.
public final class LinkCodePrimary {

  private final KeyPair identity;
  private final byte[] ref;
  private final byte[] wrapped;
  private final byte[] ephemeralSecret;

  private LinkCodePrimary(KeyPair identity, byte[] ref, byte[] wrapped, byte[] ephemeralSecret) {
    this.identity = identity;
    this.ref = ref;
    this.wrapped = wrapped;
    this.ephemeralSecret = ephemeralSecret;
  }

  /// Answers companion_hello with the code that was typed. Whether it is the right one shows in
  /// [#finish]. Draws the ephemeral key, then what its wrapping needs.
  ///
  /// @param ref under which the server knows the attempt
  /// @param identity the account's identity pair
  /// @throws PairingException (`MALFORMED`, `INVALID_KEY`)
  public static LinkCodePrimary answer(
      PairingCode typed, Node companionHello, byte[] ref, KeyPair identity, Randomness randomness) {
    PublicKey companionEphemeral =
        typed.unwrap(
            LinkCodeStanzas.bytes(
                companionHello,
                LinkCodeStanzas.COMPANION_EPHEMERAL,
                PairingCode.WRAPPED_KEY_BYTES));
    KeyPair ephemeral = Curve25519.generate(randomness);
    return new LinkCodePrimary(
        identity,
        ref.clone(),
        typed.wrap(ephemeral.publicKey(), randomness),
        KeyBundle.agree(ephemeral.privateKey(), companionEphemeral));
  }

  /// The node primary_hello, for a notification to the companion.
  public Node hello() {
    return LinkCodeStanzas.node(Stage.PRIMARY_HELLO)
        .child(LinkCodeStanzas.leaf(LinkCodeStanzas.PRIMARY_EPHEMERAL, wrapped))
        .child(LinkCodeStanzas.leaf(LinkCodeStanzas.PRIMARY_IDENTITY, identity.publicKey().bytes()))
        .child(LinkCodeStanzas.leaf(LinkCodeStanzas.REF, ref))
        .build();
  }

  /// Opens what companion_finish brings.
  ///
  /// @throws PairingException (`WRONG_CODE`, `WRONG_REF`, `IDENTITY_MISMATCH`, `MALFORMED`,
  ///     `INVALID_KEY`)
  public Linked finish(Node companionFinish) {
    LinkCodeStanzas.requireRef(companionFinish, ref);
    PublicKey companionIdentity =
        LinkCodeStanzas.key(companionFinish, LinkCodeStanzas.COMPANION_IDENTITY);
    KeyBundle bundle =
        KeyBundle.open(
            ephemeralSecret,
            LinkCodeStanzas.bytes(
                companionFinish, LinkCodeStanzas.BUNDLE, KeyBundle.WRAPPED_BYTES));
    if (!bundle.companionIdentity().equals(companionIdentity)
        || !bundle.primaryIdentity().equals(identity.publicKey())) {
      throw new PairingException(
          PairingException.Code.IDENTITY_MISMATCH, "The bundle names another identity");
    }
    byte[] identitySecret = KeyBundle.agree(identity.privateKey(), companionIdentity);
    return new Linked(companionIdentity, bundle.advSecret(ephemeralSecret, identitySecret));
  }

  @Override
  public String toString() {
    return "LinkCodePrimary[…]";
  }

  /// What the phone needs to vouch for the companion, as if its QR code had been scanned.
  public static final class Linked {
    private final PublicKey companionIdentity;
    private final byte[] advSecret;

    private Linked(PublicKey companionIdentity, byte[] advSecret) {
      this.companionIdentity = companionIdentity;
      this.advSecret = advSecret;
    }

    /// The companion's identity key.
    public PublicKey companionIdentity() {
      return companionIdentity;
    }

    /// 32 bytes, for [AdvIssuer#issue].
    public byte[] advSecret() {
      return advSecret.clone();
    }

    @Override
    public String toString() {
      return "Linked[" + companionIdentity + "]";
    }
  }
}
