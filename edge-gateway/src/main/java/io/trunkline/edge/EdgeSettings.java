package io.trunkline.edge;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Settings of the gateway, `trunkline.edge.*`.
///
/// @param extraPorts where it listens beside `server.port`, with the same routes; the documented
///     ports of the dialects are 3000, 3002 and 8000. 0 takes a free one
/// @param apiUrl base URL of api-service
/// @param webhookUrl base URL of webhook-service; its `/ws` is proxied too
/// @param healthUrls name of a service to the URL of its health, for `/healthz`; a service with
///     several processes takes several names
/// @param introspectionTtl how long an answer about a credential is believed, which bounds
///     revocation; default 10 s
/// @param introspectionTimeout how long api-service may take for that answer
/// @param requestsPerSecond rate of a tenant that has no limit of its own
/// @param burst seconds of that rate that may come at once
/// @param maxBody largest request body; larger is 413
/// @param maxUpload largest multipart body, for the uploads of media
/// @param maxWwebjsBody largest body in the dialect wwebjs, whose media are base64 in JSON
/// @param corsOrigins browser origins that may call, `*` for all; default none
/// @param hsts whether browsers are told to come by TLS only; for gateways behind a TLS terminator
@Validated
@ConfigurationProperties("trunkline.edge")
public record EdgeSettings(
    List<@Min(0) @Max(65535) Integer> extraPorts,
    @NotNull @DefaultValue("http://127.0.0.1:3011") URI apiUrl,
    @NotNull @DefaultValue("http://127.0.0.1:3013") URI webhookUrl,
    Map<String, URI> healthUrls,
    @NotNull @DefaultValue("10s") Duration introspectionTtl,
    @NotNull @DefaultValue("3s") Duration introspectionTimeout,
    @Min(1) @DefaultValue("50") int requestsPerSecond,
    @Min(1) @DefaultValue("2") int burst,
    @NotNull @DefaultValue("1MB") DataSize maxBody,
    @NotNull @DefaultValue("101MB") DataSize maxUpload,
    @NotNull @DefaultValue("11000000B") DataSize maxWwebjsBody,
    List<String> corsOrigins,
    boolean hsts) {

  public EdgeSettings {
    extraPorts = extraPorts == null ? List.of() : List.copyOf(extraPorts);
    healthUrls = healthUrls == null ? Map.of() : Map.copyOf(healthUrls);
    corsOrigins = corsOrigins == null ? List.of() : List.copyOf(corsOrigins);
  }

  @AssertTrue(message = "trunkline.edge.introspection-ttl must be positive and at most 1 minute")
  boolean isRevocationBounded() {
    return introspectionTtl.isPositive() && introspectionTtl.compareTo(Duration.ofMinutes(1)) <= 0;
  }
}
