package io.trunkline.whatsapp.client.durability;

import java.util.Optional;

/// What one stored form of a session allows to leave: counters below `until` of its sending chain.
///
/// @param chain empty while nothing is stored
/// @param until the first counter that is not covered
record Reserved(Optional<ChainId> chain, int until) {
  static final Reserved NOTHING = new Reserved(Optional.empty(), 0);

  boolean covers(ChainId wanted, int counter) {
    return counter < until && chain.isPresent() && chain.get().equals(wanted);
  }
}
