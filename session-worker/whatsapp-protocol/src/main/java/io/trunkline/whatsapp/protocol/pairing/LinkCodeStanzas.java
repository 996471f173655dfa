package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.util.Arrays;
import java.util.Optional;

/// The node `link_code_companion_reg`, in which all of pairing by code travels: inside an iq of
/// xmlns `md` from the companion, its result, or a notification to it.
///
/// | stage | from, to | children |
/// |---|---|---|
/// | companion_hello | companion, server | wrapped ephemeral key, Noise key, platform, nonce |
/// | companion_hello | server, companion (result) | ref |
/// | primary_hello | phone, companion | ref, wrapped ephemeral key, identity |
/// | companion_finish | companion, phone | ref, wrapped bundle, identity |
/// | refresh_code | server, companion | ref |
public final class LinkCodeStanzas {

  /// The node's tag, which is also the notification's type.
  public static final String TAG = "link_code_companion_reg";

  static final String REF = "link_code_pairing_ref";
  static final String COMPANION_EPHEMERAL = "link_code_pairing_wrapped_companion_ephemeral_pub";
  static final String PRIMARY_EPHEMERAL = "link_code_pairing_wrapped_primary_ephemeral_pub";
  static final String PRIMARY_IDENTITY = "primary_identity_pub";
  static final String COMPANION_IDENTITY = "companion_identity_public";
  static final String BUNDLE = "link_code_pairing_wrapped_key_bundle";

  private static final String FORCE_MANUAL_REFRESH = "force_manual_refresh";
  private static final int MIN_PHONE_DIGITS = 7;
  private static final int MAX_PHONE_DIGITS = 15;

  private LinkCodeStanzas() {}

  /// The steps, as the attribute `stage` names them.
  public enum Stage {
    COMPANION_HELLO("companion_hello"),
    PRIMARY_HELLO("primary_hello"),
    COMPANION_FINISH("companion_finish"),
    /// The code is not valid any more: make a new one, or let the user ask for it.
    REFRESH_CODE("refresh_code");

    private final String attribute;

    Stage(String attribute) {
      this.attribute = attribute;
    }

    /// The text on the wire.
    public String attribute() {
      return attribute;
    }
  }

  /// Which step a node is; empty for one that we do not know.
  public static Optional<Stage> stage(Node node) {
    return Arrays.stream(Stage.values())
        .filter(stage -> node.has("stage", stage.attribute()))
        .findFirst();
  }

  /// The account that a phone number names.
  ///
  /// @param number in international form; everything but digits is passed over
  /// @throws PairingException (`BAD_PHONE_NUMBER`)
  public static Jid phone(String number) {
    var digits = new StringBuilder(MAX_PHONE_DIGITS);
    number.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
    if (digits.length() < MIN_PHONE_DIGITS
        || digits.length() > MAX_PHONE_DIGITS
        || digits.charAt(0) == '0') {
      throw new PairingException(
          PairingException.Code.BAD_PHONE_NUMBER,
          "Expected %d to %d digits and no 0 before them"
              .formatted(MIN_PHONE_DIGITS, MAX_PHONE_DIGITS));
    }
    return Jid.user(digits.toString(), JidServer.USER);
  }

  /// The account that a companion's node names.
  ///
  /// @throws PairingException (`MALFORMED`)
  public static Jid phone(Node node) {
    try {
      Jid phone = node.jid("jid");
      if (phone.isPn()) {
        return phone.toUserJid();
      }
    } catch (StanzaException e) {
      throw malformed(e);
    }
    throw new PairingException(PairingException.Code.MALFORMED, "Expected a phone number");
  }

  /// What the server answers to companion_hello.
  ///
  /// @param ref names the attempt from now on
  public static Node helloResult(byte[] ref) {
    return node(Stage.COMPANION_HELLO).child(leaf(REF, ref)).build();
  }

  /// What the server sends when a code is not valid any more.
  ///
  /// @param isManualForced whether the user must ask for the new code
  public static Node refreshCode(byte[] ref, boolean isManualForced) {
    return node(Stage.REFRESH_CODE)
        .with(FORCE_MANUAL_REFRESH, Boolean.toString(isManualForced))
        .child(leaf(REF, ref))
        .build();
  }

  /// Whether the new code must be asked for by the user.
  public static boolean isManualForced(Node refreshCode) {
    return refreshCode.has(FORCE_MANUAL_REFRESH, "true");
  }

  /// The attempt that a node belongs to.
  ///
  /// @throws PairingException (`MALFORMED`)
  public static byte[] ref(Node node) {
    try {
      byte[] ref = node.requireChild(REF).bytes();
      if (ref.length > 0) {
        return ref;
      }
    } catch (StanzaException e) {
      throw malformed(e);
    }
    throw new PairingException(PairingException.Code.MALFORMED, "Expected a ref");
  }

  /// @throws PairingException (`WRONG_REF`, `MALFORMED`)
  static void requireRef(Node node, byte[] expected) {
    if (!Arrays.equals(ref(node), expected)) {
      throw new PairingException(
          PairingException.Code.WRONG_REF, "Expected the ref of this attempt");
    }
  }

  static Node.Builder node(Stage stage) {
    return Node.of(TAG).with("stage", stage.attribute());
  }

  static Node leaf(String tag, byte[] content) {
    return Node.of(tag).bytes(content).build();
  }

  /// @throws PairingException (`MALFORMED`)
  static PublicKey key(Node node, String child) {
    return PublicKey.of(bytes(node, child, PublicKey.SIZE_BYTES));
  }

  /// @throws PairingException (`MALFORMED`)
  static byte[] bytes(Node node, String child, int length) {
    try {
      return node.requireChild(child).bytes(length);
    } catch (StanzaException e) {
      throw malformed(e);
    }
  }

  private static PairingException malformed(StanzaException e) {
    return new PairingException(PairingException.Code.MALFORMED, e.getMessage());
  }
}
