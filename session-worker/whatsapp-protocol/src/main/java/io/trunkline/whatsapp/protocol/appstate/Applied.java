package io.trunkline.whatsapp.protocol.appstate;

import java.util.List;
import java.util.Objects;

/// What a snapshot or patches have come to.
///
/// @param state the new state; store it in one transaction with `macs`
/// @param mutations what changed, in the order of the log. A record that a patch moves to another
///     key, which on the wire is set anew and removed, is only set here
/// @param macs the value MACs to store
/// @param unmatchedRemoves how many removals named a record that was not there: harmless, but
///     worth a line in a log
public record Applied(
    CollectionState state, List<Mutation> mutations, MacChanges macs, int unmatchedRemoves) {
  public Applied {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(macs, "macs");
    mutations = List.copyOf(mutations);
  }
}
