package io.trunkline.simulator.trust;

import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.noise.CertificateAuthority;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;

/// The server's own keys.
public final class Trust {
  private static final String FILE = "trust.json";
  private static final Duration BACKDATED = Duration.ofDays(1);
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final int QR_KEY_BYTES = 32;

  /// What the file holds: private keys, raw or PKCS#8, and certificates, PEM.
  private record Kept(
      byte[] noiseRoot,
      byte[] noiseIntermediate,
      byte[] noiseStatic,
      byte[] qrKey,
      String caCertificate,
      String serverCertificate,
      String serverKey) {
    @SuppressWarnings("ArrayRecordComponent") // only the form of a file
    Kept {}
  }

  private final Kept kept;
  private final CertificateAuthority authority;
  private final KeyPair noiseStatic;
  private final byte[] chain;

  private Trust(Kept kept, Clock clock, Randomness randomness) {
    this.kept = kept;
    authority =
        new CertificateAuthority(pair(kept.noiseRoot), pair(kept.noiseIntermediate), randomness);
    noiseStatic = pair(kept.noiseStatic);
    Instant now = clock.instant();
    chain = authority.issue(noiseStatic.publicKey(), now.minus(BACKDATED), now.plus(VALIDITY));
  }

  /// Reads the keys of a data folder, or makes them.
  public static Trust open(Path dataFolder, Clock clock, Randomness randomness) {
    JsonMapper mapper = JsonMapper.builder().build();
    Path file = dataFolder.resolve(FILE);
    try {
      Files.createDirectories(dataFolder);
      if (Files.notExists(file)) {
        Path fresh = dataFolder.resolve(FILE + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, mapper.writeValueAsBytes(make(clock, randomness)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Trust(mapper.readValue(Files.readAllBytes(file), Kept.class), clock, randomness);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a client must trust in the Noise handshake.
  public RootOfTrust noiseRoot() {
    return authority.root();
  }

  /// The server's static Noise pair.
  public KeyPair noiseStatic() {
    return noiseStatic;
  }

  /// The certificate chain of that pair, as the handshake sends it.
  public byte[] noiseChain() {
    return chain.clone();
  }

  /// The secret that marks the references of QR codes as ours.
  public byte[] qrKey() {
    return kept.qrKey.clone();
  }

  /// The certificate authority of the TLS port, PEM.
  public String caCertificatePem() {
    return kept.caCertificate;
  }

  /// The TLS certificate and behind it its authority's, PEM.
  public String serverCertificatesPem() {
    return kept.serverCertificate + kept.caCertificate;
  }

  /// The TLS key, PEM.
  public String serverKeyPem() {
    return kept.serverKey;
  }

  private static Kept make(Clock clock, Randomness randomness) {
    Instant now = clock.instant();
    TlsCertificates tls = TlsCertificates.make(now.minus(BACKDATED), now.plus(VALIDITY));
    return new Kept(
        secret(randomness),
        secret(randomness),
        secret(randomness),
        randomness.bytes(QR_KEY_BYTES),
        tls.caCertificate(),
        tls.serverCertificate(),
        tls.serverKey());
  }

  private static byte[] secret(Randomness randomness) {
    return Curve25519.generate(randomness).privateKey().bytes();
  }

  private static KeyPair pair(byte[] secret) {
    return KeyPair.of(PrivateKey.of(secret));
  }
}
