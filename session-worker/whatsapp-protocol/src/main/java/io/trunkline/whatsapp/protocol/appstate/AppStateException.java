package io.trunkline.whatsapp.protocol.appstate;

import java.util.Set;

/// A patch, a snapshot or a key share that cannot be believed or read. No state was changed: the
/// collection stays where it was, and other collections are not concerned.
public final class AppStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final transient Set<SyncKeyId> missingKeys;

  AppStateException(Code code, String message) {
    this(code, message, Set.of());
  }

  private AppStateException(Code code, String message, Set<SyncKeyId> missingKeys) {
    super(message);
    this.code = code;
    this.missingKeys = missingKeys;
  }

  static AppStateException missing(Set<SyncKeyId> keys) {
    return new AppStateException(Code.MISSING_KEY, "Expected the keys " + keys, Set.copyOf(keys));
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// All keys to ask the phone for, for MISSING_KEY; else empty. It is empty also when there is no
  /// key at all to write with.
  public Set<SyncKeyId> missingKeys() {
    return missingKeys;
  }

  /// The kinds of fault.
  public enum Code {
    /// Encrypted under keys that are not here (yet). Keep the state, request the keys, fetch again
    /// when their share arrives.
    MISSING_KEY,
    /// The sum of all records is not what the writer saw. Synchronise from a snapshot.
    BAD_SNAPSHOT_MAC,
    /// The mutations are not those that the writer sent, or in another order.
    BAD_PATCH_MAC,
    /// A value that was changed, or moved to another operation or key.
    BAD_VALUE_MAC,
    /// A value that stands under the index of another.
    BAD_INDEX_MAC,
    /// A patch that does not follow the state: others are missing before it. Fetch again.
    OUT_OF_ORDER,
    /// The server ended the log with an exit code.
    TERMINATED,
    /// Not the expected protobuf, or a part missing or of the wrong length.
    MALFORMED,
    /// More bytes after inflation than was allowed.
    TOO_LARGE
  }
}
