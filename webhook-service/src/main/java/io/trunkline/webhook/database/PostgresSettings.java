package io.trunkline.webhook.database;

import io.trunkline.webhook.Secret;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// How webhook-service reaches PostgreSQL.
///
/// @param url JDBC address of the database
/// @param username role of the requests; owns nothing and sees one tenant at a time
/// @param password its password
/// @param ownerUsername role that owns the schema `webhook`; only migrations use it
/// @param ownerPassword its password
/// @param jobsUsername role of the work across tenants
/// @param jobsPassword its password
/// @param poolSize connections for requests, default 5
/// @param jobsPoolSize connections for jobs, default 10
@Validated
@ConfigurationProperties("trunkline.postgres")
record PostgresSettings(
    @NotBlank String url,
    @NotBlank String username,
    @NotNull Secret password,
    @NotBlank String ownerUsername,
    @NotNull Secret ownerPassword,
    @NotBlank String jobsUsername,
    @NotNull Secret jobsPassword,
    @Min(2) int poolSize,
    @Min(2) int jobsPoolSize) {}
