package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas.Stage;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.Objects;

/// The companion's side of pairing by code, for one code.
///
/// ```
/// companion                       server                       phone
/// hello            ──>            ref
/// (shows the code)                                             (the code is typed)
///                  <──            primary_hello      <──
/// finish           ──>            companion_finish   ──>       opens the bundle
///                  <──            pair-success       <──       HMAC by the new ADV secret
/// ```
///
/// The companion never learns that a wrong code was typed: its bundle does not open on the phone,
/// and primary_hello comes again. [#begin] and [#finish] take tens of milliseconds of computing.
public final class LinkCodeCompanion {

  /// How long a code lasts, from its hello on.
  public static final Duration LIFETIME = Duration.ofMinutes(3);

  /// How often a code may be typed.
  public static final int MAX_PRIMARY_HELLOS = 3;

  private static final byte[] NONCE = {0};

  private final Jid phone;
  private final PairingCode code;
  private final KeyPair ephemeral;
  private final byte[] wrapped;

  private LinkCodeCompanion(Jid phone, PairingCode code, KeyPair ephemeral, byte[] wrapped) {
    this.phone = phone;
    this.code = code;
    this.ephemeral = ephemeral;
    this.wrapped = wrapped;
  }

  /// Begins with a code. Draws the ephemeral key, then what its wrapping needs.
  ///
  /// @param phone the account to link to, from [LinkCodeStanzas#phone(String)]
  public static LinkCodeCompanion begin(Jid phone, PairingCode code, Randomness randomness) {
    Objects.requireNonNull(phone, "phone");
    KeyPair ephemeral = Curve25519.generate(randomness);
    return new LinkCodeCompanion(
        phone, code, ephemeral, code.wrap(ephemeral.publicKey(), randomness));
  }

  /// What the user types on the phone.
  public PairingCode code() {
    return code;
  }

  /// The node companion_hello, for an iq of type `set`. Its result has the ref, for
  /// [LinkCodeStanzas#ref].
  ///
  /// @param noiseKey the device's Noise key
  /// @param platformId the client type, as in [QrCode]
  /// @param platformDisplay what the phone shows, of the form `Chrome (Linux)`; the server answers
  ///     error 400 to browsers and systems that it does not know
  /// @param notifies whether the phone shows a notification that leads to where the code is typed
  public Node hello(
      PublicKey noiseKey, String platformId, String platformDisplay, boolean notifies) {
    return LinkCodeStanzas.node(Stage.COMPANION_HELLO)
        .with("jid", phone)
        .with("should_show_push_notification", Boolean.toString(notifies))
        .child(LinkCodeStanzas.leaf(LinkCodeStanzas.COMPANION_EPHEMERAL, wrapped))
        .child(LinkCodeStanzas.leaf("companion_server_auth_key_pub", noiseKey.bytes()))
        .child(Node.of("companion_platform_id").text(platformId).build())
        .child(Node.of("companion_platform_display").text(platformDisplay).build())
        .child(LinkCodeStanzas.leaf("link_code_pairing_nonce", NONCE))
        .build();
  }

  /// Answers primary_hello. May be called again for a further one, with another outcome.
  ///
  /// @param ref what the result of the hello brought
  /// @param identity the device's identity pair
  /// @throws PairingException (`WRONG_REF`, `MALFORMED`, `INVALID_KEY`)
  public Finish finish(byte[] ref, Node primaryHello, KeyPair identity, Randomness randomness) {
    LinkCodeStanzas.requireRef(primaryHello, ref);
    PublicKey primaryIdentity = LinkCodeStanzas.key(primaryHello, LinkCodeStanzas.PRIMARY_IDENTITY);
    PublicKey primaryEphemeral =
        code.unwrap(
            LinkCodeStanzas.bytes(
                primaryHello, LinkCodeStanzas.PRIMARY_EPHEMERAL, PairingCode.WRAPPED_KEY_BYTES));
    byte[] ephemeralSecret = KeyBundle.agree(ephemeral.privateKey(), primaryEphemeral);
    byte[] identitySecret = KeyBundle.agree(identity.privateKey(), primaryIdentity);
    var bundle =
        new KeyBundle(
            identity.publicKey(), primaryIdentity, randomness.bytes(KeyBundle.RANDOM_BYTES));
    Node node =
        LinkCodeStanzas.node(Stage.COMPANION_FINISH)
            .with("jid", phone)
            .child(
                LinkCodeStanzas.leaf(
                    LinkCodeStanzas.BUNDLE, bundle.seal(ephemeralSecret, randomness)))
            .child(
                LinkCodeStanzas.leaf(
                    LinkCodeStanzas.COMPANION_IDENTITY, identity.publicKey().bytes()))
            .child(LinkCodeStanzas.leaf(LinkCodeStanzas.REF, ref))
            .build();
    return new Finish(node, bundle.advSecret(ephemeralSecret, identitySecret));
  }

  @Override
  public String toString() {
    return "LinkCodeCompanion[…]";
  }

  /// The answer to primary_hello.
  public static final class Finish {
    private final Node node;
    private final byte[] advSecret;

    private Finish(Node node, byte[] advSecret) {
      this.node = node;
      this.advSecret = advSecret;
    }

    /// The node companion_finish, for an iq of type `set`. The secret must be durable before it
    /// leaves.
    public Node node() {
      return node;
    }

    /// 32 bytes that take the place of the ADV secret: with them [Adv#verify] checks pair-success.
    public byte[] advSecret() {
      return advSecret.clone();
    }

    @Override
    public String toString() {
      return "Finish[…]";
    }
  }
}
