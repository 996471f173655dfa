package io.trunkline.whatsapp.protocol.noise;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage.ClientFinish;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage.ClientHello;
import io.trunkline.whatsapp.proto.wa6.HandshakeMessage.ServerHello;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.frame.Frames;
import java.util.Objects;

/// The server's side of one handshake. Call in this order: [#serverHello], [#clientPayload], then
/// [#clientStatic()] and [#transport()]. All messages are frame payloads.
///
/// A client that tries to resume an earlier connection (Noise IK) is turned back to a whole
/// handshake, as a server does that does not know it (XXfallback).
public final class NoiseResponder {
  private final KeyPair staticKeys;
  private final KeyPair ephemeral;
  private final byte[] certificateChain;
  private Step step = Step.START;
  private NoiseState state;
  private PublicKey clientStatic;
  private NoiseTransport transport;

  private enum Step {
    START,
    HELLO_SENT,
    DONE
  }

  /// @param staticKeys the server's pair
  /// @param ephemeral a pair for this connection alone
  /// @param certificateChain what [CertificateAuthority#issue] gave for the static key
  public NoiseResponder(KeyPair staticKeys, KeyPair ephemeral, byte[] certificateChain) {
    this.staticKeys = Objects.requireNonNull(staticKeys, "staticKeys");
    this.ephemeral = Objects.requireNonNull(ephemeral, "ephemeral");
    this.certificateChain = certificateChain.clone();
  }

  /// Answers the client's first message.
  ///
  /// @throws HandshakeException MALFORMED or BAD_KEY
  public byte[] serverHello(byte[] clientHello) {
    require(Step.START);
    HandshakeMessage message = HandshakeMessages.parse(clientHello);
    if (!message.hasClientHello()) {
      throw new HandshakeException(HandshakeException.Code.MALFORMED, "Expected a client hello");
    }
    ClientHello hello = message.getClientHello();
    PublicKey clientEphemeral =
        HandshakeMessages.key(hello.getEphemeral(), "the client's ephemeral key");
    boolean resumes = !hello.getStatic().isEmpty();
    state = new NoiseState(resumes ? NoiseState.XX_FALLBACK : NoiseState.XX, Frames.intro());
    state.mixHash(clientEphemeral);
    state.mixHash(ephemeral.publicKey());
    state.mixAgreement(ephemeral.privateKey(), clientEphemeral);
    byte[] encryptedStatic = state.encrypt(staticKeys.publicKey().bytes());
    state.mixAgreement(staticKeys.privateKey(), clientEphemeral);
    byte[] encryptedChain = state.encrypt(certificateChain);
    step = Step.HELLO_SENT;
    return HandshakeMessage.newBuilder()
        .setServerHello(
            ServerHello.newBuilder()
                .setEphemeral(HandshakeMessages.bytes(ephemeral.publicKey()))
                .setStatic(ByteString.copyFrom(encryptedStatic))
                .setPayload(ByteString.copyFrom(encryptedChain)))
        .build()
        .toByteArray();
  }

  /// Reads the client's last message and gives the bytes of its `ClientPayload`.
  ///
  /// @throws HandshakeException MALFORMED, BAD_KEY or DECRYPTION_FAILED
  public byte[] clientPayload(byte[] clientFinish) {
    require(Step.HELLO_SENT);
    HandshakeMessage message = HandshakeMessages.parse(clientFinish);
    if (!message.hasClientFinish()) {
      throw new HandshakeException(HandshakeException.Code.MALFORMED, "Expected a client finish");
    }
    ClientFinish finish = message.getClientFinish();
    PublicKey theirs =
        HandshakeMessages.key(
            state.decrypt(finish.getStatic().toByteArray()), "the client's static key");
    state.mixAgreement(ephemeral.privateKey(), theirs);
    byte[] payload = state.decrypt(finish.getPayload().toByteArray());
    clientStatic = theirs;
    transport = state.split().server();
    step = Step.DONE;
    return payload;
  }

  /// The client's Noise key, by which the server knows the account's device again.
  public PublicKey clientStatic() {
    require(Step.DONE);
    return clientStatic;
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
