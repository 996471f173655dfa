package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;

/// The small pictures of a file: one inside the message, one on the servers under the file's own
/// media key.
///
/// @param jpeg a JPEG of about 72 to 100 pixels; empty when there is none. Not in sticker packs
/// @param directPath of the larger one; empty when there is none
/// @param sha256 of the larger one in plain
/// @param encSha256 of the larger one encrypted
/// @param width pixels of the larger one; only documents and sticker packs tell
/// @param height pixels of the larger one; only documents and sticker packs tell
public record Thumbnail(
    ByteString jpeg,
    String directPath,
    ByteString sha256,
    ByteString encSha256,
    int width,
    int height) {
  public static final Thumbnail NONE = ofJpeg(ByteString.EMPTY);

  public Thumbnail {
    Fields.present(jpeg, directPath);
    Fields.keySized(sha256, encSha256);
  }

  /// The one inside the message alone.
  public static Thumbnail ofJpeg(ByteString jpeg) {
    return new Thumbnail(jpeg, "", ByteString.EMPTY, ByteString.EMPTY, 0, 0);
  }

  @Override
  public String toString() {
    return "Thumbnail[" + jpeg.size() + " bytes]";
  }
}
