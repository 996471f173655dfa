package io.trunkline.whatsapp.protocol.signal;

/// One sender key of another device.
///
/// @param id names it among the keys of its owner
/// @param chain where it stands; its key is the one that signs
record SenderKeyState(int id, ReceiverChain chain) {

  static SenderKeyState of(SenderKeyDistribution distribution) {
    return new SenderKeyState(
        distribution.id(),
        new ReceiverChain(distribution.signingKey(), distribution.chain(), SkippedKeys.NONE));
  }

  /// Whether this is the distribution's key and can follow its chain to there, or has passed it.
  boolean reaches(SenderKeyDistribution distribution) {
    return chain.key().equals(distribution.signingKey())
        && distribution.iteration() - chain.chain().counter() <= ReceiverChain.MAX_JUMP;
  }

  SenderKeyState withChain(ReceiverChain rest) {
    return new SenderKeyState(id, rest);
  }
}
