package io.trunkline.whatsapp.protocol.frame;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Cuts frames out of a byte stream. One for each connection and direction; not thread-safe.
///
/// Payloads are slices of what was fed, which is copied once; they stay valid for as long as the
/// caller keeps them. Memory follows the bytes that arrived, never a length that was only
/// announced, and an idle decoder holds none.
public final class FrameDecoder {
  private static final byte[] NONE = {};

  private final int maxPayloadBytes;
  private byte[] bytes = NONE;
  private int from;
  private int to;

  /// A decoder that takes every frame the format allows.
  public FrameDecoder() {
    this(Frames.MAX_PAYLOAD_BYTES);
  }

  /// A decoder that refuses frames over a limit as soon as their length is known.
  public FrameDecoder(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /// Takes all that remains of the buffer, whose position then is its limit.
  public void feed(ByteBuffer data) {
    int more = data.remaining();
    if (from == to) {
      bytes = new byte[more];
      from = 0;
      to = 0;
    } else if (bytes.length - to < more) {
      grow(more);
    }
    data.get(bytes, to, more);
    to += more;
  }

  /// The payload of the next frame; empty until all of it was fed.
  ///
  /// @throws FrameException TOO_LARGE, and again at every further call
  public Optional<ByteBuffer> next() {
    if (to - from < Frames.HEADER_BYTES) {
      return Optional.empty();
    }
    int length = announcedLength();
    if (length > maxPayloadBytes) {
      throw new FrameException(
          FrameException.Code.TOO_LARGE,
          "Expected a payload up to " + maxPayloadBytes + " bytes but was " + length);
    }
    int start = from + Frames.HEADER_BYTES;
    if (to - start < length) {
      return Optional.empty();
    }
    ByteBuffer payload = ByteBuffer.wrap(bytes, start, length).slice();
    from = start + length;
    if (from == to) {
      bytes = NONE;
      from = 0;
      to = 0;
    }
    return Optional.of(payload);
  }

  /// Moves what is left into a new array, because payloads given out are slices of the old one.
  /// Doubles, so that a long frame in small pieces is copied a few times, not once a piece, but not
  /// beyond what the frame announced.
  private void grow(int more) {
    int left = to - from;
    int needed = left + more;
    int whole = left < Frames.HEADER_BYTES ? needed : Frames.HEADER_BYTES + announcedLength();
    byte[] grown = new byte[Math.max(needed, Math.min(whole, needed * 2))];
    System.arraycopy(bytes, from, grown, 0, left);
    bytes = grown;
    from = 0;
    to = left;
  }

  private int announcedLength() {
    return (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | bytes[from + 2] & 0xff;
  }

  /// How many bytes wait for the rest of their frame.
  @Override
  public String toString() {
    return "FrameDecoder[" + (to - from) + " bytes waiting]";
  }

  /// Whether bytes of an unfinished frame are waiting; at the end of a stream this means that the
  /// peer broke off inside a frame.
  public boolean isInsideFrame() {
    return from != to;
  }
}
