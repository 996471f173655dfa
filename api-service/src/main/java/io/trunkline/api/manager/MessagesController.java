package io.trunkline.api.manager;

import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.settings.Settings;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MessagesController {
  private static final String SEND = "/api/v1/messages/send";
  private static final int MAX_TEXT = 65_536;

  private final Messages messages;
  private final SentFiles files;
  private final Tenants tenants;
  private final Settings settings;
  private final IdempotentReplies idempotent;

  MessagesController(
      Messages messages,
      SentFiles files,
      Tenants tenants,
      Settings settings,
      IdempotentReplies idempotent) {
    this.messages = messages;
    this.files = files;
    this.tenants = tenants;
    this.settings = settings;
    this.idempotent = idempotent;
  }

  @PostMapping(SEND)
  ResponseEntity<?> send(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenantId = Access.tenant(caller, Scope.SEND);
    var connectionId = Target.of(caller, fields.optional("connectionId", 128));
    var mobileNumber = fields.required("mobileNumber", 64);
    var file = SentFile.of(fields);
    var text =
        file.isPresent()
            ? fields.optional("message", MAX_TEXT).orElse("")
            : fields.required("message", MAX_TEXT);
    var tenant = tenants.active(tenantId);
    var to = PhoneNumber.parse(mobileNumber, settings.country(tenant, connectionId));
    var call = "POST " + SEND + " " + connectionId;
    var request = IdempotentRequest.of(key, call, fields.canonical());
    return idempotent.once(
        tenantId,
        request,
        SEND,
        () -> {
          if (file.isEmpty()) {
            return reply(messages.sendText(tenant, connectionId, to, text, request));
          }
          messages.requireSender(tenantId, connectionId);
          var content = files.content(tenantId, file.get(), text);
          return reply(messages.send(tenant, connectionId, Recipient.of(to), content, request));
        },
        id -> reply(messages.accepted(tenantId, id)));
  }

  private static ResponseEntity<Envelope> reply(Message message) {
    return ResponseEntity.ok(Envelope.of(new MessageView.Single(MessageView.of(message))));
  }
}
