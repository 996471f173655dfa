package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.InviteLinkGroupType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.PreviewType;
import java.util.Optional;

/// What is shown of a link in a text. The sender makes it.
///
/// @param matchedText the link as the text has it
/// @param title of the page
/// @param description of the page
/// @param type what the link leads to
/// @param jpegThumbnail a small picture; empty when there is none
/// @param image the large picture, of kind LINK_THUMBNAIL
/// @param imageWidth its pixels
/// @param imageHeight its pixels
/// @param invitedTo which kind of group an invite link leads to
public record LinkPreview(
    String matchedText,
    String title,
    String description,
    PreviewType type,
    ByteString jpegThumbnail,
    Optional<Media> image,
    int imageWidth,
    int imageHeight,
    Optional<InviteLinkGroupType> invitedTo) {
  public LinkPreview {
    Fields.present(matchedText, title, description, type, jpegThumbnail, image, invitedTo);
  }

  /// A preview without pictures.
  public static LinkPreview of(String matchedText, String title, String description) {
    return new LinkPreview(
        matchedText,
        title,
        description,
        PreviewType.NONE,
        ByteString.EMPTY,
        Optional.empty(),
        0,
        0,
        Optional.empty());
  }

  @Override
  public String toString() {
    return "LinkPreview";
  }
}
