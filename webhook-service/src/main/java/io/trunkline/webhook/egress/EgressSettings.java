package io.trunkline.webhook.egress;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param allowedNetworks private networks, as CIDR, that tenants' URLs may reach; default none
@ConfigurationProperties("trunkline.egress")
record EgressSettings(@NotNull List<String> allowedNetworks) {
  EgressSettings {
    allowedNetworks = List.copyOf(allowedNetworks);
  }
}
