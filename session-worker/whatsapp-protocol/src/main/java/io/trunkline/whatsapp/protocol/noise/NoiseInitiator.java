package io.trunkline.whatsapp.protocol.noise;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage.ClientFinish;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage.ClientHello;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage.ServerHello;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.frame.Frames;
import java.time.Instant;
import java.util.Objects;

/// The client's side of one handshake. Call in this order: [#clientHello()], [#clientFinish], then
/// [#transport()]. All messages are frame payloads.
///
/// After a [HandshakeException] the object is of no more use; the next connection starts over with
/// a new ephemeral pair.
public final class NoiseInitiator {
  private final KeyPair staticKeys;
  private final KeyPair ephemeral;
  private final RootOfTrust root;
  private final Instant now;
  private final NoiseState state = new NoiseState(NoiseState.XX, Frames.intro());
  private Step step = Step.START;
  private NoiseTransport transport;

  private enum Step {
    START,
    HELLO_SENT,
    DONE
  }

  /// @param staticKeys the account's Noise pair, the same for all connections
  /// @param ephemeral a pair for this connection alone
  /// @param root who must vouch for the server
  /// @param now at which certificates must be valid
  public NoiseInitiator(KeyPair staticKeys, KeyPair ephemeral, RootOfTrust root, Instant now) {
    this.staticKeys = Objects.requireNonNull(staticKeys, "staticKeys");
    this.ephemeral = Objects.requireNonNull(ephemeral, "ephemeral");
    this.root = Objects.requireNonNull(root, "root");
    this.now = Objects.requireNonNull(now, "now");
  }

  /// The first message.
  public byte[] clientHello() {
    require(Step.START);
    step = Step.HELLO_SENT;
    state.mixHash(ephemeral.publicKey());
    return HandshakeMessage.newBuilder()
        .setClientHello(
            ClientHello.newBuilder().setEphemeral(HandshakeMessages.bytes(ephemeral.publicKey())))
        .build()
        .toByteArray();
  }

  /// Reads the server's answer, checks its certificates and gives the last message.
  ///
  /// @param clientPayload the bytes of a `ClientPayload`, sent encrypted
  /// @throws HandshakeException for a server that is malformed or not trusted
  public byte[] clientFinish(byte[] serverHello, byte[] clientPayload) {
    require(Step.HELLO_SENT);
    HandshakeMessage message = HandshakeMessages.parse(serverHello);
    if (!message.hasServerHello()) {
      throw new HandshakeException(HandshakeException.Code.MALFORMED, "Expected a server hello");
    }
    ServerHello hello = message.getServerHello();
    PublicKey serverEphemeral =
        HandshakeMessages.key(hello.getEphemeral(), "the server's ephemeral key");
    state.mixHash(serverEphemeral);
    state.mixAgreement(ephemeral.privateKey(), serverEphemeral);
    PublicKey serverStatic =
        HandshakeMessages.key(
            state.decrypt(hello.getStatic().toByteArray()), "the server's static key");
    state.mixAgreement(ephemeral.privateKey(), serverStatic);
    byte[] chain = state.decrypt(hello.getPayload().toByteArray());
    CertificateChain.verify(chain, root, serverStatic, now);

    byte[] encryptedStatic = state.encrypt(staticKeys.publicKey().bytes());
    state.mixAgreement(staticKeys.privateKey(), serverEphemeral);
    byte[] encryptedPayload = state.encrypt(clientPayload);
    transport = state.split().client();
    step = Step.DONE;
    return HandshakeMessage.newBuilder()
        .setClientFinish(
            ClientFinish.newBuilder()
                .setStatic(ByteString.copyFrom(encryptedStatic))
                .setPayload(ByteString.copyFrom(encryptedPayload)))
        .build()
        .toByteArray();
  }

  /// The encryption of all later frames.
  public NoiseTransport transport() {
    require(Step.DONE);
    return transport;
  }

  private void require(Step expected) {
    if (step != expected) {
      throw new IllegalStateException("Expected step " + expected + " but was " + step);
    }
  }
}
