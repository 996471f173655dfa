package io.trunkline.api.jwt;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs payloads as JWTs (RFC 7519) with HS256, and reads those that it signed.
///
///     base64url({"alg":"HS256","typ":"JWT"}) . base64url(payload) . base64url(HMAC)
///
/// Written by hand, so that the same payload gives the byte-identical token for ever, and because
/// the secret may be shorter than the 32 bytes that libraries insist on. Only this one header is
/// accepted, so a token cannot choose its own algorithm.
public final class Hs256 {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      ENCODER.encodeToString(
              "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII))
          + ".";

  private final SecretKeySpec key;

  public Hs256(byte[] secret) {
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  public String sign(byte[] payload) {
    var signed = HEADER + ENCODER.encodeToString(payload);
    return signed + "." + ENCODER.encodeToString(mac(signed));
  }

  /// @return the payload; empty where the token is not one that was signed with this secret
  public Optional<byte[]> payload(String token) {
    var dot = token.lastIndexOf('.');
    if (dot < HEADER.length() || !token.startsWith(HEADER)) {
      return Optional.empty();
    }
    var signed = token.substring(0, dot);
    try {
      var decoder = Base64.getUrlDecoder();
      return MessageDigest.isEqual(decoder.decode(token.substring(dot + 1)), mac(signed))
          ? Optional.of(decoder.decode(signed.substring(HEADER.length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private byte[] mac(String signed) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
