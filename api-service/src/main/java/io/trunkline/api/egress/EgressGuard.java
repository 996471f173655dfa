package io.trunkline.api.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Resolves host names for calls to URLs that tenants name, and refuses addresses that are not
/// public unless the operator allowed their network. The client connects to just the addresses
/// that were checked here, so a name that changes its answer gains nothing.
@Component
public class EgressGuard implements DnsResolver {
  private static final List<Network> NOT_PUBLIC =
      Stream.of(
              // IANA special-purpose registries (RFC 6890 and its updates).
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/128",
              "::1/128",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "fc00::/7",
              "fe80::/10",
              "ff00::/8")
          .map(Network::parse)
          .toList();

  private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

  private final List<Network> allowed;

  EgressGuard(EgressSettings settings, @Value("${trunkline.profile}") String profile) {
    var networks =
        profile.equalsIgnoreCase("local")
            ? Stream.concat(settings.allowedNetworks().stream(), LOOPBACK.stream())
            : settings.allowedNetworks().stream();
    this.allowed = networks.map(Network::parse).toList();
  }

  /// @throws RefusedAddressException when any address of the host is not to be reached
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var addresses = InetAddress.getAllByName(host);
    for (var address : addresses) {
      if (!isAllowed(address)) {
        throw new RefusedAddressException(host);
      }
    }
    return Arrays.copyOf(addresses, addresses.length);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private boolean isAllowed(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address))
        || NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
  }

  /// The host leads to an address that tenants may not reach.
  public static final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String host) {
      super("The address of " + host + " is private");
    }
  }
}
