package io.trunkline.whatsapp.protocol.noise;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.cert.CertChain;
import io.trunkline.whatsapp.proto.cert.CertChain.NoiseCertificate;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.time.Instant;
import java.util.Objects;

/// Issues the certificate chains of a server that is not WhatsApp's, such as the simulator. Its
/// [#root()] is what clients must be configured with.
public final class CertificateAuthority {
  private static final int ROOT_SERIAL = 0;
  private static final int INTERMEDIATE_SERIAL = 1;
  private static final int LEAF_SERIAL = 2;

  private final KeyPair root;
  private final KeyPair intermediate;
  private final Randomness randomness;

  /// An authority with given keys, so that it can outlive its process.
  public CertificateAuthority(KeyPair root, KeyPair intermediate, Randomness randomness) {
    this.root = Objects.requireNonNull(root, "root");
    this.intermediate = Objects.requireNonNull(intermediate, "intermediate");
    this.randomness = Objects.requireNonNull(randomness, "randomness");
  }

  /// What a client must trust to believe the chains issued here.
  public RootOfTrust root() {
    return new RootOfTrust(root.publicKey(), ROOT_SERIAL);
  }

  /// A chain for a server's static key, as [NoiseResponder] sends it. Both certificates are valid
  /// for the time given, to the second.
  public byte[] issue(PublicKey serverStatic, Instant notBefore, Instant notAfter) {
    NoiseCertificate.Details.Builder details =
        NoiseCertificate.Details.newBuilder()
            .setNotBefore(notBefore.getEpochSecond())
            .setNotAfter(notAfter.getEpochSecond());
    NoiseCertificate intermediateCertificate =
        sign(
            root.privateKey(),
            details
                .setSerial(INTERMEDIATE_SERIAL)
                .setIssuerSerial(ROOT_SERIAL)
                .setKey(bytes(intermediate.publicKey()))
                .build());
    NoiseCertificate leafCertificate =
        sign(
            intermediate.privateKey(),
            details
                .setSerial(LEAF_SERIAL)
                .setIssuerSerial(INTERMEDIATE_SERIAL)
                .setKey(bytes(serverStatic))
                .build());
    return CertChain.newBuilder()
        .setLeaf(leafCertificate)
        .setIntermediate(intermediateCertificate)
        .build()
        .toByteArray();
  }

  private NoiseCertificate sign(PrivateKey issuer, NoiseCertificate.Details details) {
    byte[] bytes = details.toByteArray();
    byte[] signature = XEdDsa.sign(issuer, bytes, randomness.bytes(XEdDsa.RANDOM_BYTES));
    return NoiseCertificate.newBuilder()
        .setDetails(ByteString.copyFrom(bytes))
        .setSignature(ByteString.copyFrom(signature))
        .build();
  }

  private static ByteString bytes(PublicKey key) {
    return ByteString.copyFrom(key.bytes());
  }
}
