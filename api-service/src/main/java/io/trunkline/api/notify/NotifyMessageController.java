package io.trunkline.api.notify;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.ImageFiles;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.paced.Notifications;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.content.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
class NotifyMessageController {
  private static final String SEND = "/api/send";
  private static final String SEND_IMAGE = "/api/send-image";
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_FILE_BYTES = 10 * 1024 * 1024;

  private final NotifySessions sessions;
  private final Notifications notifications;
  private final ImageFiles images;
  private final Tenants tenants;
  private final IdempotentReplies idempotent;

  NotifyMessageController(
      NotifySessions sessions,
      Notifications notifications,
      ImageFiles images,
      Tenants tenants,
      IdempotentReplies idempotent) {
    this.sessions = sessions;
    this.notifications = notifications;
    this.images = images;
    this.tenants = tenants;
    this.idempotent = idempotent;
  }

  @PostMapping(SEND)
  ResponseEntity<?> send(
      Caller caller,
      @MayBeForm Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = sender(caller);
    var to = phone(fields);
    var text = fields.required("message", MAX_TEXT);
    var session = sessions.of(tenant, fields);
    var request = IdempotentRequest.of(key, "POST " + SEND, fields.canonical());
    return accepted(session, to, SEND, request, () -> Messages.text(text));
  }

  @PostMapping(SEND_IMAGE)
  ResponseEntity<?> sendImage(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = sender(caller);
    var to = phone(fields);
    var caption = fields.optional("caption", MAX_TEXT).orElse("");
    var file = fields.file().orElseThrow(() -> Failure.invalid("file is required"));
    if (file.getSize() > MAX_FILE_BYTES) {
      throw new Failure(Problem.MEDIA_TOO_LARGE, "file must have at most 10 MB");
    }
    var bytes = bytes(file);
    ImageFiles.requireImage(bytes);
    var session = sessions.of(tenant, fields);
    var request = IdempotentRequest.of(key, "POST " + SEND_IMAGE, fields.canonical());
    return accepted(session, to, SEND_IMAGE, request, () -> images.image(tenant, bytes, caption));
  }

  private ResponseEntity<?> accepted(
      Connection session,
      PhoneNumber to,
      String path,
      Optional<IdempotentRequest> request,
      Supplier<Content> content) {
    return idempotent.once(
        session.tenant(),
        request,
        path,
        () -> reply(notifications.accept(session, to, content.get(), request)),
        resource -> reply(Notifications.row(resource)));
  }

  private static ResponseEntity<Replies.Accepted> reply(long id) {
    return ResponseEntity.ok(Replies.Accepted.of(id));
  }

  @PostMapping("/api/resend/{id}")
  ResponseEntity<?> resend(
      Caller caller,
      @PathVariable String id,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = sender(caller);
    var row = row(id);
    var path = "/api/resend/" + row;
    var request = IdempotentRequest.of(key, "POST " + path, new byte[0]);
    return idempotent.once(
        tenant,
        request,
        path,
        () -> {
          notifications.resend(tenant, row, request);
          return ResponseEntity.ok(Replies.Done.DONE);
        },
        _ -> ResponseEntity.ok(Replies.Done.DONE));
  }

  private static long row(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw Failure.invalid("The id must be a whole number");
    }
  }

  private UUID sender(Caller caller) {
    return tenants.active(Access.tenantWide(caller, Scope.SEND)).id();
  }

  private static PhoneNumber phone(Fields fields) {
    return PhoneNumber.withCountryCode("phone", fields.required("phone", 64));
  }

  private static byte[] bytes(MultipartFile file) {
    try {
      return file.getBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
