package io.trunkline.whatsapp.protocol.history;

/// A chunk that cannot be read further. Items handed out before it are good; the chunk may be
/// fetched and read again, since repeating items is harmless.
public final class HistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  HistoryException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// Not a zlib stream, or one that is damaged or ends early.
    BAD_COMPRESSION,
    /// More bytes after inflation than was allowed.
    TOO_LARGE,
    /// Not the protobuf of a chunk.
    MALFORMED
  }
}
