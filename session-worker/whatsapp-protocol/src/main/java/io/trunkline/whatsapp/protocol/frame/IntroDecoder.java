package io.trunkline.whatsapp.protocol.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// Reads the intro of a connection on the server's side. One for each connection; not thread-safe.
public final class IntroDecoder {
  /// Real routing information has some ten bytes.
  private static final int MAX_ROUTING_BYTES = 4096;

  private byte[] waiting = new byte[Frames.ROUTING.length + Frames.HEADER_BYTES];
  private int size;

  /// Takes bytes up to the end of the intro and leaves the rest, which are frames, in the buffer.
  /// To be called with what arrives until it answers, and not again after that.
  ///
  /// @throws FrameException BAD_INTRO at the first byte that cannot be part of one
  public Optional<Intro> feed(ByteBuffer data) {
    while (data.hasRemaining()) {
      if (size == waiting.length) {
        waiting = Arrays.copyOf(waiting, size * 2);
      }
      waiting[size++] = data.get();
      check();
      if (isComplete()) {
        return Optional.of(new Intro(routingInfo()));
      }
    }
    return Optional.empty();
  }

  private void check() {
    int at = size - 1;
    int introFrom = introFrom();
    byte[] expected = introFrom == 0 ? Frames.INTRO : Frames.ROUTING;
    int place = at;
    if (introFrom > 0 && at >= introFrom) {
      expected = Frames.INTRO;
      place = at - introFrom;
    }
    if (place < expected.length && waiting[at] != expected[place]) {
      throw bad();
    }
    boolean lengthKnown = size == Frames.ROUTING.length + Frames.HEADER_BYTES && introFrom > 0;
    if (lengthKnown && routingBytes() > MAX_ROUTING_BYTES) {
      throw bad();
    }
  }

  private boolean isComplete() {
    int introFrom = introFrom();
    return size == introFrom + Frames.INTRO.length;
  }

  /// Where "WA" begins: at 0 without routing information, else behind it; out of reach while the
  /// length of the routing information is not known.
  private int introFrom() {
    if (waiting[0] != Frames.ROUTING[0]) {
      return 0;
    }
    int header = Frames.ROUTING.length + Frames.HEADER_BYTES;
    return size < header ? Integer.MAX_VALUE - Frames.INTRO.length : header + routingBytes();
  }

  private int routingBytes() {
    int at = Frames.ROUTING.length;
    return (waiting[at] & 0xff) << 16 | (waiting[at + 1] & 0xff) << 8 | waiting[at + 2] & 0xff;
  }

  private Optional<byte[]> routingInfo() {
    int introFrom = introFrom();
    if (introFrom == 0) {
      return Optional.empty();
    }
    int from = Frames.ROUTING.length + Frames.HEADER_BYTES;
    return Optional.of(Arrays.copyOfRange(waiting, from, introFrom));
  }

  private static FrameException bad() {
    return new FrameException(FrameException.Code.BAD_INTRO, "Not an intro of this protocol");
  }

  /// The first bytes of a connection.
  ///
  /// @param routingInfo what the client was once given to find its edge again; absent when it had
  /// none
  public record Intro(Optional<byte[]> routingInfo) {}
}
