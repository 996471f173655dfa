package io.trunkline.contract.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A range of IP addresses in CIDR notation (RFC 4632, RFC 4291).
final class Network {
  private final byte[] prefix;
  private final int bits;

  private Network(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /// @throws IllegalArgumentException when it is no literal address with a fitting length
  static Network parse(String cidr) {
    var slash = cidr.indexOf('/');
    if (slash < 0 || !cidr.substring(0, slash).matches("[0-9a-fA-F:.]+")) {
      throw new IllegalArgumentException("Expected address/length but was " + cidr);
    }
    try {
      var address = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
      var bits = Integer.parseInt(cidr.substring(slash + 1));
      if (bits < 0 || bits > address.length * Byte.SIZE) {
        throw new IllegalArgumentException("Length out of range in " + cidr);
      }
      return new Network(address, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("Expected address/length but was " + cidr, e);
    }
  }

  boolean contains(InetAddress address) {
    var bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    var whole = bits / Byte.SIZE;
    if (!Arrays.equals(bytes, 0, whole, prefix, 0, whole)) {
      return false;
    }
    var rest = bits % Byte.SIZE;
    return rest == 0 || ((bytes[whole] ^ prefix[whole]) & (0xFF << (Byte.SIZE - rest))) == 0;
  }
}
