package io.trunkline.whatsapp.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.cert.CertChain;
import io.trunkline.whatsapp.proto.cert.CertChain.NoiseCertificate;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.noise.HandshakeException.Code;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] PAYLOAD = {1, 2, 3, 4};

  private final Randomness random = Randomness.from(new Random(7));
  private final KeyPair serverStatic = Curve25519.generate(random);
  private final CertificateAuthority authority = authority();
  private final byte[] chain = chain(authority);

  private CertificateAuthority authority() {
    return new CertificateAuthority(
        Curve25519.generate(random), Curve25519.generate(random), random);
  }

  private byte[] chain(CertificateAuthority issuer) {
    return issuer.issue(
        serverStatic.publicKey(), NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
  }

  private NoiseInitiator client(RootOfTrust root, Instant now) {
    return new NoiseInitiator(Curve25519.generate(random), Curve25519.generate(random), root, now);
  }

  private NoiseResponder server(byte[] chain) {
    return new NoiseResponder(serverStatic, Curve25519.generate(random), chain);
  }

  /// A whole handshake, with the client's root and time and the server's chain.
  private void handshake(RootOfTrust root, Instant now, byte[] chain) {
    NoiseInitiator client = client(root, now);
    NoiseResponder server = server(chain);
    server.clientPayload(client.clientFinish(server.serverHello(client.clientHello()), PAYLOAD));
  }

  @Test
  void bothSidesReadEachOther() {
    NoiseInitiator client = client(authority.root(), NOW);
    NoiseResponder server = server(chain);
    byte[] hello = server.serverHello(client.clientHello());
    byte[] received = server.clientPayload(client.clientFinish(hello, PAYLOAD));
    NoiseTransport up = client.transport();
    NoiseTransport down = server.transport();

    assertThat(received).isEqualTo(PAYLOAD);
    for (int size = 0; size < 300; size++) {
      byte[] plaintext = random.bytes(size);
      assertThat(down.open(ByteBuffer.wrap(up.seal(plaintext)))).isEqualTo(plaintext);
      assertThat(up.open(ByteBuffer.wrap(down.seal(plaintext)))).isEqualTo(plaintext);
    }
  }

  @Test
  void anyKindOfBufferIsOpened() {
    NoiseTransport transport = new NoiseTransport(new byte[32], new byte[32]);
    byte[] padded = new byte[40];
    System.arraycopy(transport.seal(PAYLOAD), 0, padded, 5, 20);
    ByteBuffer slice = ByteBuffer.wrap(padded, 5, 20).slice();
    assertThat(transport.open(slice)).isEqualTo(PAYLOAD);
    assertThat(slice.hasRemaining()).isFalse();

    byte[] second = transport.seal(PAYLOAD);
    assertThat(transport.open(ByteBuffer.allocateDirect(20).put(second).flip())).isEqualTo(PAYLOAD);
  }

  @Test
  void changedReorderedOrShortFramesDoNotOpen() {
    byte[] key = new byte[32];
    byte[] first = new NoiseTransport(key, key).seal(PAYLOAD);
    byte[] changed = first.clone();
    changed[3] ^= 1;
    NoiseTransport skipping = new NoiseTransport(key, key);
    skipping.seal(PAYLOAD);
    byte[] second = skipping.seal(PAYLOAD);

    for (byte[] frame : new byte[][] {changed, second, new byte[15], new byte[0]}) {
      assertCode(
          () -> new NoiseTransport(key, key).open(ByteBuffer.wrap(frame)), Code.DECRYPTION_FAILED);
    }
  }

  @Test
  void stepsAreTakenInTheirOrder() {
    NoiseInitiator client = client(authority.root(), NOW);

    assertThatThrownBy(client::transport).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> client.clientFinish(new byte[0], PAYLOAD))
        .isInstanceOf(IllegalStateException.class);
    client.clientHello();
    assertThatThrownBy(client::clientHello).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void chainUnderAnotherRootIsNotTrusted() {
    assertCode(() -> handshake(authority().root(), NOW, chain), Code.CERTIFICATE_SIGNATURE);
    assertCode(() -> handshake(RootOfTrust.WHATSAPP, NOW, chain), Code.CERTIFICATE_SIGNATURE);
    assertThatThrownBy(() -> handshake(RootOfTrust.WHATSAPP, NOW, chain))
        .asInstanceOf(type(HandshakeException.class))
        .matches(HandshakeException::isUntrusted);
  }

  @Test
  void rootOfAnotherSerialIsNotTrusted() {
    RootOfTrust renumbered = new RootOfTrust(authority.root().key(), 5);

    assertCode(() -> handshake(renumbered, NOW, chain), Code.CERTIFICATE_ISSUER);
  }

  @Test
  void leafForAnotherKeyIsNotTrusted() {
    byte[] other =
        authority.issue(Curve25519.generate(random).publicKey(), NOW, NOW.plus(Duration.ofDays(1)));

    assertCode(() -> handshake(authority.root(), NOW, other), Code.CERTIFICATE_KEY);
  }

  @Test
  void certificatesAreValidToTheSecond() {
    Duration day = Duration.ofDays(1);
    handshake(authority.root(), NOW.minus(day), chain);
    handshake(authority.root(), NOW.plus(day), chain);

    assertCode(
        () -> handshake(authority.root(), NOW.minus(day).minusSeconds(1), chain),
        Code.CERTIFICATE_EXPIRED);
    assertCode(
        () -> handshake(authority.root(), NOW.plus(day).plusSeconds(1), chain),
        Code.CERTIFICATE_EXPIRED);
  }

  @Test
  void bothCertificatesMustBeValid() {
    byte[] expired =
        authority.issue(serverStatic.publicKey(), NOW.minusSeconds(9), NOW.minusSeconds(1));
    byte[] expiredLeaf =
        changed(expired, chain -> chain.setIntermediate(parse(this.chain).getIntermediate()));
    byte[] expiredIntermediate =
        changed(expired, chain -> chain.setLeaf(parse(this.chain).getLeaf()));

    assertCode(() -> handshake(authority.root(), NOW, expiredLeaf), Code.CERTIFICATE_EXPIRED);
    assertCode(
        () -> handshake(authority.root(), NOW, expiredIntermediate), Code.CERTIFICATE_EXPIRED);
  }

  @Test
  void incompleteChainIsNotTrusted() {
    assertIncomplete(CertChain.Builder::clearLeaf);
    assertIncomplete(CertChain.Builder::clearIntermediate);
    assertIncomplete(chain -> chain.getLeafBuilder().clearSignature());
    assertIncomplete(chain -> chain.getIntermediateBuilder().clearDetails());
    assertIncomplete(
        chain -> chain.getLeafBuilder().setSignature(ByteString.copyFrom(new byte[63])));
    assertCode(
        () -> handshake(authority.root(), NOW, new byte[] {1, 2, 3}), Code.CERTIFICATE_MALFORMED);
  }

  private void assertIncomplete(Consumer<CertChain.Builder> change) {
    assertCode(() -> handshake(authority.root(), NOW, changed(change)), Code.CERTIFICATE_MALFORMED);
  }

  @Test
  void changedCertificatesAreNotTrusted() {
    assertCode(
        () ->
            handshake(
                authority.root(),
                NOW,
                changed(c -> flip(c.getLeafBuilder(), c.getLeaf().getDetails()))),
        Code.CERTIFICATE_SIGNATURE);
    assertCode(
        () ->
            handshake(
                authority.root(),
                NOW,
                changed(c -> flip(c.getIntermediateBuilder(), c.getIntermediate().getDetails()))),
        Code.CERTIFICATE_SIGNATURE);
    // The leaf in the intermediate's place: signed, but not by the root.
    assertCode(
        () -> handshake(authority.root(), NOW, changed(c -> c.setIntermediate(c.getLeaf()))),
        Code.CERTIFICATE_SIGNATURE);
  }

  @Test
  void leafOfAnotherIssuerIsNotTrusted() {
    // The intermediate stands for the leaf too, and says that the root issued it.
    KeyPair root = Curve25519.generate(random);
    byte[] selfIssued =
        new CertificateAuthority(root, root, random)
            .issue(serverStatic.publicKey(), NOW, NOW.plusSeconds(1));
    RootOfTrust trusted = new RootOfTrust(root.publicKey(), 0);
    assertCode(
        () ->
            handshake(
                trusted, NOW, changed(selfIssued, chain -> chain.setLeaf(chain.getIntermediate()))),
        Code.CERTIFICATE_ISSUER);
  }

  private byte[] changed(Consumer<CertChain.Builder> change) {
    return changed(chain, change);
  }

  private static byte[] changed(byte[] chain, Consumer<CertChain.Builder> change) {
    CertChain.Builder builder = parse(chain).toBuilder();
    change.accept(builder);
    return builder.build().toByteArray();
  }

  private static CertChain parse(byte[] chain) {
    try {
      return CertChain.parseFrom(chain);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void flip(NoiseCertificate.Builder certificate, ByteString details) {
    byte[] bytes = details.toByteArray();
    bytes[bytes.length - 1] ^= 1;
    certificate.setDetails(ByteString.copyFrom(bytes));
  }

  @Test
  void otherMessagesAreNoHandshake() {
    NoiseInitiator client = client(authority.root(), NOW);
    byte[] hello = client.clientHello();

    assertCode(() -> client.clientFinish(hello, PAYLOAD), Code.MALFORMED);
    assertCode(() -> server(chain).serverHello(new byte[] {-1, -1}), Code.MALFORMED);
    assertCode(() -> server(chain).serverHello(new byte[0]), Code.MALFORMED);
    assertCode(() -> server(chain).serverHello(clientHelloWith(new byte[31])), Code.MALFORMED);
  }

  @Test
  void keyOfSmallOrderIsRefused() {
    assertCode(() -> server(chain).serverHello(clientHelloWith(new byte[32])), Code.BAD_KEY);
  }

  private static byte[] clientHelloWith(byte[] ephemeral) {
    HandshakeMessage.Builder message = HandshakeMessage.newBuilder();
    message.getClientHelloBuilder().setEphemeral(ByteString.copyFrom(ephemeral));
    return message.build().toByteArray();
  }

  @Test
  void anyBrokenServerHelloIsOneFailure() {
    NoiseInitiator first = client(authority.root(), NOW);
    byte[] hello = server(chain).serverHello(first.clientHello());
    for (int i = 0; i < hello.length; i++) {
      byte[] broken = hello.clone();
      broken[i] ^= 0x40;
      NoiseInitiator client = client(authority.root(), NOW);
      client.clientHello();
      assertThatThrownBy(() -> client.clientFinish(broken, PAYLOAD))
          .isInstanceOf(HandshakeException.class);
    }
  }

  private static void assertCode(ThrowingCallable action, Code code) {
    assertThatThrownBy(action)
        .asInstanceOf(type(HandshakeException.class))
        .returns(code, HandshakeException::code);
  }
}
