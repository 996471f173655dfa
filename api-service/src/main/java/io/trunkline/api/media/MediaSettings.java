package io.trunkline.api.media;

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
@Validated
@ConfigurationProperties("trunkline.api.media")
record MediaSettings(
    @NotNull @DefaultValue("100MB") DataSize maxSize,
    @NotNull @DefaultValue("20s") Duration fetchTimeout,
    @NotNull @DefaultValue("30s") Duration loadTimeout) {}
