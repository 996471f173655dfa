package io.trunkline.api.connection;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param linkWait how long a caller waits for the first QR or for a login, default 20 s
@Validated
@ConfigurationProperties("trunkline.api")
record LinkSettings(@NotNull @DefaultValue("20s") Duration linkWait) {}
