package io.trunkline.api.web;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param maxBody largest JSON body, default 1 MB; a text of 65,536 characters needs up to 400 KB
/// @param maxFileBody likewise where the JSON may hold a file in base64, default 11,000,000 bytes
@Validated
@ConfigurationProperties("trunkline.api")
record BodySettings(
    @NotNull @DefaultValue("1MB") DataSize maxBody,
    @NotNull @DefaultValue("11000000B") DataSize maxFileBody) {}
