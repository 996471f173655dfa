package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.DeviceKeys;
import io.trunkline.simulator.account.Link;
import io.trunkline.whatsapp.proto.companion.DeviceProps;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeCompanion;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Devices that want to be linked: gives them references for their QR codes, and finds them again
/// when a phone has scanned one.
///
/// A reference is `2@` and base64url of 16 random bytes and 8 bytes of their HMAC, so that one of
/// an earlier connection, or of an earlier run, is known for ours and expired.
public final class PairingDesk {
  private static final int REFS = 6;
  private static final Duration FIRST_REF = Duration.ofSeconds(60);
  private static final Duration EACH_FURTHER_REF = Duration.ofSeconds(20);

  /// The client's clock for a code starts when the reference has reached it.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final String PREFIX = "2@";
  private static final int RANDOM_BYTES = 16;
  private static final int MAC_BYTES = 8;

  private final Map<String, Offer> offers = new ConcurrentHashMap<>();
  private final byte[] macKey;
  private final Clock clock;
  private final Randomness randomness;
  private final StanzaIds ids;
  private final LinkCodeDesk codes;
  private final PasskeyDesk passkeys;

  private record Offer(Candidate candidate, Instant until) {}

  /// @param macKey a secret that outlives restarts
  public PairingDesk(byte[] macKey, Accounts accounts, Clock clock, Randomness randomness) {
    this.macKey = macKey.clone();
    this.clock = clock;
    this.randomness = randomness;
    ids = new StanzaIds(randomness);
    codes = new LinkCodeDesk(accounts, clock, randomness, ids);
    passkeys = new PasskeyDesk(clock, randomness, ids);
  }

  /// Where devices wait that want to be linked by a code.
  public LinkCodeDesk codes() {
    return codes;
  }

  /// Where devices are that have to show a passkey.
  public PasskeyDesk passkeys() {
    return passkeys;
  }

  /// How long a connection may wait for a phone: all its references together, then a code.
  public static Duration patience() {
    return FIRST_REF
        .plus(EACH_FURTHER_REF.multipliedBy(REFS - 1))
        .plus(LinkCodeCompanion.LIFETIME)
        .plus(GRACE);
  }

  /// A device on a connection that is waiting to be linked.
  public static final class Candidate {
    private final Link link;
    private final PublicKey noiseKey;
    private final DeviceKeys keys;
    private final DeviceProps props;
    private final List<String> refs = new ArrayList<>();
    private final Map<String, CompletableFuture<Node>> asked = new ConcurrentHashMap<>();

    private Candidate(Link link, PublicKey noiseKey, DeviceKeys keys, DeviceProps props) {
      this.link = link;
      this.noiseKey = noiseKey;
      this.keys = keys;
      this.props = props;
    }

    public PublicKey noiseKey() {
      return noiseKey;
    }

    public DeviceKeys keys() {
      return keys;
    }

    /// What the device calls itself.
    public DeviceProps props() {
      return props;
    }

    /// Sends `pair-success`; the future gets the device's answer, a result or an error.
    public CompletableFuture<Node> offer(Node pairSuccess) {
      return ask(pairSuccess);
    }

    /// Tells the device to come back as a linked one.
    public void restart() {
      link.close(Node.of("stream:error").with("code", "515").build());
    }

    void send(Node stanza) {
      link.send(stanza);
    }

    private CompletableFuture<Node> ask(Node query) {
      CompletableFuture<Node> answer = new CompletableFuture<>();
      asked.put(query.attr("id"), answer);
      link.send(query);
      return answer;
    }
  }

  /// Begins: the device gets its references.
  public Candidate open(Link link, PublicKey noiseKey, DeviceKeys keys, DeviceProps props) {
    Candidate candidate = new Candidate(link, noiseKey, keys, props);
    Instant until = clock.instant().plus(GRACE);
    List<Node> refs = new ArrayList<>();
    for (int i = 0; i < REFS; i++) {
      until = until.plus(i == 0 ? FIRST_REF : EACH_FURTHER_REF);
      String ref = freshRef();
      candidate.refs.add(ref);
      offers.put(ref, new Offer(candidate, until));
      refs.add(Node.of("ref").bytes(ref.getBytes(StandardCharsets.US_ASCII)).build());
    }
    candidate.ask(query(Node.of("pair-device").children(refs).build()));
    return candidate;
  }

  /// Takes a stanza from a device that is not linked yet.
  public void receive(Candidate candidate, Node stanza) {
    if (!stanza.is("iq")) {
      return;
    }
    if (stanza.has("type", "result") || stanza.has("type", "error")) {
      stanza.find("id").map(candidate.asked::remove).ifPresent(answer -> answer.complete(stanza));
    } else {
      candidate.send(
          codes
              .answer(candidate, stanza)
              .or(() -> passkeys.answer(candidate, stanza))
              .orElseGet(() -> Answers.error(stanza, 501, "feature-not-implemented")));
    }
  }

  /// The connection has ended.
  public void closed(Candidate candidate) {
    candidate.refs.forEach(offers::remove);
    codes.ended(candidate);
    passkeys.ended(candidate);
    candidate
        .asked
        .values()
        .forEach(
            answer ->
                answer.completeExceptionally(
                    new IllegalStateException("The device closed its connection")));
  }

  /// The device that shows this reference.
  ///
  /// @return nothing when the reference is ours but has expired
  /// @throws IllegalArgumentException when it is none of ours
  public Optional<Candidate> find(String ref) {
    Offer offer = offers.get(ref);
    if (offer == null) {
      if (!isOurs(ref)) {
        throw new IllegalArgumentException("The QR code was not made by this server");
      }
      return Optional.empty();
    }
    return clock.instant().isAfter(offer.until) ? Optional.empty() : Optional.of(offer.candidate);
  }

  /// A query of the server to a device that is not linked yet.
  public Node query(Node content) {
    return Node.of("iq")
        .with("from", Jid.WHATSAPP)
        .with("type", "set")
        .with("id", ids.next())
        .with("xmlns", "md")
        .with("t", clock.instant().getEpochSecond())
        .child(content)
        .build();
  }

  private String freshRef() {
    byte[] random = randomness.bytes(RANDOM_BYTES);
    byte[] ref = Arrays.copyOf(random, RANDOM_BYTES + MAC_BYTES);
    System.arraycopy(HmacSha256.mac(macKey, random), 0, ref, RANDOM_BYTES, MAC_BYTES);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(ref);
  }

  private boolean isOurs(String ref) {
    if (!ref.startsWith(PREFIX)) {
      return false;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(ref.substring(PREFIX.length()));
      if (bytes.length != RANDOM_BYTES + MAC_BYTES) {
        return false;
      }
      byte[] mac = HmacSha256.mac(macKey, Arrays.copyOf(bytes, RANDOM_BYTES));
      return HmacSha256.matches(
          Arrays.copyOf(mac, MAC_BYTES), Arrays.copyOfRange(bytes, RANDOM_BYTES, bytes.length));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
