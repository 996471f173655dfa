package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.ChatActions;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.contact.Contacts;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageActions;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.proto.content.Content;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/// Sends what a form says and answers with the message.
@Component
class Sending {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Messages messages;
  private final ChatMessages stored;
  private final Chats chats;
  private final Contacts contacts;
  private final ChatActions actions;
  private final Tenants tenants;
  private final MediaForm media;
  private final IdempotentReplies idempotent;

  Sending(
      Messages messages,
      ChatMessages stored,
      Chats chats,
      Contacts contacts,
      ChatActions actions,
      Tenants tenants,
      MediaForm media,
      IdempotentReplies idempotent) {
    this.messages = messages;
    this.stored = stored;
    this.chats = chats;
    this.contacts = contacts;
    this.actions = actions;
    this.tenants = tenants;
    this.media = media;
    this.idempotent = idempotent;
  }

  /// @param path the request's, which decides the body of errors
  /// @param name of the reply's key
  /// @param quoted a message that is answered, whatever the options say
  ResponseEntity<?> send(
      Connection session,
      String path,
      Fields fields,
      String to,
      Optional<Message> quoted,
      String idempotencyKey,
      String name) {
    var own = SessionDoor.own(session);
    var tenant = tenants.active(session.tenant());
    var options = fields.object("options").orElseGet(Fields::none);
    var request = IdempotentRequest.of(idempotencyKey, "POST " + path, fields.canonical());
    return idempotent.once(
        session.tenant(),
        request,
        path,
        () -> {
          var content =
              SendForm.read(
                  session.tenant(),
                  fields,
                  media,
                  id ->
                      stored.find(
                          session.tenant(),
                          session.id(),
                          Optional.empty(),
                          MessageIds.parse(id).whatsappId(),
                          MessageIds.parse(id).direction()),
                  jid -> name(session, jid),
                  own);
          var quoting =
              quoted
                  .map(
                      message ->
                          content.toBuilder().setQuote(MessageActions.quote(message, own)).build())
                  .orElse(content);
          if (options.bool("sendSeen").orElse(true)) {
            see(session, to);
          }
          var sent =
              messages.send(
                  tenant,
                  session.id(),
                  new Recipient(to, Jids.phone(to).map(PhoneNumber::international)),
                  quoting,
                  options.bool("waitUntilMsgSent").orElse(true) ? PATIENCE : Duration.ZERO,
                  request);
          return ResponseEntity.ok(Success.of(name, MessageView.of(sent, own)));
        },
        id ->
            ResponseEntity.ok(
                Success.of(name, MessageView.of(messages.accepted(session.tenant(), id), own))));
  }

  /// Sends something that no form says, and does not wait for it.
  void send(Connection session, String to, Content content) {
    messages.send(
        tenants.active(session.tenant()),
        session.id(),
        new Recipient(to, Jids.phone(to).map(PhoneNumber::international)),
        content,
        Optional.empty());
  }

  /// Whoever writes has read. That this fails is no reason not to send.
  private void see(Connection session, String to) {
    var chat =
        chats
            .find(session.tenant(), session.id(), to)
            .filter(found -> found.unreadCount() > 0 || found.isMarkedUnread());
    try {
      chat.ifPresent(unread -> actions.read(session.tenant(), session.id(), unread));
    } catch (Failure e) {
      // The message says what is wrong with the session, if anything is.
    }
  }

  private String name(Connection session, String jid) {
    return contacts
        .find(session.tenant(), session.id(), jid)
        .flatMap(contact -> contact.name().or(contact::pushName))
        .or(() -> Jids.phone(jid).map(PhoneNumber::formatted))
        .orElse(jid);
  }
}
