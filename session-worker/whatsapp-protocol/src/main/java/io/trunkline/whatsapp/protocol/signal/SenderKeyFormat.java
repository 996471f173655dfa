package io.trunkline.whatsapp.protocol.signal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// The stored forms of sender keys. Numbers are big-endian, keys raw.
///
/// ```
/// own     version 01 | id (4) | signing pair: private 32, public 32 | chain: key 32, iteration (4)
/// record  version 01 | number of states (1) | states, newest first
/// state   id (4) | signing key 32 | chain: key 32, iteration (4) | number of skipped (2)
///         | their iterations (4 each) | their seeds (32 each)
/// ```
final class SenderKeyFormat {

  private static final byte VERSION = 1;
  private static final int ID_BYTES = 4;
  private static final int OWN_BYTES = 1 + ID_BYTES + 2 * 32 + 36;

  private SenderKeyFormat() {}

  static byte[] encode(OwnSenderKey key) {
    ByteBuffer out = ByteBuffer.allocate(OWN_BYTES);
    out.put(VERSION).putInt(key.id());
    SessionFormat.put(out, key.signing());
    SessionFormat.put(out, key.chain());
    return out.array();
  }

  static byte[] encode(SenderKeyRecord record) {
    int size = 2;
    for (SenderKeyState state : record.states()) {
      size += ID_BYTES + SessionFormat.size(state.chain());
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put((byte) record.states().size());
    for (SenderKeyState state : record.states()) {
      out.putInt(state.id());
      SessionFormat.put(out, state.chain());
    }
    return out.array();
  }

  /// @throws SignalException (`INVALID_SESSION`)
  static OwnSenderKey decodeOwn(byte[] bytes) {
    return decode(
        bytes,
        in -> new OwnSenderKey(in.getInt(), SessionFormat.keyPair(in), SessionFormat.chain(in)));
  }

  /// @throws SignalException (`INVALID_SESSION`)
  static SenderKeyRecord decodeRecord(byte[] bytes) {
    return decode(bytes, in -> new SenderKeyRecord(states(in)));
  }

  private static List<SenderKeyState> states(ByteBuffer in) {
    int count = in.get();
    SessionFormat.require(
        count >= 0 && count <= SenderKeyRecord.MAX_STATES, "the number of sender keys");
    List<SenderKeyState> states = new ArrayList<>(count);
    Set<Integer> ids = new HashSet<>(count);
    for (int i = 0; i < count; i++) {
      states.add(new SenderKeyState(in.getInt(), SessionFormat.receiver(in)));
      SessionFormat.require(ids.add(states.getLast().id()), "an id that stands twice");
    }
    return states;
  }

  private static <T> T decode(byte[] bytes, Function<ByteBuffer, T> body) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      SessionFormat.require(in.get() == VERSION, "another version");
      T decoded = body.apply(in);
      SessionFormat.require(!in.hasRemaining(), "bytes behind the end");
      return decoded;
    } catch (BufferUnderflowException e) {
      throw new SignalException(
          SignalException.Code.INVALID_SESSION,
          "A stored sender key of %d bytes is cut off".formatted(bytes.length),
          e);
    }
  }
}
