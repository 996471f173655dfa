package io.trunkline.whatsapp.protocol.appstate;

/// The actions that are read and written by type: name in the index, collection, and the version
/// of the value that is understood. Source: protocol dossier, 11.5 and the list at the end of the
/// protobuf field tables.
enum ActionName {
  LOCALE("setting_locale", Collection.CRITICAL_BLOCK, 3),
  PUSH_NAME("setting_pushName", Collection.CRITICAL_BLOCK, 1),
  CONTACT("contact", Collection.CRITICAL_UNBLOCK_LOW, 2),
  LID_CONTACT("lid_contact", Collection.CRITICAL_UNBLOCK_LOW, 1),
  CLEAR_CHAT("clearChat", Collection.REGULAR_HIGH, 6),
  DELETE_CHAT("deleteChat", Collection.REGULAR_HIGH, 6),
  DELETE_MESSAGE_FOR_ME("deleteMessageForMe", Collection.REGULAR_HIGH, 3),
  FAVORITES("favorites", Collection.REGULAR_HIGH, 1),
  MUTE("mute", Collection.REGULAR_HIGH, 2),
  NCT_SALT("nct_salt_sync", Collection.REGULAR_HIGH, 1),
  STAR("star", Collection.REGULAR_HIGH, 2),
  USER_STATUS_MUTE("userStatusMute", Collection.REGULAR_HIGH, 7),
  DISABLE_LINK_PREVIEWS("setting_disableLinkPreviews", Collection.REGULAR, 8),
  EXTERNAL_WEB_BETA("external_web_beta", Collection.REGULAR, 3),
  LABEL_EDIT("label_edit", Collection.REGULAR, 3),
  LABEL_CHAT("label_jid", Collection.REGULAR, 3),
  LABEL_MESSAGE("label_message", Collection.REGULAR, 3),
  LABEL_REORDERING("label_reordering", Collection.REGULAR, 3),
  PN_FOR_LID_CHAT("pnForLidChat", Collection.REGULAR, 8),
  PRIMARY_FEATURE("primary_feature", Collection.REGULAR, 7),
  QUICK_REPLY("quick_reply", Collection.REGULAR, 2),
  RELAY_ALL_CALLS("setting_relayAllCalls", Collection.REGULAR, 1),
  ANDROID_UNSUPPORTED_ACTIONS("android_unsupported_actions", Collection.REGULAR_LOW, 4),
  ARCHIVE("archive", Collection.REGULAR_LOW, 3),
  LOCK_CHAT("lock", Collection.REGULAR_LOW, 7),
  MARK_CHAT_AS_READ("markChatAsRead", Collection.REGULAR_LOW, 3),
  PIN("pin_v1", Collection.REGULAR_LOW, 5),
  PRIMARY_VERSION("primary_version", Collection.REGULAR_LOW, 7),
  KEY_EXPIRATION("sentinel", Collection.REGULAR_LOW, 3),
  TIME_FORMAT("time_format", Collection.REGULAR_LOW, 7),
  UNARCHIVE_CHATS("setting_unarchiveChats", Collection.REGULAR_LOW, 4);

  private final String text;
  private final Collection collection;
  private final int version;

  ActionName(String text, Collection collection, int version) {
    this.text = text;
    this.collection = collection;
    this.version = version;
  }

  String text() {
    return text;
  }

  Collection collection() {
    return collection;
  }

  int version() {
    return version;
  }
}
