package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/// Which companions an account vouches for, by their key indexes.
///
/// @param rawId the account's number, which changes when it is registered anew
/// @param timestamp when the account made the list; a list that is older than the one at hand is to
///     be passed over
/// @param currentIndex the highest index that had been given by then, 32 bits
/// @param validIndexes those of the companions that were linked then
/// @param accountKey the identity of the account's primary device
public record KeyIndexList(
    int rawId,
    Instant timestamp,
    int currentIndex,
    Set<Integer> validIndexes,
    PublicKey accountKey) {

  public KeyIndexList {
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(accountKey, "accountKey");
    validIndexes = Set.copyOf(validIndexes);
  }

  /// Whether a companion is, as far as this list can know, the account's: it is listed, or was
  /// linked later. One that was unlinked is not.
  ///
  /// @param keyIndex of a companion; the phone itself has none
  public boolean allows(int keyIndex) {
    return validIndexes.contains(keyIndex) || Integer.compareUnsigned(keyIndex, currentIndex) > 0;
  }
}
