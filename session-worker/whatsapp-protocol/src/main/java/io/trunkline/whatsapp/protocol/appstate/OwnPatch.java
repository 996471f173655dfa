package io.trunkline.whatsapp.protocol.appstate;

import java.util.Objects;

/// A patch that is ready to be sent.
///
/// @param patch without a version; its [Patch#bytes()] go into the `patch` node of a `collection`
///     whose version is the old one
/// @param state where the collection stands once the server has taken it
/// @param macs what to store with that state
public record OwnPatch(Patch patch, CollectionState state, MacChanges macs) {
  public OwnPatch {
    Objects.requireNonNull(patch, "patch");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(macs, "macs");
  }
}
