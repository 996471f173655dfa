package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The stored form of sessions. Numbers are big-endian, keys raw.
///
/// ```
/// session  version 01 | number of states (1) | states, the current one first
/// state    length (4) | remote identity 32 | base key 32 | remote registration id (4)
///          | root key 32 | own ratchet: private 32, public 32 | sending chain: key 32, counter (4)
///          | previous counter (4) | flags (1): 1 pending, 2 with one-time prekey
///          | [pending: one-time prekey id (4)? | signed prekey id (4) | base key 32]
///          | number of receivers (1) | receivers, oldest first
/// receiver key 32 | chain: key 32, counter (4) | number of skipped (2)
///          | their counters (4 each) | their seeds (32 each)
/// ```
final class SessionFormat {

  private static final byte VERSION = 1;
  private static final int PENDING = 1;
  private static final int WITH_PRE_KEY = 2;

  private static final int FIXED_STATE_BYTES = 2 * 32 + 4 + 3 * 32 + 36 + 4 + 1 + 1;
  private static final int PENDING_BYTES = 4 + 32;
  private static final int FIXED_RECEIVER_BYTES = 32 + 36 + 2;
  private static final int SKIPPED_BYTES = 4 + SkippedKeys.SEED_BYTES;

  private SessionFormat() {}

  static byte[] encode(SessionState current, List<ArchivedState> archived) {
    byte[] first = encode(current);
    int size = 2 + 4 + first.length;
    for (ArchivedState state : archived) {
      size += 4 + state.encoded().length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put((byte) (1 + archived.size()));
    out.putInt(first.length).put(first);
    for (ArchivedState state : archived) {
      out.putInt(state.encoded().length).put(state.encoded());
    }
    return out.array();
  }

  /// @throws SignalException (`INVALID_SESSION`)
  static SignalSession decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      require(in.get() == VERSION, "another version");
      int count = in.get();
      require(count >= 1 && count <= 1 + SignalSession.MAX_ARCHIVED, "the number of states");
      SessionState current = decodeState(state(in));
      List<ArchivedState> archived = new ArrayList<>(count - 1);
      for (int i = 1; i < count; i++) {
        byte[] encoded = state(in);
        // Read now and thrown away, so that what is unreadable shows here and not in a decrypt.
        archived.add(new ArchivedState(encoded, decodeState(encoded).baseKey()));
      }
      require(!in.hasRemaining(), "bytes behind the end");
      return new SignalSession(current, archived);
    } catch (BufferUnderflowException e) {
      throw new SignalException(
          SignalException.Code.INVALID_SESSION,
          "A stored session of %d bytes is cut off".formatted(bytes.length),
          e);
    }
  }

  private static byte[] state(ByteBuffer in) {
    int length = in.getInt();
    require(length >= 0, "a negative length");
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return bytes(in, length);
  }

  static byte[] encode(SessionState state) {
    ByteBuffer out = ByteBuffer.allocate(size(state));
    out.put(state.remoteIdentity().bytes());
    out.put(state.baseKey().bytes());
    out.putInt(state.remoteRegistrationId());
    out.put(state.root().key());
    put(out, state.ownRatchet());
    put(out, state.sending());
    out.putInt(state.previousCounter());
    put(out, state.pending());
    out.put((byte) state.receivers().size());
    for (ReceiverChain receiver : state.receivers()) {
      put(out, receiver);
    }
    return out.array();
  }

  private static int size(SessionState state) {
    int size = FIXED_STATE_BYTES;
    if (state.pending().isPresent()) {
      size += PENDING_BYTES + (state.pending().get().preKeyId().isPresent() ? 4 : 0);
    }
    for (ReceiverChain receiver : state.receivers()) {
      size += size(receiver);
    }
    return size;
  }

  static int size(ReceiverChain receiver) {
    return FIXED_RECEIVER_BYTES + receiver.skipped().count() * SKIPPED_BYTES;
  }

  static void put(ByteBuffer out, ReceiverChain receiver) {
    out.put(receiver.key().bytes());
    put(out, receiver.chain());
    out.putShort((short) receiver.skipped().count());
    for (int counter : receiver.skipped().counters()) {
      out.putInt(counter);
    }
    out.put(receiver.skipped().seeds());
  }

  static void put(ByteBuffer out, ChainKey chain) {
    out.put(chain.key()).putInt(chain.counter());
  }

  static void put(ByteBuffer out, KeyPair pair) {
    out.put(pair.privateKey().bytes()).put(pair.publicKey().bytes());
  }

  private static void put(ByteBuffer out, Optional<PendingPreKey> pending) {
    if (pending.isEmpty()) {
      out.put((byte) 0);
      return;
    }
    OptionalInt preKeyId = pending.get().preKeyId();
    out.put((byte) (preKeyId.isPresent() ? PENDING | WITH_PRE_KEY : PENDING));
    preKeyId.ifPresent(out::putInt);
    out.putInt(pending.get().signedPreKeyId());
    out.put(pending.get().baseKey().bytes());
  }

  /// @throws SignalException (`INVALID_SESSION`)
  static SessionState decodeState(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    SessionState state =
        new SessionState(
            publicKey(in),
            publicKey(in),
            in.getInt(),
            new RootKey(bytes(in, RootKey.KEY_BYTES)),
            keyPair(in),
            chain(in),
            in.getInt(),
            List.of(),
            pending(in));
    int count = in.get();
    require(count >= 0 && count <= SessionState.MAX_RECEIVERS, "the number of receiver chains");
    List<ReceiverChain> receivers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      receivers.add(receiver(in));
    }
    require(!in.hasRemaining(), "bytes behind a state");
    return state.withReceivers(receivers);
  }

  private static Optional<PendingPreKey> pending(ByteBuffer in) {
    int flags = in.get();
    return switch (flags) {
      case 0 -> Optional.empty();
      case PENDING ->
          Optional.of(new PendingPreKey(OptionalInt.empty(), in.getInt(), publicKey(in)));
      case PENDING | WITH_PRE_KEY ->
          Optional.of(new PendingPreKey(OptionalInt.of(in.getInt()), in.getInt(), publicKey(in)));
      default -> throw invalid("the flags " + flags);
    };
  }

  static ReceiverChain receiver(ByteBuffer in) {
    return new ReceiverChain(publicKey(in), chain(in), skipped(in));
  }

  static ChainKey chain(ByteBuffer in) {
    byte[] key = bytes(in, ChainKey.KEY_BYTES);
    int counter = in.getInt();
    require(counter >= 0, "a negative counter");
    return new ChainKey(key, counter);
  }

  private static SkippedKeys skipped(ByteBuffer in) {
    int count = in.getShort();
    require(count >= 0 && count <= SkippedKeys.LIMIT, "the number of skipped keys");
    if (count == 0) {
      return SkippedKeys.NONE;
    }
    int[] counters = new int[count];
    for (int i = 0; i < count; i++) {
      counters[i] = in.getInt();
      require(i == 0 || counters[i] > counters[i - 1], "the order of the skipped keys");
    }
    return new SkippedKeys(counters, bytes(in, count * SkippedKeys.SEED_BYTES));
  }

  static KeyPair keyPair(ByteBuffer in) {
    return new KeyPair(PrivateKey.of(bytes(in, PrivateKey.SIZE_BYTES)), publicKey(in));
  }

  private static PublicKey publicKey(ByteBuffer in) {
    return PublicKey.of(bytes(in, PublicKey.SIZE_BYTES));
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw invalid(what);
    }
  }

  private static SignalException invalid(String what) {
    return new SignalException(
        SignalException.Code.INVALID_SESSION, "A stored state is not readable: " + what);
  }
}
