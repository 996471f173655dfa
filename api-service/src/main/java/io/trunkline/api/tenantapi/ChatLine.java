package io.trunkline.api.tenantapi;

import com.google.protobuf.ByteString;
import io.trunkline.api.media.MessageFile;
import io.trunkline.api.message.ChatMessages.Addition;
import io.trunkline.api.message.ContentWords;
import io.trunkline.api.message.Message;
import io.trunkline.api.web.Times;
import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.Content;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A message as a chat shows it.
///
/// @param whatsappId what quotes and reactions name it by
/// @param sender author of a message from others, and the name he gave himself; else null
/// @param type the contract's name of the kind
/// @param text words, caption or name; null where it has none
/// @param media null where it has no file, which `GET /api/v1/messages/{id}/media` gives
/// @param quote what it answers; null where it answers nothing
/// @param place of a location; null else
/// @param contacts names on the cards that it holds
/// @param poll its choices; null where it is none
record ChatLine(
    String id,
    String whatsappId,
    boolean fromMe,
    String sender,
    String senderName,
    String type,
    String text,
    String status,
    String at,
    boolean isEdited,
    boolean isRevoked,
    Media media,
    Quote quote,
    Place place,
    List<String> contacts,
    List<String> poll,
    List<Reaction> reactions) {

  /// @param isLast whether nothing older is stored
  record Page(List<ChatLine> messages, boolean isLast) {}

  record Single(ChatLine message) {}

  /// @param kind `image`, `video`, `gif`, `video_note`, `audio`, `voice`, `document`, `sticker` …
  /// @param size bytes; 0 where it is not known
  /// @param seconds how long it plays; 0 where it does not, or it is not known
  /// @param width pixels, as `height`; 0 where there are none, or they are not known
  /// @param preview small JPEG as a data URL; null where there is none
  record Media(
      String kind,
      String mimetype,
      String fileName,
      long size,
      long seconds,
      int width,
      int height,
      String preview) {}

  record Quote(String whatsappId, String participant, String type, String text) {}

  record Place(double latitude, double longitude, String name, String address) {}

  record Reaction(String sender, String emoji) {}

  static ChatLine of(Message message, List<Addition> reactions) {
    var content = message.content();
    return new ChatLine(
        message.id().toString(),
        message.whatsappId(),
        message.isOwn(),
        message.sender().orElse(null),
        message.details().pushName().orElse(null),
        message.kind(),
        message.text().orElse(null),
        message.status().slug(),
        Times.text(message.occurredAt()),
        message.details().isEdited(),
        message.details().isRevoked(),
        media(content),
        content.hasQuote() ? quote(content) : null,
        place(content),
        contacts(content),
        content.hasPoll() ? List.copyOf(content.getPoll().getOptionsList()) : List.of(),
        reactions.stream()
            .map(reaction -> new Reaction(reaction.sender(), reaction.choices().getFirst()))
            .toList());
  }

  private static Quote quote(Content content) {
    var quote = content.getQuote();
    return new Quote(
        quote.getWhatsappId(),
        quote.getParticipant(),
        ContentWords.kind(quote.getContent()),
        Optional.of(quote.getText())
            .filter(text -> !text.isEmpty())
            .or(() -> ContentWords.words(quote.getContent()))
            .orElse(null));
  }

  private static Media media(Content content) {
    return MessageFile.of(content)
        .map(
            file ->
                new Media(
                    file.getKind().name().toLowerCase(Locale.ROOT),
                    file.getMimetype(),
                    file.getFileName().isEmpty() ? null : file.getFileName(),
                    file.getLength(),
                    content.hasVideo()
                        ? content.getVideo().getDurationS()
                        : content.getAudio().getDurationS(),
                    width(content),
                    height(content),
                    preview(content)))
        .orElse(null);
  }

  private static int width(Content content) {
    return switch (content.getKindCase()) {
      case IMAGE -> content.getImage().getWidth();
      case VIDEO -> content.getVideo().getWidth();
      case STICKER -> content.getSticker().getWidth();
      default -> 0;
    };
  }

  private static int height(Content content) {
    return switch (content.getKindCase()) {
      case IMAGE -> content.getImage().getHeight();
      case VIDEO -> content.getVideo().getHeight();
      case STICKER -> content.getSticker().getHeight();
      default -> 0;
    };
  }

  private static String preview(Content content) {
    var jpeg =
        switch (content.getKindCase()) {
          case IMAGE -> content.getImage().getThumbnail().getJpeg();
          case VIDEO -> content.getVideo().getThumbnail().getJpeg();
          case DOCUMENT -> content.getDocument().getThumbnail().getJpeg();
          default -> ByteString.EMPTY;
        };
    return jpeg.isEmpty()
        ? null
        : "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg.toByteArray());
  }

  private static Place place(Content content) {
    return switch (content.getKindCase()) {
      case LOCATION -> {
        var place = content.getLocation();
        yield new Place(
            place.getLatitude(), place.getLongitude(), place.getName(), place.getAddress());
      }
      case LIVE_LOCATION -> {
        var place = content.getLiveLocation();
        yield new Place(place.getLatitude(), place.getLongitude(), place.getCaption(), "");
      }
      default -> null;
    };
  }

  private static List<String> contacts(Content content) {
    return switch (content.getKindCase()) {
      case CONTACT -> List.of(content.getContact().getDisplayName());
      case CONTACTS ->
          content.getContacts().getContactsList().stream()
              .map(ContactCard::getDisplayName)
              .toList();
      default -> List.of();
    };
  }
}
