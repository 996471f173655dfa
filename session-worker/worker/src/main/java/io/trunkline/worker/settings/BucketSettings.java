package io.trunkline.worker.settings;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// A bucket of Amazon S3 or of whatever speaks its API.
///
/// @param name of the bucket; empty: files are kept in a folder instead
/// @param region default `us-east-1`, which most others accept as well
/// @param endpoint of another provider, such as `https://minio:9000`; absent: Amazon's
/// @param pathStyle whether the bucket's name goes into the path and not into the host name;
///     default false
/// @param prefix of all names in the bucket; default empty
/// @param accessKey and
/// @param secretKey who we are; both empty: as the environment says (variables, profile, or the
///     machine's role)
@Validated
@ConfigurationProperties("trunkline.media.bucket")
public record BucketSettings(
    @NotNull @DefaultValue("") String name,
    @NotBlank @DefaultValue("us-east-1") String region,
    Optional<URI> endpoint,
    @DefaultValue("false") boolean pathStyle,
    @DefaultValue("") String prefix,
    @DefaultValue("") String accessKey,
    @DefaultValue("") Secret secretKey) {

  public boolean isNamed() {
    return !name.isBlank();
  }

  @AssertTrue(message = "trunkline.media.bucket needs both or neither of access-key and secret-key")
  public boolean isIdentityWhole() {
    return accessKey.isEmpty() == secretKey.isEmpty();
  }
}
