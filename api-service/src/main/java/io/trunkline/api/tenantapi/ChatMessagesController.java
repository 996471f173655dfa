package io.trunkline.api.tenantapi;

import io.trunkline.api.chat.ChatActions;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.FileMessages;
import io.trunkline.api.media.FileNames;
import io.trunkline.api.media.FileTypes;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageActions;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.content.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// A chat as a person uses it: its messages, writing, answering, reacting.
@RestController
class ChatMessagesController {
  private static final String CHAT = "/api/v1/connections/{id}/chats/{chat}";
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_ID = 255;
  private static final int MAX_EMOJI = 64;

  private final Connections connections;
  private final ChatMessages stored;
  private final Chats chats;
  private final ChatActions chatActions;
  private final Messages messages;
  private final MessageActions actions;
  private final FileMessages files;
  private final Tenants tenants;
  private final IdempotentReplies idempotent;

  ChatMessagesController(
      Connections connections,
      ChatMessages stored,
      Chats chats,
      ChatActions chatActions,
      Messages messages,
      MessageActions actions,
      FileMessages files,
      Tenants tenants,
      IdempotentReplies idempotent) {
    this.connections = connections;
    this.stored = stored;
    this.chats = chats;
    this.chatActions = chatActions;
    this.messages = messages;
    this.actions = actions;
    this.files = files;
    this.tenants = tenants;
    this.idempotent = idempotent;
  }

  /// The newest ones, oldest of them first.
  ///
  /// @param before WhatsApp's id of a message: only older ones
  /// @param text part of the words, in any case
  @GetMapping(CHAT + "/messages")
  Envelope list(
      Caller caller,
      @PathVariable String id,
      @PathVariable String chat,
      @RequestParam Optional<String> before,
      @RequestParam Optional<String> text,
      @RequestParam Optional<String> limit) {
    var session = session(Access.tenantWide(caller, Scope.READ), id);
    var most = Paging.limit(limit);
    var wanted =
        new ChatMessages.Lines(
            Optional.of(chat),
            Optional.empty(),
            Optional.empty(),
            text.filter(words -> !words.isBlank()),
            before.filter(one -> !one.isEmpty()));
    var found = stored.lines(session.tenant(), session.id(), wanted, most + 1, 0);
    var shown = found.size() > most ? found.subList(1, found.size()) : found;
    var reactions =
        stored.reactions(
            session.tenant(), session.id(), shown.stream().map(Message::whatsappId).toList());
    return Envelope.of(
        new ChatLine.Page(
            shown.stream()
                .map(
                    line -> ChatLine.of(line, reactions.getOrDefault(line.whatsappId(), List.of())))
                .toList(),
            found.size() <= most));
  }

  /// A text, or a file with its caption; an answer where `quotedMessageId` names what it answers.
  @PostMapping(CHAT + "/messages")
  ResponseEntity<?> send(
      Caller caller,
      @PathVariable String id,
      @PathVariable String chat,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var session = session(Access.tenantWide(caller, Scope.SEND), id);
    var to = Recipient.ofDigitsOrJid("chat", chat);
    var request = request("messages", session, chat, fields, key);
    return idempotent.once(
        session.tenant(),
        request,
        CHAT,
        () -> sent(send(session, chat, to, fields, request)),
        message -> sent(messages.accepted(session.tenant(), message)));
  }

  private static Optional<IdempotentRequest> request(
      String call, Connection session, String chat, Fields fields, String key) {
    var path = "POST %s of %s in %s".formatted(call, chat, session.id());
    return IdempotentRequest.of(key, path, fields.canonical());
  }

  private static ResponseEntity<Envelope> sent(Message message) {
    return ResponseEntity.status(201)
        .body(Envelope.of(new ChatLine.Single(ChatLine.of(message, List.of()))));
  }

  private Message send(
      Connection session,
      String chat,
      Recipient to,
      Fields fields,
      Optional<IdempotentRequest> request) {
    var content = content(session, fields).toBuilder();
    fields
        .optional("quotedMessageId", MAX_ID)
        .ifPresent(
            quoted ->
                content.setQuote(
                    MessageActions.quote(
                        message(session, Optional.of(chat), quoted), own(session))));
    return messages.send(
        tenants.active(session.tenant()), session.id(), to, content.build(), request);
  }

  /// Tells the others that the chat's messages were read.
  @PostMapping(CHAT + "/read")
  ResponseEntity<Void> read(Caller caller, @PathVariable String id, @PathVariable String chat) {
    var session = session(Access.tenantWide(caller, Scope.SEND), id);
    var found =
        chats
            .find(session.tenant(), session.id(), chat)
            .orElseThrow(() -> new Failure(Problem.CHAT_NOT_FOUND, "Chat not found"));
    chatActions.read(session.tenant(), session.id(), found);
    return ResponseEntity.noContent().build();
  }

  /// An `emoji` that is empty takes the reaction back.
  @PostMapping(CHAT + "/messages/{messageId}/reaction")
  ResponseEntity<?> react(
      Caller caller,
      @PathVariable String id,
      @PathVariable String chat,
      @PathVariable String messageId,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var session = session(Access.tenantWide(caller, Scope.SEND), id);
    var emoji = fields.optional("emoji", MAX_EMOJI).orElse("");
    var target = message(session, Optional.of(chat), messageId);
    var request = request("reaction to " + messageId, session, chat, fields, key);
    return idempotent.once(
        session.tenant(),
        request,
        CHAT,
        () -> {
          var unused = actions.react(session.tenant(), target, emoji, request);
          return ResponseEntity.noContent().build();
        },
        _ -> ResponseEntity.noContent().build());
  }

  private Content content(Connection session, Fields fields) {
    var upload = fields.file();
    if (upload.isEmpty()) {
      return Messages.text(fields.required("text", MAX_TEXT));
    }
    messages.requireSender(session.tenant(), session.id());
    return file(session.tenant(), upload.get(), fields.optional("text", MAX_TEXT).orElse(""));
  }

  private Content file(UUID tenant, MultipartFile upload, String caption) {
    if (upload.isEmpty()) {
      throw Failure.invalid("The file is empty");
    }
    try {
      var mimetype =
          FileTypes.of(
              upload,
              List.of(
                  Optional.ofNullable(upload.getContentType())
                      .map(type -> type.split(";", 2)[0].strip())));
      return files.content(
          tenant,
          upload,
          upload.getSize(),
          FileMessages.kind(mimetype),
          mimetype,
          FileNames.of(Optional.empty(), Optional.ofNullable(upload.getOriginalFilename())),
          caption);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Message message(Connection session, Optional<String> chat, String whatsappId) {
    return stored
        .find(session.tenant(), session.id(), chat, whatsappId, Optional.empty())
        .orElseThrow(() -> new Failure(Problem.MESSAGE_NOT_FOUND, "Message not found"));
  }

  private Connection session(UUID tenant, String id) {
    return connections.get(tenant, PathIds.parse(id, Problem.CONNECTION_NOT_FOUND, "Connection"));
  }

  /// The account's own JID, without the device; empty where it is not known.
  private static String own(Connection session) {
    return session.jid().map(jid -> jid.replaceFirst(":[0-9]+@", "@")).orElse("");
  }
}
