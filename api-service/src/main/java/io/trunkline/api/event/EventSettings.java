package io.trunkline.api.event;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param concurrency threads that read `trunkline.events` in this instance, default 2; each needs
///     a connection of the jobs' pool
@Validated
@ConfigurationProperties("trunkline.api.events")
record EventSettings(@Min(1) @Max(64) @DefaultValue("2") int concurrency) {}
