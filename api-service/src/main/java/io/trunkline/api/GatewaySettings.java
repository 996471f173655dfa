package io.trunkline.api;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What belongs to the whole installation.
///
/// @param profile `local` or `production`, default `production`; `local` means one machine, a
///     developer's: the anonymous tenant is on and missing topics are created
/// @param jwtSecret signs connection tokens and seals kept replies; at least 16 bytes
/// @param adminKey an operator key that is accepted from the start; empty: none is added
/// @param anonymous the tenant that needs no credential
@Validated
@ConfigurationProperties("trunkline")
public record GatewaySettings(
    @NotNull Profile profile,
    @NotNull Secret jwtSecret,
    @NotNull Secret adminKey,
    @DefaultValue Anonymous anonymous) {

  public enum Profile {
    LOCAL,
    PRODUCTION
  }

  /// @param enabled whether requests without a credential are served as the tenant `anonymous`;
  ///     null: in the local profile only
  public record Anonymous(Boolean enabled) {}

  @AssertTrue(message = "trunkline.jwt-secret (GATEWAY_JWT_SECRET) needs at least 16 bytes")
  boolean isJwtSecretLongEnough() {
    return jwtSecret.revealBytes().length >= 16;
  }

  public boolean anonymousEnabled() {
    return anonymous.enabled() == null ? profile == Profile.LOCAL : anonymous.enabled();
  }
}
