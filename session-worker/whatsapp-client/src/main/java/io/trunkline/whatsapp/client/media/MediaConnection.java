package io.trunkline.whatsapp.client.media;

import java.util.List;
import java.util.Objects;

/// Where to transfer to and by which right, as the server said it.
///
/// @param auth goes into the URL of uploads; secret
/// @param hosts names with an optional port, best first; at least one
public record MediaConnection(String auth, List<String> hosts) {
  public MediaConnection {
    Objects.requireNonNull(auth, "auth");
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("Expected a media host but there is none");
    }
  }

  @Override
  public String toString() {
    return "MediaConnection" + hosts;
  }
}
