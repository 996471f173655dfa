package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;

/// One chain of a peer's messages.
///
/// @param ratchetKey the peer's, which names the chain
/// @param chain where it stands
/// @param skipped what it has passed over
record ReceiverChain(PublicKey ratchetKey, ChainKey chain, SkippedKeys skipped) {

  /// How far a message may be ahead of the chain.
  static final int MAX_JUMP = 2000;

  /// The keys of one message and the chain without them.
  ///
  /// @throws SignalException (`DUPLICATE`, `FUTURE_MESSAGE`)
  Taken take(int counter) {
    return counter < chain.counter() ? takeSkipped(counter) : takeAhead(counter);
  }

  private Taken takeSkipped(int counter) {
    byte[] seed =
        skipped
            .seed(counter)
            .orElseThrow(
                () ->
                    new SignalException(
                        SignalException.Code.DUPLICATE,
                        "Counter %d was used or dropped, the chain is at %d"
                            .formatted(counter, chain.counter())));
    return new Taken(
        MessageKeys.of(seed), new ReceiverChain(ratchetKey, chain, skipped.without(counter)));
  }

  private Taken takeAhead(int counter) {
    int jump = counter - chain.counter();
    if (jump > MAX_JUMP) {
      throw new SignalException(
          SignalException.Code.FUTURE_MESSAGE,
          "Expected at most %d counters ahead but was %d".formatted(MAX_JUMP, jump));
    }
    SkippedKeys passed = jump == 0 ? skipped : skipped.with(chain, jump);
    ChainKey reached = chain;
    for (int i = 0; i < jump; i++) {
      reached = reached.next();
    }
    return new Taken(
        MessageKeys.of(reached.seed()), new ReceiverChain(ratchetKey, reached.next(), passed));
  }

  record Taken(MessageKeys keys, ReceiverChain rest) {}
}
