package io.trunkline.api.message;

import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.Forwarding;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Pin;
import io.trunkline.proto.content.Quote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Revoke;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// What a session does to a message of a chat, by sending another one. Every call answers the
/// message that does it, and throws a [Failure] as [Messages#send] does.
@Service
public class MessageActions {
  private final Messages messages;
  private final Tenants tenants;
  private final Clock clock;

  MessageActions(Messages messages, Tenants tenants, Clock clock) {
    this.messages = messages;
    this.tenants = tenants;
    this.clock = clock;
  }

  /// @param emoji empty takes the reaction back
  public Message react(
      UUID tenant, Message target, String emoji, Optional<IdempotentRequest> request) {
    return send(
        tenant,
        target,
        Content.newBuilder()
            .setReaction(
                Reaction.newBuilder().setTarget(key(target)).setText(emoji).setAtMs(clock.millis()))
            .build(),
        request);
  }

  /// @param content what the message says from now on
  public Message edit(
      UUID tenant, Message target, Content content, Optional<IdempotentRequest> request) {
    return send(
        tenant,
        target,
        Content.newBuilder()
            .setEdit(
                Edit.newBuilder()
                    .setTarget(key(target))
                    .setContent(content)
                    .setAtMs(clock.millis()))
            .build(),
        request);
  }

  /// Deletes it for everyone.
  public Message revoke(UUID tenant, Message target, Optional<IdempotentRequest> request) {
    return send(
        tenant,
        target,
        Content.newBuilder().setRevoke(Revoke.newBuilder().setTarget(key(target))).build(),
        request);
  }

  /// @param duration 1, 7 or 30 days; empty takes the pin off
  public Message pin(
      UUID tenant,
      Message target,
      Optional<Duration> duration,
      Optional<IdempotentRequest> request) {
    return send(
        tenant,
        target,
        Content.newBuilder()
            .setPin(
                Pin.newBuilder()
                    .setTarget(key(target))
                    .setIsPinned(duration.isPresent())
                    .setDurationS(duration.map(Duration::toSeconds).orElse(0L))
                    .setAtMs(clock.millis()))
            .build(),
        request);
  }

  public Message forward(
      UUID tenant, Message target, Recipient to, Optional<IdempotentRequest> request) {
    var content = target.content();
    return messages.send(
        tenants.active(tenant),
        target.connection(),
        to,
        content.toBuilder()
            .clearQuote()
            .clearMentions()
            .clearAssociation()
            .clearDisappearing()
            .setForwarding(Forwarding.newBuilder().setScore(content.getForwarding().getScore() + 1))
            .build(),
        request);
  }

  /// How an answer quotes it.
  ///
  /// @param own the account's JID
  public static Quote quote(Message message, String own) {
    return Quote.newBuilder()
        .setWhatsappId(message.whatsappId())
        .setParticipant(message.isOwn() ? own : message.sender().orElse(message.chat()))
        .setText(message.text().orElse(""))
        .setContent(
            message.content().toBuilder()
                .clearQuote()
                .clearMentions()
                .clearForwarding()
                .clearAssociation()
                .clearDisappearing())
        .build();
  }

  private static MessageKey key(Message message) {
    var key =
        MessageKey.newBuilder()
            .setChat(message.chat())
            .setWhatsappId(message.whatsappId())
            .setFromMe(message.isOwn());
    if (!message.isOwn() && message.chat().endsWith("@g.us")) {
      message.sender().ifPresent(key::setParticipant);
    }
    return key.build();
  }

  private Message send(
      UUID tenant, Message target, Content content, Optional<IdempotentRequest> request) {
    return messages.send(
        tenants.active(tenant),
        target.connection(),
        new Recipient(target.chat(), target.number()),
        content,
        request);
  }
}
