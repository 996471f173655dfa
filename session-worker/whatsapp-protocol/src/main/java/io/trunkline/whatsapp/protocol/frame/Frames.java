package io.trunkline.whatsapp.protocol.frame;

/// The sending side of frames.
public final class Frames {
  /// The largest payload that a frame's length can say: 2^24 - 1 bytes.
  public static final int MAX_PAYLOAD_BYTES = (1 << 24) - 1;

  /// The bytes of the length.
  public static final int HEADER_BYTES = 3;

  /// "WA", protocol 6, dictionary version 3; also the prologue of the Noise handshake.
  static final byte[] INTRO = {'W', 'A', 6, 3};

  /// "ED", 0, 1: routing information follows.
  static final byte[] ROUTING = {'E', 'D', 0, 1};

  private Frames() {}

  /// The payload with its length before it.
  ///
  /// @throws FrameException TOO_LARGE
  public static byte[] encode(byte[] payload) {
    byte[] frame = new byte[HEADER_BYTES + payload.length];
    writeHeader(frame, payload.length);
    System.arraycopy(payload, 0, frame, HEADER_BYTES, payload.length);
    return frame;
  }

  /// Writes a payload's length into the first three bytes of a frame.
  ///
  /// @throws FrameException TOO_LARGE
  public static void writeHeader(byte[] frame, int payloadBytes) {
    if (payloadBytes > MAX_PAYLOAD_BYTES) {
      throw new FrameException(
          FrameException.Code.TOO_LARGE,
          "Expected a payload up to " + MAX_PAYLOAD_BYTES + " bytes but was " + payloadBytes);
    }
    frame[0] = (byte) (payloadBytes >> 16);
    frame[1] = (byte) (payloadBytes >> 8);
    frame[2] = (byte) payloadBytes;
  }

  /// The first bytes of a connection: 4, to be sent directly before the first frame. They are the
  /// prologue of the handshake as well.
  public static byte[] intro() {
    return INTRO.clone();
  }

  /// The first bytes of a connection for which the server once gave routing information, as it came
  /// in `edge_routing`. Only the last 4 are the prologue of the handshake.
  ///
  /// @throws FrameException TOO_LARGE
  public static byte[] intro(byte[] routingInfo) {
    byte[] framed = encode(routingInfo);
    byte[] intro = new byte[ROUTING.length + framed.length + INTRO.length];
    System.arraycopy(ROUTING, 0, intro, 0, ROUTING.length);
    System.arraycopy(framed, 0, intro, ROUTING.length, framed.length);
    System.arraycopy(INTRO, 0, intro, ROUTING.length + framed.length, INTRO.length);
    return intro;
  }
}
