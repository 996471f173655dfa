package io.trunkline.api.message;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param sendWait how long a sending request waits for WhatsApp's answer before it is answered
///     `pending`, default 5 s
@Validated
@ConfigurationProperties("trunkline.api")
record SendSettings(@NotNull @DefaultValue("5s") Duration sendWait) {}
