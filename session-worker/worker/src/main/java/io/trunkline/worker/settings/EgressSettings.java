package io.trunkline.worker.settings;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param allowedNetworks private networks, as CIDR, that tenants' proxies may be in; default none
@ConfigurationProperties("trunkline.egress")
public record EgressSettings(@DefaultValue List<String> allowedNetworks) {
  public EgressSettings {
    allowedNetworks = List.copyOf(allowedNetworks);
  }
}
