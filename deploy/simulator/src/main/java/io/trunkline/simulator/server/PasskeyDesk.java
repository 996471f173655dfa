package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Json;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Devices of which a passkey is demanded before the phone takes them: sets the challenge, checks
/// its answer (WebAuthn, ES256), and passes the later steps on between device and phone.
///
/// ```
/// signed     authenticator data | SHA-256(client data)
/// authenticator data  SHA-256(relying party) (32) | flags (1) | counter (4)
/// client data         JSON: type webauthn.get, challenge in base64url, origin
/// ```
///
/// Source: W3C Web Authentication, level 2, 7.2.
public final class PasskeyDesk {
  /// Whose passkeys they are.
  public static final String RELYING_PARTY = "whatsapp.com";

  private static final int CHALLENGE_BYTES = 32;
  private static final int REF_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int AUTHENTICATOR_DATA_BYTES = HASH_BYTES + 5;
  // The user was there and was recognized.
  private static final int FLAGS = 0x05;

  private final Clock clock;
  private final Randomness randomness;
  private final StanzaIds ids;
  private final Map<PairingDesk.Candidate, Attempt> attempts = new ConcurrentHashMap<>();

  PasskeyDesk(Clock clock, Randomness randomness, StanzaIds ids) {
    this.clock = clock;
    this.randomness = randomness;
    this.ids = ids;
  }

  /// What the server knows of a passkey.
  public record Credential(byte[] id, PublicKey key) {
    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes here, by nobody else
    public Credential {}
  }

  /// One demand to one device.
  public final class Attempt {
    private final PairingDesk.Candidate candidate;
    private final Credential credential;
    private final String challenge;
    private final String ref;
    private final CompletableFuture<Node> prologue = new CompletableFuture<>();
    private final CompletableFuture<Node> nonce = new CompletableFuture<>();
    private final CompletableFuture<Node> request = new CompletableFuture<>();

    private Attempt(PairingDesk.Candidate candidate, Credential credential) {
      this.candidate = candidate;
      this.credential = credential;
      challenge = base64(randomness.bytes(CHALLENGE_BYTES));
      ref = "2@" + base64(randomness.bytes(REF_BYTES));
    }

    public String ref() {
      return ref;
    }

    /// The device's passkey_prologue, once the passkey's answer in it was right.
    public CompletableFuture<Node> prologue() {
      return prologue;
    }

    /// Hands the phone's part to the device; the future gets its companion_nonce.
    public CompletableFuture<Node> go(Node primary) {
      candidate.send(notification("crsc_continuation", primary));
      return nonce;
    }

    /// The device's encrypted_pairing_request, once its user has compared the codes.
    public CompletableFuture<Node> request() {
      return request;
    }

    private byte[] options() {
      return Json.write(
          Map.of(
              "challenge",
              challenge,
              "rpId",
              RELYING_PARTY,
              "userVerification",
              "required",
              "allowCredentials",
              new Object[] {Map.of("type", "public-key", "id", base64(credential.id))}));
    }

    private boolean isRight(Node shown) {
      try {
        JsonNode response =
            Json.read(shown.requireChild("webauthn_assertion").bytes(), JsonNode.class)
                .path("response");
        byte[] client = bytes(response, "clientDataJSON");
        byte[] authenticator = bytes(response, "authenticatorData");
        JsonNode said = Json.read(client, JsonNode.class);
        return Arrays.equals(credential.id, shown.requireChild("credential_id").bytes())
            && said.path("type").asString("").equals("webauthn.get")
            && said.path("challenge").asString("").equals(challenge)
            && authenticator.length >= AUTHENTICATOR_DATA_BYTES
            && Arrays.equals(
                Arrays.copyOf(authenticator, HASH_BYTES),
                Sha256.hash(RELYING_PARTY.getBytes(StandardCharsets.US_ASCII)))
            && (authenticator[HASH_BYTES] & FLAGS) == FLAGS
            && isSigned(authenticator, client, bytes(response, "signature"));
      } catch (JacksonException | IllegalArgumentException | GeneralSecurityException e) {
        return false;
      }
    }

    private boolean isSigned(byte[] authenticator, byte[] client, byte[] signature)
        throws GeneralSecurityException {
      Signature check = Signature.getInstance("SHA256withECDSA");
      check.initVerify(credential.key);
      check.update(authenticator);
      check.update(Sha256.hash(client));
      return check.verify(signature);
    }
  }

  /// What an authenticator says of itself where the user was there and was recognized.
  public static byte[] authenticatorData() {
    return ByteBuffer.allocate(AUTHENTICATOR_DATA_BYTES)
        .put(Sha256.hash(RELYING_PARTY.getBytes(StandardCharsets.US_ASCII)))
        .put((byte) FLAGS)
        .putInt(0)
        .array();
  }

  private static byte[] bytes(JsonNode response, String field) {
    return Base64.getUrlDecoder().decode(response.path(field).asString(""));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Demands the passkey of a device that was scanned, or whose code was typed.
  public Attempt demand(PairingDesk.Candidate candidate, Credential credential) {
    var attempt = new Attempt(candidate, credential);
    attempts.put(candidate, attempt);
    candidate.send(
        notification("passkey_prologue_request", Node.of("passkey_request_options").build()));
    return attempt;
  }

  /// Takes a query of a device that is not linked yet.
  ///
  /// @return the answer; empty when the query is none of ours
  Optional<Node> answer(PairingDesk.Candidate candidate, Node query) {
    return Optional.ofNullable(attempts.get(candidate))
        .filter(attempt -> !query.children().isEmpty())
        .flatMap(attempt -> answer(attempt, query, query.children().getFirst()));
  }

  private Optional<Node> answer(Attempt attempt, Node query, Node asked) {
    return switch (asked.tag()) {
      case "passkey_request_options" ->
          Optional.of(Answers.result(query, Node.of(asked.tag()).bytes(attempt.options()).build()));
      case "ref" ->
          Optional.of(Answers.result(query, Node.of(asked.tag()).text(attempt.ref).build()));
      case "passkey_prologue" ->
          Optional.of(
              attempt.isRight(asked)
                  ? taken(query, asked, attempt.prologue)
                  : Answers.error(query, 401, "not-authorized"));
      case "companion_nonce" -> Optional.of(taken(query, asked, attempt.nonce));
      case "encrypted_pairing_request" -> Optional.of(taken(query, asked, attempt.request));
      default -> Optional.empty();
    };
  }

  private static Node taken(Node query, Node asked, CompletableFuture<Node> waiting) {
    waiting.complete(asked);
    return Answers.result(query);
  }

  /// The device is linked, or its connection has ended.
  void ended(PairingDesk.Candidate candidate) {
    attempts.remove(candidate);
  }

  private Node notification(String type, Node content) {
    return Node.of("notification")
        .with("from", Jid.WHATSAPP)
        .with("type", type)
        .with("id", ids.next())
        .with("t", clock.instant().getEpochSecond())
        .child(content)
        .build();
  }
}
