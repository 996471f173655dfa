package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Disappearing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A message to send: every input of its plaintext. The same inputs always give the same plaintext,
/// so that a repeat and a retry encrypt the same bytes.
///
/// @param whatsappId WhatsApp's message id, fixed at acceptance: upper-case hex
/// @param to the chat: a user by PN or LID, without device, a group, a newsletter or the status
/// @param audience who may see it, users by PN or LID; only for what goes to the status, where none
///     leaves it to what the account has chosen
/// @param content what it says; files are uploaded already
/// @param context what accompanies that
/// @param messageSecret 32 bytes, messageContextInfo.messageSecret
/// @param acceptedAt when it was accepted; retries are answered for 14 days from then
/// @param mediaHandle of the upload of a newsletter's file
public record OutgoingMessage(
    String whatsappId,
    Jid to,
    List<Jid> audience,
    Content content,
    MessageContext context,
    byte[] messageSecret,
    Instant acceptedAt,
    Optional<String> mediaHandle) {

  public OutgoingMessage {
    if (whatsappId.isEmpty()) {
      throw new IllegalArgumentException("Expected a message id but was empty");
    }
    if (messageSecret.length != PlainMessages.SECRET_BYTES) {
      throw new IllegalArgumentException(
          "Expected a message secret of 32 bytes but was " + messageSecret.length);
    }
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(mediaHandle, "mediaHandle");
    to = to.toUserJid();
    audience = audience.stream().map(Jid::toUserJid).toList();
    if (!to.isBroadcast() && !audience.isEmpty()) {
      throw new IllegalArgumentException("Expected an audience for nothing but the status");
    }
    messageSecret = messageSecret.clone();
  }

  /// To a user, a group or, as text, a newsletter.
  public OutgoingMessage(
      String whatsappId,
      Jid to,
      Content content,
      MessageContext context,
      byte[] messageSecret,
      Instant acceptedAt) {
    this(whatsappId, to, List.of(), content, context, messageSecret, acceptedAt, Optional.empty());
  }

  @Override
  public byte[] messageSecret() {
    return messageSecret.clone();
  }

  /// The same with other content.
  public OutgoingMessage withContent(Content other) {
    return new OutgoingMessage(
        whatsappId, to, audience, other, context, messageSecret, acceptedAt, mediaHandle);
  }

  /// The same in a chat whose messages disappear, unless it says itself when it does.
  ///
  /// @param expiration zero where messages stay
  public OutgoingMessage disappearingAfter(Duration expiration) {
    return expiration.isZero() || context.disappearing().isPresent()
        ? this
        : new OutgoingMessage(
            whatsappId,
            to,
            audience,
            content,
            context.withDisappearing(Disappearing.after(expiration, Optional.empty())),
            messageSecret,
            acceptedAt,
            mediaHandle);
  }

  /// Names the message only by id: what it says and to whom stays out of logs.
  @Override
  public String toString() {
    return "OutgoingMessage[" + whatsappId + "]";
  }
}
