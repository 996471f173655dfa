package io.trunkline.whatsapp.protocol.stanza;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Turns nodes into frame payloads (decrypted ones) and back. Stateless and safe for any thread.
///
/// Shape: see the package. Encoding never compresses. Decoding inflates when flag 02 is set, also a
/// raw deflate stream, which some servers have sent; other flags are ignored.
///
/// Bounds on what is decoded: 16 MiB after inflation, 64 levels, 2^20 nodes. Nothing is allocated
/// for a length or a count that the input does not back.
public final class NodeCodec {
  static final int COMPRESSED = 0x02;
  static final int MAX_INFLATED_BYTES = 1 << 24;

  private static final int INFLATE_START_BYTES = 1024;

  private NodeCodec() {}

  /// The node with its flag byte, not compressed.
  ///
  /// @throws IllegalArgumentException for more than 65,535 children, or attributes beyond a list
  public static byte[] encode(Node node) {
    return new NodeWriter().flags(0).node(node).toBytes();
  }

  /// Reads a flag byte and one node from all that remains of the buffer, whose position then is its
  /// limit. The buffer may be a slice, direct or read-only; the node keeps none of it.
  ///
  /// @throws StanzaException for anything that is not exactly one node
  public static Node decode(ByteBuffer payload) {
    byte[] bytes;
    int from;
    int to;
    if (payload.hasArray()) {
      bytes = payload.array();
      from = payload.arrayOffset() + payload.position();
      to = from + payload.remaining();
      payload.position(payload.limit());
    } else {
      bytes = new byte[payload.remaining()];
      from = 0;
      to = bytes.length;
      payload.get(bytes);
    }
    if (from == to) {
      throw new StanzaException(StanzaException.Code.TRUNCATED, "Expected a flag byte");
    }
    boolean compressed = (bytes[from] & COMPRESSED) != 0;
    from++;
    if (compressed) {
      bytes = inflate(bytes, from, to - from);
      from = 0;
      to = bytes.length;
    }
    return new NodeReader(bytes, from, to).onlyNode();
  }

  private static byte[] inflate(byte[] bytes, int from, int length) {
    try {
      return inflate(bytes, from, length, false);
    } catch (DataFormatException e) {
      try {
        return inflate(bytes, from, length, true);
      } catch (DataFormatException alsoRaw) {
        throw new StanzaException(
            StanzaException.Code.BAD_COMPRESSION, "Neither a zlib nor a deflate stream");
      }
    }
  }

  private static byte[] inflate(byte[] bytes, int from, int length, boolean raw)
      throws DataFormatException {
    var inflater = new Inflater(raw);
    try {
      inflater.setInput(bytes, from, length);
      byte[] out = new byte[INFLATE_START_BYTES];
      int size = 0;
      while (!inflater.finished()) {
        if (size == out.length) {
          if (size == MAX_INFLATED_BYTES) {
            throw new StanzaException(
                StanzaException.Code.TOO_LARGE, "More than 16 MiB after inflation");
          }
          out = Arrays.copyOf(out, Math.min(size * 2, MAX_INFLATED_BYTES));
        }
        int inflated = inflater.inflate(out, size, out.length - size);
        size += inflated;
        if (inflated == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("The stream ends early");
        }
      }
      return Arrays.copyOf(out, size);
    } finally {
      inflater.end();
    }
  }
}
