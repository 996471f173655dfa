package io.trunkline.contract.egress;

import java.net.UnknownHostException;

/// The host leads to an address that tenants may not reach.
public final class RefusedAddressException extends UnknownHostException {
  RefusedAddressException(String host) {
    super("The address of " + host + " is private");
  }
}
