package io.trunkline.whatsapp.client.media;

import java.util.Optional;

/// Tells a transfer which hosts there are. Blocks.
@FunctionalInterface
public interface MediaConnections {
  /// @param refused the connection that a host no longer accepts; another one is asked for then
  /// @throws MediaFailure NOT_CONNECTED
  MediaConnection get(Optional<MediaConnection> refused) throws InterruptedException;
}
