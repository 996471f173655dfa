package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One double ratchet laid open, for whoever moves it from one client to another.
///
/// Contains secrets; `toString` shows none. Counters name the **next** message of a chain.
///
/// @param remoteIdentity the peer's identity key
/// @param baseKey the key with which the session was begun, by whichever side
/// @param remoteRegistrationId the peer's
/// @param rootKey 32 bytes
/// @param ownRatchet our pair
/// @param sending the sending chain
/// @param previousCounter the last counter of the sending chain before this one
/// @param receivers the peer's chains, oldest first; of more than 5 the newest are kept
/// @param pending present until the peer's first answer
public record PortableState(
    PublicKey remoteIdentity,
    PublicKey baseKey,
    int remoteRegistrationId,
    byte[] rootKey,
    KeyPair ownRatchet,
    Chain sending,
    int previousCounter,
    List<Receiver> receivers,
    Optional<PendingPreKey> pending) {

  public PortableState {
    requireKey(rootKey);
    rootKey = rootKey.clone();
    receivers = List.copyOf(receivers);
  }

  @Override
  public byte[] rootKey() {
    return rootKey.clone();
  }

  /// @param key 32 bytes
  /// @param counter of the next message, from 0
  public record Chain(byte[] key, int counter) {
    public Chain {
      requireKey(key);
      if (counter < 0) {
        throw invalid("a negative counter");
      }
      key = key.clone();
    }

    @Override
    public byte[] key() {
      return key.clone();
    }

    @Override
    public String toString() {
      return "Chain[counter=" + counter + "]";
    }
  }

  /// @param key the peer's ratchet key
  /// @param chain absent where the chain was closed: only what it has passed over may still come
  /// @param skipped seeds of 32 bytes by counter; of more than 2000 the newest are kept
  public record Receiver(PublicKey key, Optional<Chain> chain, SortedMap<Integer, byte[]> skipped) {
    public Receiver {
      skipped.values().forEach(PortableState::requireKey);
      skipped = Collections.unmodifiableSortedMap(new TreeMap<>(skipped));
    }

    @Override
    public String toString() {
      return "Receiver[" + key + ", " + chain + ", skipped=" + skipped.size() + "]";
    }
  }

  /// A closed chain: no counter is ahead of it, so that its key, which is none, derives nothing.
  private static final int CLOSED = Integer.MAX_VALUE;

  static PortableState of(SessionState state) {
    return new PortableState(
        state.remoteIdentity(),
        state.baseKey(),
        state.remoteRegistrationId(),
        state.root().key(),
        state.ownRatchet(),
        new Chain(state.sending().key(), state.sending().counter()),
        state.previousCounter(),
        state.receivers().stream().map(PortableState::receiver).toList(),
        state.pending());
  }

  private static Receiver receiver(ReceiverChain chain) {
    var skipped = new TreeMap<Integer, byte[]>();
    for (int counter : chain.skipped().counters()) {
      skipped.put(counter, chain.skipped().seed(counter).orElseThrow());
    }
    boolean isClosed = chain.chain().counter() == CLOSED;
    return new Receiver(
        chain.key(),
        isClosed
            ? Optional.empty()
            : Optional.of(new Chain(chain.chain().key(), chain.chain().counter())),
        skipped);
  }

  SessionState toState() {
    int surplus = Math.max(0, receivers.size() - SessionState.MAX_RECEIVERS);
    return new SessionState(
        remoteIdentity,
        baseKey,
        remoteRegistrationId,
        new RootKey(rootKey()),
        ownRatchet,
        new ChainKey(sending.key(), sending.counter()),
        previousCounter,
        receivers.stream().skip(surplus).map(PortableState::chain).toList(),
        pending);
  }

  private static ReceiverChain chain(Receiver receiver) {
    var chain =
        receiver
            .chain()
            .map(open -> new ChainKey(open.key(), open.counter()))
            .orElseGet(() -> new ChainKey(new byte[ChainKey.KEY_BYTES], CLOSED));
    return new ReceiverChain(receiver.key(), chain, skipped(receiver.skipped()));
  }

  private static SkippedKeys skipped(SortedMap<Integer, byte[]> seeds) {
    if (seeds.isEmpty()) {
      return SkippedKeys.NONE;
    }
    var newest = new ArrayList<>(seeds.keySet());
    newest.sort(Comparator.naturalOrder());
    var kept = newest.subList(Math.max(0, newest.size() - SkippedKeys.LIMIT), newest.size());
    var bytes = new byte[kept.size() * SkippedKeys.SEED_BYTES];
    var counters = new int[kept.size()];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = kept.get(i);
      System.arraycopy(
          seeds.get(counters[i]), 0, bytes, i * SkippedKeys.SEED_BYTES, SkippedKeys.SEED_BYTES);
    }
    return new SkippedKeys(counters, bytes);
  }

  private static void requireKey(byte[] key) {
    if (key.length != ChainKey.KEY_BYTES) {
      throw invalid("a key of " + key.length + " bytes");
    }
  }

  private static SignalException invalid(String what) {
    return new SignalException(
        SignalException.Code.INVALID_SESSION, "A state from elsewhere is not sound: " + what);
  }

  @Override
  public String toString() {
    return "PortableState[" + remoteIdentity + ", " + sending + "]";
  }
}
