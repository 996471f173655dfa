package io.trunkline.whatsapp.protocol.secret;

import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;

/// What something is encrypted for; part of its key.
public enum SecretUseCase {
  POLL_VOTE("Poll Vote", true),
  ENC_REACTION("Enc Reaction", false),
  ENC_COMMENT("Enc Comment", false),
  EVENT_RESPONSE("Event Response", true),
  EVENT_EDIT("Event Edit", false),
  MESSAGE_EDIT("Message Edit", false),
  POLL_EDIT("Poll Edit", false),
  POLL_ADD_OPTION("Poll Add Option", false),
  /// A message to or from a bot: the key has no use case, but the secret is derived once more.
  BOT_MESSAGE("", true);

  private final String info;
  private final boolean isBound;

  SecretUseCase(String info, boolean isBound) {
    this.info = info;
    this.isBound = isBound;
  }

  static SecretUseCase of(Purpose purpose) {
    return switch (purpose) {
      case POLL_VOTE -> POLL_VOTE;
      case REACTION -> ENC_REACTION;
      case COMMENT -> ENC_COMMENT;
      case EVENT_RESPONSE -> EVENT_RESPONSE;
      case EVENT_EDIT -> EVENT_EDIT;
      case MESSAGE_EDIT -> MESSAGE_EDIT;
      case POLL_EDIT -> POLL_EDIT;
      case POLL_ADD_OPTION -> POLL_ADD_OPTION;
    };
  }

  String info() {
    return info;
  }

  /// Whether id and modification sender are additional data.
  boolean isBound() {
    return isBound;
  }
}
