package io.trunkline.api.media;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param maxSize of one file, uploaded or fetched; default 100 MB
/// @param fetchTimeout how long a URL of a tenant may take in all; default 20 s, which with the
///     wait for WhatsApp's answer stays below the edge gateway's patience
/// @param loadTimeout how long a download waits until a worker has got the file from WhatsApp;
///     default 30 s
/// @param retention how long the files of messages are kept in the media store; default 90 d. At
///     least 15 d, because a recipient may ask for a message again for 14 days
/// @param sweep how often older files are looked for; default 10 min
@Validated
@ConfigurationProperties("trunkline.api.media")
record MediaSettings(
    @NotNull @DefaultValue("100MB") DataSize maxSize,
    @NotNull @DefaultValue("20s") Duration fetchTimeout,
    @NotNull @DefaultValue("30s") Duration loadTimeout,
    @NotNull @DefaultValue("90d") Duration retention,
    @NotNull @DefaultValue("10m") Duration sweep) {

  @AssertTrue(message = "trunkline.api.media.retention must be at least 15d")
  boolean isRetentionLongEnough() {
    return retention.compareTo(Duration.ofDays(15)) >= 0;
  }
}
