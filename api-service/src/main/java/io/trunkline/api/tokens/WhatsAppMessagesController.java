package io.trunkline.api.tokens;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.UrlMessages;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageFilter;
import io.trunkline.api.message.MessageHistory;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.content.MediaRef;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WhatsAppMessagesController {
  private static final String TEXT = "/api/whatsapp/messages/text";
  private static final String MEDIA = "/api/whatsapp/messages/media";
  private static final List<String> TYPES = List.of("image", "audio", "video", "document");
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_NAME = 255;

  private final Messages messages;
  private final MessageHistory history;
  private final UrlMessages urls;
  private final SessionLookup lookup;
  private final Tenants tenants;
  private final IdempotentReplies idempotent;

  WhatsAppMessagesController(
      Messages messages,
      MessageHistory history,
      UrlMessages urls,
      SessionLookup lookup,
      Tenants tenants,
      IdempotentReplies idempotent) {
    this.messages = messages;
    this.history = history;
    this.urls = urls;
    this.lookup = lookup;
    this.tenants = tenants;
    this.idempotent = idempotent;
  }

  @PostMapping(TEXT)
  ResponseEntity<?> text(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SEND);
    var validation = Validation.ofBody(fields);
    var sessionId = validation.required("session_id", MAX_NAME);
    var to = validation.required("to", MAX_NAME);
    var text = validation.required("message", MAX_TEXT);
    validation.check();
    var recipient = Recipient.ofDigitsOrJid("to", to);
    var session = lookup.find(tenant, sessionId);
    var request = IdempotentRequest.of(key, "POST " + TEXT, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        TEXT,
        () ->
            sent(
                messages.sendNow(
                    tenants.active(tenant), session.id(), recipient, Messages.text(text), request),
                session),
        id -> sent(messages.accepted(tenant, id), session));
  }

  @PostMapping(MEDIA)
  ResponseEntity<?> media(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.SEND);
    var validation = Validation.ofBody(fields);
    var sessionId = validation.required("session_id", MAX_NAME);
    var to = validation.required("to", MAX_NAME);
    var url = validation.url("media_url");
    var type = validation.oneOf("type", TYPES);
    var caption = validation.optional("caption", MAX_TEXT).orElse("");
    validation.check();
    var recipient = Recipient.ofDigitsOrJid("to", to);
    var session = lookup.find(tenant, sessionId);
    var request = IdempotentRequest.of(key, "POST " + MEDIA, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        MEDIA,
        () -> {
          // Nothing is fetched for who cannot send it.
          if (!session.isOpen()) {
            throw new Failure(Problem.NOT_CONNECTED, "Session is not connected");
          }
          var kind = MediaRef.Kind.valueOf(type.toUpperCase(Locale.ROOT));
          var content =
              urls.content(tenant, url, Optional.empty(), Optional.empty(), _ -> kind, caption);
          return sent(
              messages.sendNow(tenants.active(tenant), session.id(), recipient, content, request),
              session);
        },
        id -> sent(messages.accepted(tenant, id), session));
  }

  private static ResponseEntity<Body> sent(Message message, Connection session) {
    return ResponseEntity.ok(Body.done("Message sent", MessageView.of(message, session)));
  }

  @GetMapping("/api/whatsapp/sessions/{sessionId}/messages")
  Body list(
      Caller caller, @PathVariable String sessionId, @RequestParam Map<String, String> query) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var validation = Validation.ofQuery(query);
    var page = Page.of(validation);
    var contact = validation.optional("contact", MAX_NAME);
    var since = validation.instant("since");
    validation.check();
    var session = lookup.find(tenant, sessionId);
    var filter =
        MessageFilter.of(session.id(), contact.map(WhatsAppMessagesController::chat), since);
    var found = history.page(tenant, filter, page.perPage(), page.offset());
    return Body.page(
        found.messages().stream().map(message -> MessageView.of(message, session)).toList(),
        page.number(),
        page.perPage(),
        found.total());
  }

  /// Whatever is no recipient is no contact either, and finds nothing.
  private static String chat(String contact) {
    try {
      var recipient = Recipient.ofDigitsOrJid("contact", contact);
      return recipient.number().orElse(recipient.jid());
    } catch (Failure e) {
      return contact;
    }
  }
}
