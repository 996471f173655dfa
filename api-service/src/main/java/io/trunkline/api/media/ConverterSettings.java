package io.trunkline.api.media;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The programs that convert recordings and draw previews: child processes of their own, with
/// neither network protocols nor the service's environment.
///
/// @param ffmpeg name on the `PATH`, or path; `ffprobe` is looked for beside it. Default `ffmpeg`.
///     Empty or not found: a recording that is no Ogg Opus is sent as plain audio instead of a
///     voice note, videos have no preview
/// @param timeout of one run, default 15 s
/// @param processes at a time, default 2; others wait, at most as long as one may run
/// @param memory address space of one process, default 1 GB; held to where `prlimit` is found
@Validated
@ConfigurationProperties("trunkline.api.media.converter")
record ConverterSettings(
    @NotNull @DefaultValue("ffmpeg") String ffmpeg,
    @NotNull @DefaultValue("15s") Duration timeout,
    @Min(1) @DefaultValue("2") int processes,
    @NotNull @DefaultValue("1GB") DataSize memory) {}
