package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.server.PairingDesk;
import io.trunkline.simulator.server.PasskeyDesk;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.pairing.PasskeyCompanion;
import io.trunkline.whatsapp.protocol.pairing.PasskeyPrimary;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The passkeys of accounts that link no device without one, and what a phone does with them. Lost
/// at a restart.
public final class Passkeys {
  private static final int ID_BYTES = 16;

  /// A person has to find the passkey, and then to compare codes.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<String, Passkey> byNumber = new ConcurrentHashMap<>();
  private final Map<String, String> codes = new ConcurrentHashMap<>();
  private final PasskeyDesk desk;
  private final Randomness randomness;

  private record Passkey(byte[] id, KeyPair keys) {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    Passkey {}

    @Override
    public String toString() {
      return "Passkey[…]";
    }
  }

  Passkeys(PasskeyDesk desk, Randomness randomness) {
    this.desk = desk;
    this.randomness = randomness;
  }

  /// From now on a device has to show the account's passkey, which is made where it has none; or it
  /// has not.
  public void require(Phone phone, boolean isRequired) {
    if (isRequired) {
      byNumber.computeIfAbsent(phone.account().number(), number -> fresh());
    } else {
      byNumber.remove(phone.account().number());
    }
  }

  private Passkey fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new Passkey(randomness.bytes(ID_BYTES), generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No passkey could be made", e);
    }
  }

  /// `required`, and `code`: what the phone shows to be compared with the device's, or null.
  public Map<String, Object> view(Phone phone) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("required", byNumber.containsKey(phone.account().number()));
    view.put("code", codes.get(phone.account().number()));
    return view;
  }

  /// What a browser gives for a challenge whose user has the passkey: `PublicKeyCredential` as
  /// JSON.
  ///
  /// @param options of the challenge, as JSON
  /// @return empty where the account has none or the options name another
  public Optional<Map<String, Object>> sign(Phone phone, String options) {
    return Optional.ofNullable(byNumber.get(phone.account().number()))
        .flatMap(passkey -> sign(passkey, options));
  }

  private static Optional<Map<String, Object>> sign(Passkey passkey, String options) {
    String id = base64(passkey.id);
    JsonNode asked;
    try {
      asked = Json.read(options.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    } catch (JacksonException e) {
      return Optional.empty();
    }
    if (asked
        .path("allowCredentials")
        .valueStream()
        .noneMatch(allowed -> allowed.path("id").asString("").equals(id))) {
      return Optional.empty();
    }
    byte[] client =
        Json.write(
            Map.of(
                "type",
                "webauthn.get",
                "challenge",
                asked.path("challenge").asString(""),
                "origin",
                "https://web." + PasskeyDesk.RELYING_PARTY));
    byte[] authenticator = PasskeyDesk.authenticatorData();
    return Optional.of(
        Map.of(
            "id",
            id,
            "rawId",
            id,
            "type",
            "public-key",
            "response",
            Map.of(
                "clientDataJSON", base64(client),
                "authenticatorData", base64(authenticator),
                "signature", base64(signature(passkey, authenticator, client)))));
  }

  private static byte[] signature(Passkey passkey, byte[] authenticator, byte[] client) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(passkey.keys.getPrivate());
      signature.update(authenticator);
      signature.update(Sha256.hash(client));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The passkey did not sign", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Goes through the passkey step with a device where the account demands it.
  ///
  /// @param advSecret which the device has shown or agreed on
  /// @return by which the phone vouches for the device
  /// @throws PhoneException `pairing-failed`
  byte[] settle(Phone phone, PairingDesk.Candidate candidate, byte[] advSecret) {
    String number = phone.account().number();
    Passkey passkey = byNumber.get(number);
    if (passkey == null) {
      return advSecret;
    }
    PasskeyDesk.Attempt attempt =
        desk.demand(candidate, new PasskeyDesk.Credential(passkey.id, passkey.keys.getPublic()));
    try {
      PasskeyPrimary primary =
          PasskeyPrimary.answer(
              Linking.await(attempt.prologue(), PATIENCE, "passkey_prologue"),
              attempt.ref(),
              Optional.of(PasskeyCompanion.handoffKey(advSecret)),
              randomness);
      Node nonce = Linking.await(attempt.go(primary.continuation()), PATIENCE, "companion_nonce");
      codes.put(number, primary.code(nonce).shown());
      PasskeyPrimary.Linked linked =
          primary.open(Linking.await(attempt.request(), PATIENCE, "encrypted_pairing_request"));
      if (!linked.noiseKey().equals(candidate.noiseKey())
          || !linked.identityKey().equals(candidate.keys().identity())) {
        throw Linking.failed("The request names another device");
      }
      return linked.advSecret();
    } catch (PairingException e) {
      throw Linking.failed(e.getMessage());
    } finally {
      codes.remove(number);
    }
  }

  void clear() {
    byNumber.clear();
    codes.clear();
  }
}
