package io.trunkline.whatsapp.protocol.stanza;

/// A stanza that cannot be read, or that lacks what its reader needs. The connection survives: the
/// frame was authentic and complete, so the next one can be read. Messages hold no values of the
/// stanza.
public final class StanzaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  public StanzaException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault. The first group comes from the codec, the second from readers of nodes.
  public enum Code {
    /// The bytes end inside a value, or a length or count exceeds what is left.
    TRUNCATED,
    /// Bytes are left after the node.
    TRAILING_BYTES,
    /// A tag byte or token without meaning at this place.
    UNKNOWN_TOKEN,
    /// A list where a value must stand, a node of size 0, an empty tag.
    MALFORMED,
    /// Packed characters outside of their alphabet.
    BAD_PACKED,
    /// A JID whose parts do not go together.
    BAD_JID,
    /// Nodes nested deeper than any stanza is.
    TOO_DEEP,
    /// More nodes, or more inflated bytes, than any stanza has.
    TOO_LARGE,
    /// The compressed part cannot be inflated.
    BAD_COMPRESSION,

    MISSING_ATTRIBUTE,
    BAD_ATTRIBUTE,
    MISSING_CHILD,
    /// Content of the wrong length or kind, found by a reader.
    BAD_CONTENT
  }
}
