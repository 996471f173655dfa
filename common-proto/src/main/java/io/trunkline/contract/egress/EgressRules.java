package io.trunkline.contract.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Where URLs that tenants name may lead: to public addresses, and to private ones whose network
/// the operator allowed. Every service that calls such a URL connects to just the addresses that
/// were checked here, so a name that changes its answer gains nothing.
public final class EgressRules {
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

  /// @param allowedNetworks private networks, as CIDR
  /// @param isLoopbackAllowed whether this machine may be reached, as in the local profile
  /// @throws IllegalArgumentException when one is no network
  public EgressRules(List<String> allowedNetworks, boolean isLoopbackAllowed) {
    var networks =
        isLoopbackAllowed
            ? Stream.concat(allowedNetworks.stream(), LOOPBACK.stream())
            : allowedNetworks.stream();
    this.allowed = networks.map(Network::parse).toList();
  }

  /// @throws RefusedAddressException when any address of the host is not to be reached
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var addresses = InetAddress.getAllByName(host);
    for (var address : addresses) {
      if (!isAllowed(address)) {
        throw new RefusedAddressException(host);
      }
    }
    return Arrays.copyOf(addresses, addresses.length);
  }

  /// Whether the address may be reached.
  public boolean isAllowed(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address))
        || NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
  }
}
