package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;

/// The records of one collection as a device stores them: the value MAC under each index MAC, 32
/// bytes both. It belongs to exactly the [CollectionState] that it is passed with.
///
/// A store that cannot answer at once fetches what will be asked first
/// ([PatchReader#indexMacs], [PatchWriter#indexMacs]) and passes [#of].
@FunctionalInterface
public interface StoredMacs {
  /// No record.
  StoredMacs NONE = _ -> Optional.empty();

  /// The value MAC stored under an index MAC, if any.
  Optional<ByteString> find(ByteString indexMac);

  static StoredMacs of(Map<ByteString, ByteString> valueMacs) {
    return indexMac -> Optional.ofNullable(valueMacs.get(indexMac));
  }
}
