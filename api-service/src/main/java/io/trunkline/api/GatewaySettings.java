package io.trunkline.api;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What belongs to the whole installation.
///
/// @param profile `local` or `production`, default `production`; `local` means one machine, a
///     developer's: the anonymous tenant is on and missing topics are created
/// @param jwtSecret signs connection tokens and seals kept replies; at least 16 bytes
/// @param adminKey an operator key that is accepted from the start; empty: none is added
/// @param apiSecret an API key of the first tenant that is accepted from the start, in whatever
///     form: 16 to 128 visible ASCII characters; empty: none is added
/// @param anonymous the tenant that needs no credential
@Validated
@ConfigurationProperties("trunkline")
public record GatewaySettings(
    @NotNull Profile profile,
    @NotNull Secret jwtSecret,
    @NotNull Secret adminKey,
    @NotNull @DefaultValue("") Secret apiSecret,
    @DefaultValue Anonymous anonymous) {

  private static final Pattern API_SECRET =
      Pattern.compile("tlk_[A-Za-z0-9_-]{12,124}|(?!tl[akt]_)[!-~]{16,128}");

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

  @AssertTrue(
      message =
          "trunkline.api-secret (API_SECRET) needs 16 to 128 visible ASCII characters, and none of"
              + " tlt_ and tla_ before them")
  boolean isApiSecretFitting() {
    return apiSecret.isEmpty() || API_SECRET.matcher(apiSecret.reveal()).matches();
  }

  public boolean anonymousEnabled() {
    return anonymous.enabled() == null ? profile == Profile.LOCAL : anonymous.enabled();
  }
}
