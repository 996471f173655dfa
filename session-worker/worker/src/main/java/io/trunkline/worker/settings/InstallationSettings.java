package io.trunkline.worker.settings;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What holds for the whole installation.
///
/// @param profile `local` creates missing topics and asks for no replication; `production` checks
///     replication 3 and min ISR 2 at start
/// @param masterKey base64 of 32 bytes that wrap the tenants' data keys; or
/// @param masterKeyFile a file of such keys, the newest in the first line; it is read again while
///     the worker runs
/// @param previousMasterKeys base64 keys that are still accepted; tenants' keys wrapped by one of
///     them are wrapped anew at the operator's word or at a start, once every worker has the newest
/// @param shards partitions of the command topic, chosen once
@Validated
@ConfigurationProperties("trunkline")
public record InstallationSettings(
    @NotNull @DefaultValue("production") Profile profile,
    @DefaultValue("") Secret masterKey,
    @DefaultValue("") String masterKeyFile,
    @DefaultValue List<String> previousMasterKeys,
    @Min(1) @DefaultValue("64") int shards) {

  public enum Profile {
    LOCAL,
    PRODUCTION
  }

  @AssertTrue(message = "set exactly one of trunkline.master-key and trunkline.master-key-file")
  public boolean isMasterKeyGivenOnce() {
    return masterKey.isEmpty() != masterKeyFile.isBlank();
  }

  @Override
  public String toString() {
    return "InstallationSettings[profile=" + profile + ", shards=" + shards + "]";
  }
}
