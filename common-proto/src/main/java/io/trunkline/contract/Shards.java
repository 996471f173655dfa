package io.trunkline.contract;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The one function from a session to its shard. A shard is a partition of [Topics#COMMANDS].
///
/// It is fixed for the life of an installation: a session that changes shard has two owners.
/// The value is CRC-32 (ISO-HDLC) of the session id's lower-case text, modulo the shard count.
public final class Shards {
  /// The count that an installation gets unless it chose another at the start.
  public static final int DEFAULT_COUNT = 64;

  private Shards() {}

  /// @param count number of shards of the installation, 1 or more
  /// @return 0 to count - 1
  public static int shardOf(UUID sessionId, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("Expected a shard count of 1 or more but was " + count);
    }
    var crc = new java.util.zip.CRC32();
    crc.update(sessionId.toString().getBytes(StandardCharsets.US_ASCII));
    return (int) (crc.getValue() % count);
  }
}
