package io.trunkline.whatsapp.protocol.appstate;

import io.trunkline.whatsapp.proto.action.ContactAction;
import io.trunkline.whatsapp.proto.action.LabelEditAction;
import io.trunkline.whatsapp.proto.action.LidContactAction;
import io.trunkline.whatsapp.proto.action.MuteAction;
import io.trunkline.whatsapp.proto.action.QuickReplyAction;
import io.trunkline.whatsapp.proto.action.SyncActionMessage;
import io.trunkline.whatsapp.proto.action.SyncActionMessageRange;
import io.trunkline.whatsapp.proto.action.SyncActionValue;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The way back from index and value to an [Action]. The values are authentic, but may be newer
/// than this code or another client's idea of them: what does not fit is unknown, never an error.
/// An action is read wherever it stands: Baileys, for one, writes stars to another collection.
final class ActionReader {
  private static final Map<String, ActionName> NAMES =
      Stream.of(ActionName.values())
          .collect(Collectors.toUnmodifiableMap(ActionName::text, Function.identity()));

  /// Year 9999: no time from outside overflows an `Instant`'s conversions.
  private static final long MAX_SECONDS = 253_402_300_799L;

  private final List<String> parts;
  private final SyncActionValue value;

  private ActionReader(ActionIndex index, SyncActionValue value) {
    this.parts = index.parts();
    this.value = value;
  }

  static Action read(Collection collection, ActionIndex index, int version, SyncActionValue value) {
    ActionName name = NAMES.get(index.name());
    Optional<Action> known = Optional.empty();
    if (name != null && version <= name.version()) {
      try {
        known = new ActionReader(index, value).read(name);
      } catch (JidException | IndexOutOfBoundsException e) {
        // A part that is missing or names nobody.
        known = Optional.empty();
      }
    }
    return known.orElseGet(
        () -> new Action.Unknown(collection, index, version, value.toByteString()));
  }

  private Optional<Action> read(ActionName name) {
    return switch (name) {
      case ARCHIVE ->
          when(value.hasArchiveChatAction(), value.getArchiveChatAction())
              .map(a -> new Action.Archive(jid(0), a.getArchived(), range(a.getMessageRange())));
      case PIN ->
          when(value.hasPinAction(), value.getPinAction())
              .map(a -> new Action.Pin(jid(0), a.getPinned()));
      case MUTE -> when(value.hasMuteAction(), value.getMuteAction()).map(this::mute);
      case MARK_CHAT_AS_READ ->
          when(value.hasMarkChatAsReadAction(), value.getMarkChatAsReadAction())
              .map(a -> new Action.MarkChatAsRead(jid(0), a.getRead(), range(a.getMessageRange())));
      case CLEAR_CHAT ->
          when(value.hasClearChatAction(), value.getClearChatAction())
              .map(a -> new Action.ClearChat(jid(0), flag(1), flag(2), range(a.getMessageRange())));
      case DELETE_CHAT ->
          when(value.hasDeleteChatAction(), value.getDeleteChatAction())
              .map(a -> new Action.DeleteChat(jid(0), flag(1), range(a.getMessageRange())));
      case LOCK_CHAT ->
          when(value.hasLockChatAction(), value.getLockChatAction())
              .map(a -> new Action.LockChat(jid(0), a.getLocked()));
      case STAR ->
          when(value.hasStarAction(), value.getStarAction())
              .map(a -> new Action.Star(message(0), a.getStarred()));
      case DELETE_MESSAGE_FOR_ME ->
          when(value.hasDeleteMessageForMeAction(), value.getDeleteMessageForMeAction())
              .map(
                  a ->
                      new Action.DeleteMessageForMe(
                          message(0),
                          a.getDeleteMedia(),
                          seconds(a.hasMessageTimestamp(), a.getMessageTimestamp())));
      case CONTACT -> when(value.hasContactAction(), value.getContactAction()).map(this::contact);
      case LID_CONTACT ->
          when(value.hasLidContactAction(), value.getLidContactAction()).map(this::lidContact);
      case PN_FOR_LID_CHAT ->
          when(value.hasPnForLidChatAction(), value.getPnForLidChatAction())
              .map(a -> new Action.PnForLidChat(jid(0), jid(a.getPnJID())));
      case USER_STATUS_MUTE ->
          when(value.hasUserStatusMuteAction(), value.getUserStatusMuteAction())
              .map(a -> new Action.UserStatusMute(jid(0), a.getMuted()));
      case FAVORITES ->
          when(value.hasFavoritesAction(), value.getFavoritesAction())
              .map(
                  a ->
                      new Action.Favorites(
                          a.getFavoritesList().stream()
                              .map(favorite -> favorite.getID())
                              .toList()));
      case LABEL_EDIT ->
          when(value.hasLabelEditAction(), value.getLabelEditAction()).map(this::label);
      case LABEL_CHAT ->
          when(value.hasLabelAssociationAction(), value.getLabelAssociationAction())
              .map(a -> new Action.LabelChat(parts.get(0), jid(1), a.getLabeled()));
      case LABEL_MESSAGE ->
          when(value.hasLabelAssociationAction(), value.getLabelAssociationAction())
              .map(a -> new Action.LabelMessage(parts.get(0), message(1), a.getLabeled()));
      case LABEL_REORDERING ->
          when(value.hasLabelReorderingAction(), value.getLabelReorderingAction())
              .map(a -> new Action.LabelReordering(a.getSortedLabelIDsList()));
      case QUICK_REPLY ->
          when(value.hasQuickReplyAction(), value.getQuickReplyAction()).map(this::quickReply);
      case PUSH_NAME ->
          when(value.hasPushNameSetting(), value.getPushNameSetting())
              .map(a -> new Action.PushName(a.getName()));
      case LOCALE ->
          when(value.hasLocaleSetting(), value.getLocaleSetting())
              .map(a -> new Action.Locale(a.getLocale()));
      case TIME_FORMAT ->
          when(value.hasTimeFormatAction(), value.getTimeFormatAction())
              .map(a -> new Action.TimeFormat(a.getIsTwentyFourHourFormatEnabled()));
      case UNARCHIVE_CHATS ->
          when(value.hasUnarchiveChatsSetting(), value.getUnarchiveChatsSetting())
              .map(a -> new Action.UnarchiveChats(a.getUnarchiveChats()));
      case DISABLE_LINK_PREVIEWS ->
          when(
                  value.hasPrivacySettingDisableLinkPreviewsAction(),
                  value.getPrivacySettingDisableLinkPreviewsAction())
              .map(a -> new Action.DisableLinkPreviews(a.getIsPreviewsDisabled()));
      case RELAY_ALL_CALLS ->
          when(value.hasPrivacySettingRelayAllCalls(), value.getPrivacySettingRelayAllCalls())
              .map(a -> new Action.RelayAllCalls(a.getIsEnabled()));
      case EXTERNAL_WEB_BETA ->
          when(value.hasExternalWebBetaAction(), value.getExternalWebBetaAction())
              .map(a -> new Action.ExternalWebBeta(a.getIsOptIn()));
      case NCT_SALT ->
          when(value.hasNctSaltSyncAction(), value.getNctSaltSyncAction())
              .map(a -> new Action.NctSalt(a.getSalt()));
      case KEY_EXPIRATION ->
          when(value.hasKeyExpiration(), value.getKeyExpiration())
              .map(a -> new Action.KeyExpiration(a.getExpiredKeyEpoch()));
      case PRIMARY_VERSION ->
          when(value.hasPrimaryVersionAction(), value.getPrimaryVersionAction())
              .map(a -> new Action.PrimaryVersion(parts.get(0), a.getVersion()));
      case PRIMARY_FEATURE ->
          when(value.hasPrimaryFeature(), value.getPrimaryFeature())
              .map(a -> new Action.PrimaryFeature(a.getFlagsList()));
      case ANDROID_UNSUPPORTED_ACTIONS ->
          when(value.hasAndroidUnsupportedActions(), value.getAndroidUnsupportedActions())
              .map(a -> new Action.AndroidUnsupportedActions(a.getAllowed()));
    };
  }

  private static <T> Optional<T> when(boolean present, T value) {
    return present ? Optional.of(value) : Optional.empty();
  }

  private Jid jid(int part) {
    return jid(parts.get(part));
  }

  private static Jid jid(String text) {
    return Jid.parse(text).toUserJid();
  }

  private boolean flag(int part) {
    return parts.get(part).equals("1");
  }

  private MessageRef message(int from) {
    String participant = parts.get(from + 3);
    return new MessageRef(
        jid(from),
        parts.get(from + 1),
        flag(from + 2),
        participant.equals("0") ? Optional.empty() : Optional.of(jid(participant)));
  }

  private static Optional<Instant> seconds(boolean present, long seconds) {
    return when(present, Instant.ofEpochSecond(Math.clamp(seconds, 0, MAX_SECONDS)));
  }

  private static MessageRange range(SyncActionMessageRange range) {
    List<MessageRange.Entry> entries = new ArrayList<>();
    for (SyncActionMessage message : range.getMessagesList()) {
      message(message.getKey())
          .ifPresent(
              ref ->
                  entries.add(
                      new MessageRange.Entry(
                          ref, seconds(true, message.getTimestamp()).orElseThrow())));
    }
    return new MessageRange(
        seconds(range.hasLastMessageTimestamp(), range.getLastMessageTimestamp()),
        seconds(range.hasLastSystemMessageTimestamp(), range.getLastSystemMessageTimestamp()),
        entries);
  }

  /// Empty for a key that names no message: a range without it is still a range.
  private static Optional<MessageRef> message(MessageKey key) {
    return optionalJid(key.getRemoteJID())
        .map(
            chat ->
                new MessageRef(
                    chat, key.getID(), key.getFromMe(), optionalJid(key.getParticipant())));
  }

  private Action mute(MuteAction mute) {
    return new Action.Mute(
        jid(0),
        mute.getMuted(),
        when(
            mute.getMuted() && mute.getMuteEndTimestamp() > 0,
            Instant.ofEpochMilli(mute.getMuteEndTimestamp())),
        mute.getAutoMuted());
  }

  private Action contact(ContactAction contact) {
    return new Action.Contact(
        jid(0),
        when(contact.hasFullName(), contact.getFullName()),
        when(contact.hasFirstName(), contact.getFirstName()),
        optionalJid(contact.getLidJID()),
        optionalJid(contact.getPnJID()),
        when(contact.hasUsername(), contact.getUsername()),
        contact.getSaveOnPrimaryAddressbook());
  }

  /// Empty where there is none, or none that can be read.
  private static Optional<Jid> optionalJid(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(jid(text));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  private Action lidContact(LidContactAction contact) {
    return new Action.LidContact(
        jid(0),
        when(contact.hasFullName(), contact.getFullName()),
        when(contact.hasFirstName(), contact.getFirstName()),
        when(contact.hasUsername(), contact.getUsername()));
  }

  private Action label(LabelEditAction label) {
    return new Action.LabelEdit(
        parts.get(0),
        when(label.hasName(), label.getName()),
        number(label.hasColor(), label.getColor()),
        number(label.hasPredefinedID(), label.getPredefinedID()),
        label.getDeleted(),
        number(label.hasOrderIndex(), label.getOrderIndex()),
        when(label.hasIsActive(), label.getIsActive()),
        when(label.hasType(), label.getType()),
        label.getIsImmutable());
  }

  private static OptionalInt number(boolean present, int number) {
    return present ? OptionalInt.of(number) : OptionalInt.empty();
  }

  private Action quickReply(QuickReplyAction reply) {
    return new Action.QuickReply(
        parts.get(0),
        reply.getShortcut(),
        reply.getMessage(),
        reply.getKeywordsList(),
        reply.getCount(),
        reply.getDeleted(),
        reply.getAssociatedLabelIDsList());
  }
}
