package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.action.AndroidUnsupportedActions;
import io.trunkline.whatsapp.proto.action.ArchiveChatAction;
import io.trunkline.whatsapp.proto.action.ClearChatAction;
import io.trunkline.whatsapp.proto.action.ContactAction;
import io.trunkline.whatsapp.proto.action.DeleteChatAction;
import io.trunkline.whatsapp.proto.action.DeleteMessageForMeAction;
import io.trunkline.whatsapp.proto.action.ExternalWebBetaAction;
import io.trunkline.whatsapp.proto.action.FavoritesAction;
import io.trunkline.whatsapp.proto.action.KeyExpiration;
import io.trunkline.whatsapp.proto.action.LabelAssociationAction;
import io.trunkline.whatsapp.proto.action.LabelEditAction;
import io.trunkline.whatsapp.proto.action.LabelReorderingAction;
import io.trunkline.whatsapp.proto.action.LidContactAction;
import io.trunkline.whatsapp.proto.action.LocaleSetting;
import io.trunkline.whatsapp.proto.action.LockChatAction;
import io.trunkline.whatsapp.proto.action.MarkChatAsReadAction;
import io.trunkline.whatsapp.proto.action.MuteAction;
import io.trunkline.whatsapp.proto.action.NctSaltSyncAction;
import io.trunkline.whatsapp.proto.action.PinAction;
import io.trunkline.whatsapp.proto.action.PnForLidChatAction;
import io.trunkline.whatsapp.proto.action.PrimaryFeature;
import io.trunkline.whatsapp.proto.action.PrimaryVersionAction;
import io.trunkline.whatsapp.proto.action.PrivacySettingDisableLinkPreviewsAction;
import io.trunkline.whatsapp.proto.action.PrivacySettingRelayAllCalls;
import io.trunkline.whatsapp.proto.action.PushNameSetting;
import io.trunkline.whatsapp.proto.action.QuickReplyAction;
import io.trunkline.whatsapp.proto.action.StarAction;
import io.trunkline.whatsapp.proto.action.SyncActionMessage;
import io.trunkline.whatsapp.proto.action.SyncActionMessageRange;
import io.trunkline.whatsapp.proto.action.SyncActionValue;
import io.trunkline.whatsapp.proto.action.TimeFormatAction;
import io.trunkline.whatsapp.proto.action.UnarchiveChatsSetting;
import io.trunkline.whatsapp.proto.action.UserStatusMuteAction;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Actions as they are written: where, under which index, and the value.
final class ActionWriter {
  private static final long FOREVER = -1;

  private ActionWriter() {}

  /// @param value without timestamp, except for an unknown action's
  record Written(
      Collection collection, ActionIndex index, int version, SyncActionValue.Builder value) {}

  static Written write(Action action) {
    var value = SyncActionValue.newBuilder();
    return switch (action) {
      case Action.Archive(Jid chat, boolean archived, MessageRange range) -> {
        var archive = ArchiveChatAction.newBuilder().setArchived(archived);
        range(range).ifPresent(archive::setMessageRange);
        yield written(ActionName.ARCHIVE, value.setArchiveChatAction(archive), text(chat));
      }
      case Action.Pin(Jid chat, boolean pinned) ->
          written(
              ActionName.PIN,
              value.setPinAction(PinAction.newBuilder().setPinned(pinned)),
              text(chat));
      case Action.Mute mute ->
          written(ActionName.MUTE, value.setMuteAction(mute(mute)), text(mute.chat()));
      case Action.MarkChatAsRead(Jid chat, boolean read, MessageRange range) -> {
        var mark = MarkChatAsReadAction.newBuilder().setRead(read);
        range(range).ifPresent(mark::setMessageRange);
        yield written(
            ActionName.MARK_CHAT_AS_READ, value.setMarkChatAsReadAction(mark), text(chat));
      }
      case Action.ClearChat(Jid chat, boolean starred, boolean media, MessageRange range) -> {
        var clear = ClearChatAction.newBuilder();
        range(range).ifPresent(clear::setMessageRange);
        yield written(
            ActionName.CLEAR_CHAT,
            value.setClearChatAction(clear),
            text(chat),
            flag(starred),
            flag(media));
      }
      case Action.DeleteChat(Jid chat, boolean media, MessageRange range) -> {
        var delete = DeleteChatAction.newBuilder();
        range(range).ifPresent(delete::setMessageRange);
        yield written(
            ActionName.DELETE_CHAT, value.setDeleteChatAction(delete), text(chat), flag(media));
      }
      case Action.LockChat(Jid chat, boolean locked) ->
          written(
              ActionName.LOCK_CHAT,
              value.setLockChatAction(LockChatAction.newBuilder().setLocked(locked)),
              text(chat));
      case Action.Star(MessageRef message, boolean starred) ->
          written(
              ActionName.STAR,
              value.setStarAction(StarAction.newBuilder().setStarred(starred)),
              parts(message));
      case Action.DeleteMessageForMe(
              MessageRef message,
              boolean media,
              Optional<Instant> timestamp) -> {
        var delete = DeleteMessageForMeAction.newBuilder().setDeleteMedia(media);
        timestamp.map(Instant::getEpochSecond).ifPresent(delete::setMessageTimestamp);
        yield written(
            ActionName.DELETE_MESSAGE_FOR_ME,
            value.setDeleteMessageForMeAction(delete),
            parts(message));
      }
      case Action.Contact contact ->
          written(
              ActionName.CONTACT, value.setContactAction(contact(contact)), text(contact.user()));
      case Action.LidContact contact ->
          written(
              ActionName.LID_CONTACT,
              value.setLidContactAction(lidContact(contact)),
              text(contact.lid()));
      case Action.PnForLidChat(Jid lid, Jid pn) ->
          written(
              ActionName.PN_FOR_LID_CHAT,
              value.setPnForLidChatAction(PnForLidChatAction.newBuilder().setPnJID(text(pn))),
              text(lid));
      case Action.UserStatusMute(Jid user, boolean muted) ->
          written(
              ActionName.USER_STATUS_MUTE,
              value.setUserStatusMuteAction(UserStatusMuteAction.newBuilder().setMuted(muted)),
              text(user));
      case Action.Favorites(List<String> ids) -> {
        var favorites = FavoritesAction.newBuilder();
        ids.forEach(id -> favorites.addFavoritesBuilder().setID(id));
        yield written(ActionName.FAVORITES, value.setFavoritesAction(favorites));
      }
      case Action.LabelEdit label ->
          written(ActionName.LABEL_EDIT, value.setLabelEditAction(label(label)), label.labelId());
      case Action.LabelChat(String labelId, Jid chat, boolean labeled) ->
          written(
              ActionName.LABEL_CHAT,
              value.setLabelAssociationAction(labeled(labeled)),
              labelId,
              text(chat));
      case Action.LabelMessage(String labelId, MessageRef message, boolean labeled) ->
          written(
              ActionName.LABEL_MESSAGE,
              value.setLabelAssociationAction(labeled(labeled)),
              labelId,
              text(message.chat()),
              message.messageId(),
              flag(message.fromMe()),
              participant(message));
      case Action.LabelReordering(List<Integer> labelIds) ->
          written(
              ActionName.LABEL_REORDERING,
              value.setLabelReorderingAction(
                  LabelReorderingAction.newBuilder().addAllSortedLabelIDs(labelIds)));
      case Action.QuickReply reply ->
          written(ActionName.QUICK_REPLY, value.setQuickReplyAction(quickReply(reply)), reply.id());
      case Action.PushName(String name) ->
          written(
              ActionName.PUSH_NAME,
              value.setPushNameSetting(PushNameSetting.newBuilder().setName(name)));
      case Action.Locale(String locale) ->
          written(
              ActionName.LOCALE,
              value.setLocaleSetting(LocaleSetting.newBuilder().setLocale(locale)));
      case Action.TimeFormat(boolean twentyFourHours) ->
          written(
              ActionName.TIME_FORMAT,
              value.setTimeFormatAction(
                  TimeFormatAction.newBuilder().setIsTwentyFourHourFormatEnabled(twentyFourHours)));
      case Action.UnarchiveChats(boolean unarchive) ->
          written(
              ActionName.UNARCHIVE_CHATS,
              value.setUnarchiveChatsSetting(
                  UnarchiveChatsSetting.newBuilder().setUnarchiveChats(unarchive)));
      case Action.DisableLinkPreviews(boolean disabled) ->
          written(
              ActionName.DISABLE_LINK_PREVIEWS,
              value.setPrivacySettingDisableLinkPreviewsAction(
                  PrivacySettingDisableLinkPreviewsAction.newBuilder()
                      .setIsPreviewsDisabled(disabled)));
      case Action.RelayAllCalls(boolean enabled) ->
          written(
              ActionName.RELAY_ALL_CALLS,
              value.setPrivacySettingRelayAllCalls(
                  PrivacySettingRelayAllCalls.newBuilder().setIsEnabled(enabled)));
      case Action.ExternalWebBeta(boolean optIn) ->
          written(
              ActionName.EXTERNAL_WEB_BETA,
              value.setExternalWebBetaAction(ExternalWebBetaAction.newBuilder().setIsOptIn(optIn)));
      case Action.NctSalt(var salt) ->
          written(
              ActionName.NCT_SALT,
              value.setNctSaltSyncAction(NctSaltSyncAction.newBuilder().setSalt(salt)));
      case Action.KeyExpiration(int epoch) ->
          written(
              ActionName.KEY_EXPIRATION,
              value.setKeyExpiration(KeyExpiration.newBuilder().setExpiredKeyEpoch(epoch)));
      case Action.PrimaryVersion(String key, String appVersion) ->
          written(
              ActionName.PRIMARY_VERSION,
              value.setPrimaryVersionAction(
                  PrimaryVersionAction.newBuilder().setVersion(appVersion)),
              key);
      case Action.PrimaryFeature(List<String> flags) ->
          written(
              ActionName.PRIMARY_FEATURE,
              value.setPrimaryFeature(PrimaryFeature.newBuilder().addAllFlags(flags)));
      case Action.AndroidUnsupportedActions(boolean allowed) ->
          written(
              ActionName.ANDROID_UNSUPPORTED_ACTIONS,
              value.setAndroidUnsupportedActions(
                  AndroidUnsupportedActions.newBuilder().setAllowed(allowed)));
      case Action.Unknown unknown -> unknown(unknown, value);
    };
  }

  private static Written unknown(Action.Unknown unknown, SyncActionValue.Builder value) {
    try {
      value.mergeFrom(unknown.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("Expected the bytes of a SyncActionValue", e);
    }
    return new Written(unknown.collection(), unknown.index(), unknown.version(), value);
  }

  private static Written written(ActionName name, SyncActionValue.Builder value, String... parts) {
    return new Written(
        name.collection(), ActionIndex.of(name.text(), List.of(parts)), name.version(), value);
  }

  private static String text(Jid jid) {
    return jid.toUserJid().toString();
  }

  private static String flag(boolean value) {
    return value ? "1" : "0";
  }

  private static String[] parts(MessageRef message) {
    return new String[] {
      text(message.chat()), message.messageId(), flag(message.fromMe()), participant(message)
    };
  }

  private static String participant(MessageRef message) {
    return message.participant().map(ActionWriter::text).orElse("0");
  }

  private static Optional<SyncActionMessageRange> range(MessageRange range) {
    if (range.equals(MessageRange.NONE)) {
      return Optional.empty();
    }
    var written = SyncActionMessageRange.newBuilder();
    range.last().map(Instant::getEpochSecond).ifPresent(written::setLastMessageTimestamp);
    range
        .lastSystem()
        .map(Instant::getEpochSecond)
        .ifPresent(written::setLastSystemMessageTimestamp);
    for (MessageRange.Entry entry : range.messages()) {
      written.addMessages(
          SyncActionMessage.newBuilder()
              .setKey(key(entry.message()))
              .setTimestamp(entry.timestamp().getEpochSecond()));
    }
    return Optional.of(written.build());
  }

  private static MessageKey key(MessageRef message) {
    var key =
        MessageKey.newBuilder()
            .setRemoteJID(text(message.chat()))
            .setFromMe(message.fromMe())
            .setID(message.messageId());
    message.participant().map(ActionWriter::text).ifPresent(key::setParticipant);
    return key.build();
  }

  private static MuteAction mute(Action.Mute mute) {
    var written = MuteAction.newBuilder().setMuted(mute.muted());
    if (mute.muted()) {
      written.setMuteEndTimestamp(mute.end().map(Instant::toEpochMilli).orElse(FOREVER));
    }
    if (mute.autoMuted()) {
      written.setAutoMuted(true);
    }
    return written.build();
  }

  private static ContactAction contact(Action.Contact contact) {
    var written =
        ContactAction.newBuilder().setSaveOnPrimaryAddressbook(contact.saveOnPrimaryAddressbook());
    contact.fullName().ifPresent(written::setFullName);
    contact.firstName().ifPresent(written::setFirstName);
    contact.lid().map(ActionWriter::text).ifPresent(written::setLidJID);
    contact.pn().map(ActionWriter::text).ifPresent(written::setPnJID);
    contact.username().ifPresent(written::setUsername);
    return written.build();
  }

  private static LidContactAction lidContact(Action.LidContact contact) {
    var written = LidContactAction.newBuilder();
    contact.fullName().ifPresent(written::setFullName);
    contact.firstName().ifPresent(written::setFirstName);
    contact.username().ifPresent(written::setUsername);
    return written.build();
  }

  private static LabelEditAction label(Action.LabelEdit label) {
    var written = LabelEditAction.newBuilder().setDeleted(label.deleted());
    label.name().ifPresent(written::setName);
    label.color().ifPresent(written::setColor);
    label.predefinedId().ifPresent(written::setPredefinedID);
    label.orderIndex().ifPresent(written::setOrderIndex);
    label.active().ifPresent(written::setIsActive);
    label.type().ifPresent(written::setType);
    if (label.immutable()) {
      written.setIsImmutable(true);
    }
    return written.build();
  }

  private static LabelAssociationAction labeled(boolean labeled) {
    return LabelAssociationAction.newBuilder().setLabeled(labeled).build();
  }

  private static QuickReplyAction quickReply(Action.QuickReply reply) {
    return QuickReplyAction.newBuilder()
        .setShortcut(reply.shortcut())
        .setMessage(reply.message())
        .addAllKeywords(reply.keywords())
        .setCount(reply.count())
        .setDeleted(reply.deleted())
        .addAllAssociatedLabelIDs(reply.labelIds())
        .build();
  }
}
