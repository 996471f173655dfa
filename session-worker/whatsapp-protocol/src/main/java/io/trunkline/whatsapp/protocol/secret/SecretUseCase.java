package io.trunkline.whatsapp.protocol.secret;

import io.trunkline.whatsapp.proto.e2e.SecretEncryptedMessage.SecretEncType;
import java.util.Optional;

/// What something is encrypted for; part of its key.
public enum SecretUseCase {
  POLL_VOTE("Poll Vote", true, null),
  ENC_REACTION("Enc Reaction", false, null),
  ENC_COMMENT("Enc Comment", false, null),
  EVENT_RESPONSE("Event Response", true, null),
  EVENT_EDIT("Event Edit", false, SecretEncType.EVENT_EDIT),
  MESSAGE_EDIT("Message Edit", false, SecretEncType.MESSAGE_EDIT),
  POLL_EDIT("Poll Edit", false, SecretEncType.POLL_EDIT),
  POLL_ADD_OPTION("Poll Add Option", false, SecretEncType.POLL_ADD_OPTION),
  /// A message to or from a bot: the key has no use case, but the secret is derived once more.
  BOT_MESSAGE("", true, null);

  private final String info;
  private final boolean isBound;
  private final SecretEncType secretEncType;

  SecretUseCase(String info, boolean isBound, SecretEncType secretEncType) {
    this.info = info;
    this.isBound = isBound;
    this.secretEncType = secretEncType;
  }

  String info() {
    return info;
  }

  /// Whether id and modification sender are additional data.
  boolean isBound() {
    return isBound;
  }

  /// How a `secretEncryptedMessage` says this use case; empty for those with another container.
  Optional<SecretEncType> secretEncType() {
    return Optional.ofNullable(secretEncType);
  }
}
