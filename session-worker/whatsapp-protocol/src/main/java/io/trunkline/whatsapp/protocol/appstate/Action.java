package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.LabelEditAction.ListType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// What one record of the app state says. Each action belongs to one [Collection], has a version of
/// its value, and an index: writing it again with the same index replaces the record.
///
/// Chats and users are JIDs without device; since the LID migration a LID names a chat that is
/// addressed by LID. What is not listed here, or has a newer version or another shape than is
/// understood, is [Unknown], so that nothing is dropped.
public sealed interface Action {

  /// Where it is kept.
  default Collection collection() {
    return ActionWriter.write(this).collection();
  }

  /// What it is about.
  default ActionIndex index() {
    return ActionWriter.write(this).index();
  }

  /// The version of the value, `SyncActionData.version`.
  default int version() {
    return ActionWriter.write(this).version();
  }

  /// To archive a chat, which also unpins it: `archive` and `pin_v1`.
  static List<Action> archiving(Jid chat, MessageRange range) {
    return List.of(new Archive(chat, true, range), new Pin(chat, false));
  }

  /// `archive`: whether a chat is in the archive.
  record Archive(Jid chat, boolean archived, MessageRange range) implements Action {}

  /// `pin_v1`: whether a chat is at the top. The official client allows three.
  record Pin(Jid chat, boolean pinned) implements Action {}

  /// `mute`: whether a chat is silent.
  ///
  /// @param end until when; empty for ever, and where it is not muted
  /// @param autoMuted whether the phone did it by itself
  record Mute(Jid chat, boolean muted, Optional<Instant> end, boolean autoMuted)
      implements Action {}

  /// `markChatAsRead`: whether a chat shows as read.
  record MarkChatAsRead(Jid chat, boolean read, MessageRange range) implements Action {}

  /// `clearChat`: its messages are gone, the chat stays.
  record ClearChat(Jid chat, boolean deleteStarred, boolean deleteMedia, MessageRange range)
      implements Action {}

  /// `deleteChat`: the chat and its messages are gone.
  record DeleteChat(Jid chat, boolean deleteMedia, MessageRange range) implements Action {}

  /// `lock`: whether a chat is behind the phone's lock.
  record LockChat(Jid chat, boolean locked) implements Action {}

  /// `star`: whether a message has a star.
  record Star(MessageRef message, boolean starred) implements Action {}

  /// `deleteMessageForMe`: a message is gone for this account.
  ///
  /// @param timestamp the message's time, whole seconds
  record DeleteMessageForMe(MessageRef message, boolean deleteMedia, Optional<Instant> timestamp)
      implements Action {}

  /// `contact`: an entry of the address book.
  ///
  /// @param user the PN, or the LID where no PN is known
  record Contact(
      Jid user,
      Optional<String> fullName,
      Optional<String> firstName,
      Optional<Jid> lid,
      Optional<Jid> pn,
      Optional<String> username,
      boolean saveOnPrimaryAddressbook)
      implements Action {

    @Override
    public String toString() {
      return "Contact[…]";
    }
  }

  /// `lid_contact`: an entry of the address book without a PN.
  record LidContact(
      Jid lid, Optional<String> fullName, Optional<String> firstName, Optional<String> username)
      implements Action {

    @Override
    public String toString() {
      return "LidContact[…]";
    }
  }

  /// `pnForLidChat`: the PN behind a LID.
  record PnForLidChat(Jid lid, Jid pn) implements Action {

    @Override
    public String toString() {
      return "PnForLidChat[…]";
    }
  }

  /// `userStatusMute`: whether a user's status updates are hidden.
  record UserStatusMute(Jid user, boolean muted) implements Action {}

  /// `favorites`: all favourite chats, in order.
  ///
  /// @param ids as the phone wrote them, JIDs as a rule
  record Favorites(List<String> ids) implements Action {
    public Favorites {
      ids = List.copyOf(ids);
    }
  }

  /// `label_edit`: a label, or a list that the phone keeps as one.
  ///
  /// @param color number in the official palette
  /// @param predefinedId which of the labels that every account begins with
  record LabelEdit(
      String labelId,
      Optional<String> name,
      OptionalInt color,
      OptionalInt predefinedId,
      boolean deleted,
      OptionalInt orderIndex,
      Optional<Boolean> active,
      Optional<ListType> type,
      boolean immutable)
      implements Action {}

  /// `label_jid`: whether a chat has a label.
  record LabelChat(String labelId, Jid chat, boolean labeled) implements Action {}

  /// `label_message`: whether a message has a label.
  record LabelMessage(String labelId, MessageRef message, boolean labeled) implements Action {}

  /// `label_reordering`: all labels in order.
  record LabelReordering(List<Integer> labelIds) implements Action {
    public LabelReordering {
      labelIds = List.copyOf(labelIds);
    }
  }

  /// `quick_reply`: a text that is sent by its shortcut.
  record QuickReply(
      String id,
      String shortcut,
      String message,
      List<String> keywords,
      int count,
      boolean deleted,
      List<String> labelIds)
      implements Action {
    public QuickReply {
      keywords = List.copyOf(keywords);
      labelIds = List.copyOf(labelIds);
    }

    @Override
    public String toString() {
      return "QuickReply[" + id + "]";
    }
  }

  /// `setting_pushName`: the account's own name; needed before any presence is sent.
  record PushName(String name) implements Action {

    @Override
    public String toString() {
      return "PushName[…]";
    }
  }

  /// `setting_locale`: the phone's language, such as `en_US`.
  record Locale(String locale) implements Action {}

  /// `time_format`: whether the phone shows 24 hours.
  record TimeFormat(boolean twentyFourHours) implements Action {}

  /// `setting_unarchiveChats`: whether a new message takes a chat out of the archive.
  record UnarchiveChats(boolean unarchive) implements Action {}

  /// `setting_disableLinkPreviews`: whether links are sent without a preview.
  record DisableLinkPreviews(boolean disabled) implements Action {}

  /// `setting_relayAllCalls`: whether calls hide the IP address behind a relay.
  record RelayAllCalls(boolean enabled) implements Action {}

  /// `external_web_beta`: whether the account takes part in the beta of web clients.
  record ExternalWebBeta(boolean optIn) implements Action {}

  /// `nct_salt_sync`: the salt of `cstoken`s. `toString` hides it.
  record NctSalt(ByteString salt) implements Action {
    public NctSalt {
      Objects.requireNonNull(salt, "salt");
    }

    @Override
    public String toString() {
      return "NctSalt[…]";
    }
  }

  /// `sentinel`: keys up to an epoch have expired and are not to be written with.
  record KeyExpiration(int expiredKeyEpoch) implements Action {}

  /// `primary_version`: the phone's app version.
  ///
  /// @param key what the version is of, such as `current`
  record PrimaryVersion(String key, String appVersion) implements Action {}

  /// `primary_feature`: what the phone can do.
  record PrimaryFeature(List<String> flags) implements Action {
    public PrimaryFeature {
      flags = List.copyOf(flags);
    }
  }

  /// `android_unsupported_actions`: whether others may send what an Android phone does not know.
  record AndroidUnsupportedActions(boolean allowed) implements Action {}

  /// Anything else.
  ///
  /// @param value the bytes of its `SyncActionValue`, the timestamp included
  record Unknown(Collection collection, ActionIndex index, int version, ByteString value)
      implements Action {
    public Unknown {
      Objects.requireNonNull(collection, "collection");
      Objects.requireNonNull(index, "index");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
      return "Unknown[" + collection.text() + ", " + index + "]";
    }
  }
}
