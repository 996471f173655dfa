package io.trunkline.worker.settings;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the worker reaches PostgreSQL. Migrations run as the schema's owner, set under
/// `spring.flyway`.
///
/// @param url JDBC address of the database
/// @param username role that the worker runs as; owns nothing
/// @param password its password
/// @param poolSize connections for reads, default 6; commits and epochs have a few of their own
@Validated
@ConfigurationProperties("trunkline.postgres")
public record PostgresSettings(
    @NotBlank String url,
    @NotBlank @DefaultValue("trunkline_worker") String username,
    @NotNull Secret password,
    @Min(2) @DefaultValue("6") int poolSize) {}
