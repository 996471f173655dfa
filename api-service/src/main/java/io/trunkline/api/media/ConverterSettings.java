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
///     Empty or not found: recordings that are no Ogg Opus are sent as plain audio instead of voice
///     notes, and videos have no preview
/// @param pdftoppm likewise, with `pdfinfo` beside it. Default `pdftoppm`. Empty or not found: PDFs
///     have neither preview nor number of pages
/// @param timeout of one run; default 10 s, which with `fetch-timeout` and the wait for WhatsApp's
///     answer stays below the edge gateway's patience
/// @param processes at a time, default 2; others wait, at most as long as one may run
/// @param memory address space of one process, default 512 MB, of which half is libraries; held
///     to where `prlimit` is found
@Validated
@ConfigurationProperties("trunkline.api.media.converter")
record ConverterSettings(
    @NotNull @DefaultValue("ffmpeg") String ffmpeg,
    @NotNull @DefaultValue("pdftoppm") String pdftoppm,
    @NotNull @DefaultValue("10s") Duration timeout,
    @Min(1) @DefaultValue("2") int processes,
    @NotNull @DefaultValue("512MB") DataSize memory) {}
