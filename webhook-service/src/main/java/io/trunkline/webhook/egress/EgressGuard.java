package io.trunkline.webhook.egress;

import io.trunkline.contract.egress.EgressRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Resolves host names for calls to URLs that tenants name, by the [EgressRules]; the local profile
/// allows loopback.
@Component
public class EgressGuard implements DnsResolver {
  private final EgressRules rules;

  EgressGuard(EgressSettings settings, @Value("${trunkline.profile}") String profile) {
    this.rules = new EgressRules(settings.allowedNetworks(), profile.equalsIgnoreCase("local"));
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return rules.resolve(host);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
