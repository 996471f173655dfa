package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Comparator;

/// Which sync key. On the wire 6 bytes, big-endian: device index (2), epoch (4).
///
/// Ordered by age: the greatest is the one to write with. That is the highest epoch and, where two
/// devices began the same one, the lower device index (as in WhatsApp Web).
///
/// @param deviceIndex the device that made the key, 0 to 65535
/// @param epoch counts the account's keys, 0 to 4294967295
public record SyncKeyId(int deviceIndex, long epoch) implements Comparable<SyncKeyId> {
  static final int SIZE_BYTES = 6;

  private static final Comparator<SyncKeyId> BY_AGE =
      Comparator.comparingLong(SyncKeyId::epoch)
          .thenComparing(SyncKeyId::deviceIndex, Comparator.reverseOrder());

  public SyncKeyId {
    if (deviceIndex < 0 || deviceIndex > 0xffff || epoch < 0 || epoch > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "No sync key %d of device %d".formatted(epoch, deviceIndex));
    }
  }

  /// Reads the wire form.
  ///
  /// @throws AppStateException MALFORMED
  public static SyncKeyId of(ByteString bytes) {
    if (bytes.size() != SIZE_BYTES) {
      throw new AppStateException(
          AppStateException.Code.MALFORMED, "Expected a key id of 6 bytes but was " + bytes.size());
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new SyncKeyId(
        Short.toUnsignedInt(buffer.getShort()), Integer.toUnsignedLong(buffer.getInt()));
  }

  /// The wire form.
  public ByteString bytes() {
    return ByteString.copyFrom(
        ByteBuffer.allocate(SIZE_BYTES).putShort((short) deviceIndex).putInt((int) epoch).flip());
  }

  @Override
  public int compareTo(SyncKeyId other) {
    return BY_AGE.compare(this, other);
  }

  /// `device:epoch`; an id is no secret.
  @Override
  public String toString() {
    return deviceIndex + ":" + epoch;
  }
}
