package io.trunkline.worker.settings;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Where files are kept and how many travel.
///
/// @param path folder of the media store, which workers share; with a bucket, of files on their way
/// @param maxSize of one file that another service hands in; default 2 GB, which is what WhatsApp
///     carries
/// @param transfers uploads and downloads at a time; each holds less than a megabyte. Default 16
@Validated
@ConfigurationProperties("trunkline.media")
public record MediaSettings(
    @NotNull @DefaultValue("media") Path path,
    @NotNull @DefaultValue("2GB") DataSize maxSize,
    @Min(1) @DefaultValue("16") int transfers) {}
