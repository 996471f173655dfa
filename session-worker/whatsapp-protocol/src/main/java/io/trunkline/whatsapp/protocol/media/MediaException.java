package io.trunkline.whatsapp.protocol.media;

/// Media that are not what their message says, or a message that does not say it properly.
///
/// What was decrypted so far must be thrown away; the object that threw is of no more use.
public final class MediaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  MediaException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /// What is wrong, for programs.
  public Code code() {
    return code;
  }

  /// The kinds of fault.
  public enum Code {
    /// A media key of other than 32 bytes.
    BAD_KEY,
    /// A place that is none on a media server.
    BAD_PATH,
    /// Fewer bytes than announced, or than any file has; another attempt may bring all.
    TRUNCATED,
    /// More bytes than announced.
    TOO_LONG,
    /// The file is another one, or was damaged on its way; another host may have the right one.
    ENC_HASH_MISMATCH,
    /// The file was encrypted under another key or changed afterwards.
    BAD_MAC,
    /// The file is authentic, yet its last block is none; only its sender can have done that.
    BAD_PADDING,
    /// The plaintext is another one than the message names.
    HASH_MISMATCH,
    /// A request for a new upload, or the answer, that does not authenticate.
    BAD_TAG,
    /// An authentic request or answer that is no protobuf.
    MALFORMED
  }
}
