package io.trunkline.api.egress;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param allowedNetworks private networks, as CIDR, that tenants' URLs may reach; default none
@ConfigurationProperties("trunkline.egress")
record EgressSettings(@DefaultValue List<String> allowedNetworks) {
  EgressSettings {
    allowedNetworks = List.copyOf(allowedNetworks);
  }
}
