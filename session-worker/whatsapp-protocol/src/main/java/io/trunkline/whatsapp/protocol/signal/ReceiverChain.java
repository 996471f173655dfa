package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;

/// One chain of a peer's messages.
///
/// @param key the peer's ratchet key, or the signing key of its sender key: it names the chain
/// @param chain where it stands
/// @param skipped what it has passed over
record ReceiverChain(PublicKey key, ChainKey chain, SkippedKeys skipped) {

  /// How far a message may be ahead of the chain.
  static final int MAX_JUMP = 2000;

  /// The seed of one message and the chain without it.
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
    return new Taken(seed, new ReceiverChain(key, chain, skipped.without(counter)));
  }

  private Taken takeAhead(int counter) {
    int jump = counter - chain.counter();
    // Behind the last counter there is no next one.
    if (jump > MAX_JUMP || counter == Integer.MAX_VALUE) {
      throw new SignalException(
          SignalException.Code.FUTURE_MESSAGE,
          "Expected at most %d counters ahead but was %d".formatted(MAX_JUMP, jump));
    }
    SkippedKeys passed = jump == 0 ? skipped : skipped.with(chain, jump);
    ChainKey reached = chain.ahead(jump);
    return new Taken(reached.seed(), new ReceiverChain(key, reached.next(), passed));
  }

  /// @param seed what the message's keys are derived from
  record Taken(byte[] seed, ReceiverChain rest) {
    @Override
    public String toString() {
      return "Taken[" + rest + "]";
    }
  }
}
