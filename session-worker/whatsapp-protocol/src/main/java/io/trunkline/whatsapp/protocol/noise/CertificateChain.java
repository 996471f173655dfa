package io.trunkline.whatsapp.protocol.noise;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.cert.CertChain;
import io.trunkline.whatsapp.proto.cert.CertChain.NoiseCertificate;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import io.trunkline.whatsapp.protocol.noise.HandshakeException.Code;
import java.security.MessageDigest;
import java.time.Instant;

/// The certificates by which a server proves that its static key is one of WhatsApp's.
///
/// Shape: `CertChain{leaf, intermediate}`, both `{details, signature 64}` with details `{serial,
/// issuerSerial, key 32, notBefore, notAfter}`, times in unix seconds. The root signs the
/// intermediate's details, the intermediate the leaf's, by XEdDSA over the bytes as received.
public final class CertificateChain {
  private CertificateChain() {}

  /// Checks a chain: all parts there, both signatures, both issuers, the leaf's key the server's,
  /// and both certificates valid now. A bound of validity that a certificate leaves out does not
  /// bind.
  ///
  /// @param chain as decrypted from the server's hello
  /// @param serverStatic the key with which the server carries out this handshake
  /// @throws HandshakeException with one of the CERTIFICATE codes
  public static void verify(byte[] chain, RootOfTrust root, PublicKey serverStatic, Instant now) {
    CertChain parsed;
    CertChain.NoiseCertificate.Details leaf;
    CertChain.NoiseCertificate.Details intermediate;
    try {
      parsed = CertChain.parseFrom(chain);
      requireParts(parsed.getIntermediate(), "intermediate");
      requireParts(parsed.getLeaf(), "leaf");
      intermediate = NoiseCertificate.Details.parseFrom(parsed.getIntermediate().getDetails());
      leaf = NoiseCertificate.Details.parseFrom(parsed.getLeaf().getDetails());
    } catch (InvalidProtocolBufferException e) {
      throw new HandshakeException(Code.CERTIFICATE_MALFORMED, "Not a certificate chain");
    }

    requireSignature(parsed.getIntermediate(), root.key(), "intermediate");
    requireIssuer(intermediate.getIssuerSerial(), root.serial(), "intermediate");

    requireSignature(parsed.getLeaf(), key(intermediate.getKey()), "leaf");
    requireIssuer(leaf.getIssuerSerial(), intermediate.getSerial(), "leaf");

    if (!MessageDigest.isEqual(leaf.getKey().toByteArray(), serverStatic.bytes())) {
      throw new HandshakeException(Code.CERTIFICATE_KEY, "The leaf is for another key");
    }
    requireValid(intermediate, now, "intermediate");
    requireValid(leaf, now, "leaf");
  }

  private static void requireParts(NoiseCertificate certificate, String which) {
    if (!certificate.hasDetails() || certificate.getSignature().size() != XEdDsa.SIGNATURE_BYTES) {
      throw new HandshakeException(
          Code.CERTIFICATE_MALFORMED, "Expected details and a signature in the " + which);
    }
  }

  private static PublicKey key(ByteString key) {
    if (key.size() != PublicKey.SIZE_BYTES) {
      throw new HandshakeException(
          Code.CERTIFICATE_MALFORMED, "Expected a key of 32 bytes but was " + key.size());
    }
    return PublicKey.of(key.toByteArray());
  }

  private static void requireSignature(NoiseCertificate certificate, PublicKey key, String which) {
    byte[] details = certificate.getDetails().toByteArray();
    if (!XEdDsa.verify(key, details, certificate.getSignature().toByteArray())) {
      throw new HandshakeException(
          Code.CERTIFICATE_SIGNATURE, "The issuer did not sign the " + which);
    }
  }

  private static void requireIssuer(int found, int expected, String which) {
    if (found != expected) {
      throw new HandshakeException(
          Code.CERTIFICATE_ISSUER,
          "Expected issuer " + expected + " of the " + which + " but was " + found);
    }
  }

  private static void requireValid(NoiseCertificate.Details details, Instant now, String which) {
    long second = now.getEpochSecond();
    if (details.hasNotBefore() && second < details.getNotBefore()
        || details.hasNotAfter() && second > details.getNotAfter()) {
      throw new HandshakeException(
          Code.CERTIFICATE_EXPIRED,
          "The %s is valid from %d to %d, now is %d"
              .formatted(which, details.getNotBefore(), details.getNotAfter(), second));
    }
  }
}
