package io.trunkline.edge;

import jakarta.validation.constraints.AssertTrue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What the gateway shares with the whole installation, `trunkline.*`. Not a record, so that
/// nothing prints the secrets.
///
/// | setting | value |
/// |---|---|
/// | `trunkline.profile` | `local` or `production` (default) |
/// | `trunkline.jwt-secret` | text, 16 bytes or more; default: environment `GATEWAY_JWT_SECRET` |
/// | `trunkline.identity.private-key` | base64 of an Ed25519 key, PKCS#8 |
/// | `trunkline.anonymous.enabled` | see [Anonymous] |
/// | `trunkline.tokens.require-bearer` | whether tokens is never anonymous; default no |
@Validated
@ConfigurationProperties("trunkline")
public final class InstallationSettings {
  private static final int MINIMUM_SECRET_BYTES = 16;

  private final Profile profile;
  private final byte[] jwtSecret;
  private final String identityKey;
  private final Boolean anonymous;
  private final boolean tokensRequireBearer;

  /// What kind of installation it is.
  public enum Profile {
    LOCAL,
    PRODUCTION
  }

  public InstallationSettings(
      @DefaultValue("production") Profile profile,
      @DefaultValue("") String jwtSecret,
      @DefaultValue Identity identity,
      @DefaultValue Anonymous anonymous,
      @DefaultValue Tokens tokens) {
    this.profile = profile;
    this.jwtSecret = jwtSecret.getBytes(StandardCharsets.UTF_8);
    this.identityKey = identity.privateKey;
    this.anonymous = anonymous.enabled;
    this.tokensRequireBearer = tokens.requireBearer;
  }

  @AssertTrue(message = "trunkline.jwt-secret (GATEWAY_JWT_SECRET) needs at least 16 bytes")
  public boolean isJwtSecretLongEnough() {
    return jwtSecret.length >= MINIMUM_SECRET_BYTES;
  }

  @AssertTrue(message = "trunkline.identity.private-key must be an Ed25519 key, PKCS#8 in base64")
  public boolean isIdentityKeyReadable() {
    try {
      return identityKey() != null;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /// The key of connection tokens, HMAC-SHA256.
  public SecretKey jwtKey() {
    return new SecretKeySpec(jwtSecret, "HmacSHA256");
  }

  /// The key that signs identities and nothing else.
  public PrivateKey identityKey() {
    try {
      var encoded = Base64.getDecoder().decode(identityKey.strip());
      return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause: its message may hold what was read.
      throw new IllegalStateException("Expected an Ed25519 key, PKCS#8 in base64");
    }
  }

  public boolean anonymousEnabled() {
    return anonymous == null ? profile == Profile.LOCAL : anonymous;
  }

  public boolean tokensRequireBearer() {
    return tokensRequireBearer;
  }

  /// `trunkline.tokens.*`.
  public static final class Tokens {
    private final boolean requireBearer;

    public Tokens(@DefaultValue("false") boolean requireBearer) {
      this.requireBearer = requireBearer;
    }
  }

  /// `trunkline.identity.*`.
  public static final class Identity {
    private final String privateKey;

    public Identity(@DefaultValue("") String privateKey) {
      this.privateKey = privateKey;
    }
  }

  /// `trunkline.anonymous.*`; `enabled` absent: by the profile.
  public static final class Anonymous {
    /// Whether requests of this machine without a credential act for the tenant `anonymous`; unset:
    /// in the local profile only.
    private final Boolean enabled;

    public Anonymous(Boolean enabled) {
      this.enabled = enabled;
    }
  }
}
