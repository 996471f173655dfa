package io.trunkline.whatsapp.protocol.appstate;

import java.util.Objects;

/// Where a device stands in a collection. Stored together with the value MACs that make up the
/// hash, in one transaction ([MacChanges]).
///
/// @param version number of the last patch; 0 before the first
/// @param hash the sum over all records
public record CollectionState(long version, LtHash hash) {
  /// A collection of which nothing is known yet.
  public static final CollectionState EMPTY = new CollectionState(0, LtHash.EMPTY);

  public CollectionState {
    Objects.requireNonNull(hash, "hash");
    if (version < 0) {
      throw new IllegalArgumentException("Expected a version from 0 but was " + version);
    }
  }
}
