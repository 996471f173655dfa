package io.trunkline.api.message;

import io.trunkline.proto.content.Content;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a message is called and says in one line: its kind, and its text, caption or name.
public final class ContentWords {
  private ContentWords() {}

  /// The contract's name of the kind, such as `live_location`; `unknown` for one unknown here.
  public static String kind(Content content) {
    return content.getKindCase() == Content.KindCase.KIND_NOT_SET
        ? "unknown"
        : content.getKindCase().name().toLowerCase(Locale.ROOT);
  }

  /// Empty where there are none.
  public static Optional<String> words(Content content) {
    // A text without words is a text all the same.
    if (content.hasText()) {
      return Optional.of(content.getText().getBody());
    }
    return candidates(content).filter(words -> !words.isEmpty()).findFirst();
  }

  /// The better ones first.
  private static Stream<String> candidates(Content content) {
    return switch (content.getKindCase()) {
      case TEXT -> Stream.of(content.getText().getBody());
      case IMAGE -> Stream.of(content.getImage().getCaption());
      case VIDEO -> Stream.of(content.getVideo().getCaption());
      case DOCUMENT -> {
        var document = content.getDocument();
        yield Stream.of(
            document.getCaption(), document.getTitle(), document.getMedia().getFileName());
      }
      case STICKER_PACK ->
          Stream.of(content.getStickerPack().getCaption(), content.getStickerPack().getName());
      case LOCATION ->
          Stream.of(
              content.getLocation().getName(),
              content.getLocation().getAddress(),
              content.getLocation().getComment());
      case LIVE_LOCATION -> Stream.of(content.getLiveLocation().getCaption());
      case CONTACT -> Stream.of(content.getContact().getDisplayName());
      case CONTACTS -> Stream.of(content.getContacts().getDisplayName());
      case REACTION -> Stream.of(content.getReaction().getText());
      case EDIT -> words(content.getEdit().getContent()).stream();
      case COMMENT -> words(content.getComment().getContent()).stream();
      case POLL -> Stream.of(content.getPoll().getName());
      case POLL_VOTE -> Stream.of(String.join(", ", content.getPollVote().getOptionsList()));
      case POLL_RESULTS -> Stream.of(content.getPollResults().getName());
      case EVENT -> Stream.of(content.getEvent().getName());
      case GROUP_INVITE ->
          Stream.of(content.getGroupInvite().getCaption(), content.getGroupInvite().getGroupName());
      case NEWSLETTER_INVITE ->
          Stream.of(
              content.getNewsletterInvite().getCaption(), content.getNewsletterInvite().getName());
      case SCHEDULED_CALL -> Stream.of(content.getScheduledCall().getTitle());
      case BUTTONS -> Stream.of(content.getButtons().getBody());
      case LIST_MENU ->
          Stream.of(content.getListMenu().getDescription(), content.getListMenu().getTitle());
      case TEMPLATE -> Stream.of(content.getTemplate().getBody());
      case INTERACTIVE ->
          Stream.of(
              content.getInteractive().getBody(), content.getInteractive().getHeader().getTitle());
      case BUTTON_REPLY -> Stream.of(content.getButtonReply().getText());
      case LIST_REPLY -> Stream.of(content.getListReply().getTitle());
      case TEMPLATE_REPLY -> Stream.of(content.getTemplateReply().getText());
      case INTERACTIVE_REPLY -> Stream.of(content.getInteractiveReply().getBody());
      case ORDER -> Stream.of(content.getOrder().getMessage(), content.getOrder().getTitle());
      case PRODUCT -> Stream.of(content.getProduct().getBody(), content.getProduct().getTitle());
      case AUDIO,
          STICKER,
          ALBUM,
          REVOKE,
          PIN,
          KEEP,
          EVENT_RESPONSE,
          ENCRYPTED,
          REQUEST_PHONE_NUMBER,
          SHARE_PHONE_NUMBER,
          EPHEMERAL_SETTING,
          CALL_LOG,
          PLACEHOLDER,
          DEVICE_MESSAGE,
          UNKNOWN,
          KIND_NOT_SET ->
          Stream.empty();
    };
  }
}
