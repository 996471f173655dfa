package io.trunkline.api.tenantapi;

import io.trunkline.api.bulk.Batch;
import io.trunkline.api.bulk.Bulk;
import io.trunkline.api.bulk.UrlFile;
import io.trunkline.api.bulk.Wait;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.FileTypes;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.settings.Settings;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BulkController {
  private static final String BULK = "/api/v1/messages/bulk";
  private static final int MAX_MESSAGES = 10_000;
  private static final int MAX_TEXT = 65_536;
  private static final int MAX_NAME = 255;
  private static final int MAX_SECONDS = 3600;

  private final Bulk bulk;
  private final Tenants tenants;
  private final Settings settings;
  private final IdempotentReplies idempotent;

  BulkController(Bulk bulk, Tenants tenants, Settings settings, IdempotentReplies idempotent) {
    this.settings = settings;
    this.bulk = bulk;
    this.tenants = tenants;
    this.idempotent = idempotent;
  }

  /// @param status `open` while something of it waits, then `done`
  /// @param counts items by status
  /// @param messages a page of the items
  /// @param next cursor of the next page of items, or null
  record View(
      String id,
      String connectionId,
      String createdAt,
      String notBefore,
      String status,
      long total,
      Map<String, Long> counts,
      List<Item> messages,
      String next) {
    static View of(Batch batch, int limit) {
      var items = batch.items();
      return new View(
          batch.id().toString(),
          batch.connection().toString(),
          Times.text(batch.createdAt()),
          Times.text(batch.notBefore()),
          batch.isOver() ? "done" : "open",
          batch.total(),
          new TreeMap<>(batch.counts()),
          items.stream().limit(limit).map(Item::of).toList(),
          items.size() > limit ? Integer.toString(items.get(limit - 1).position()) : null);
    }
  }

  record Item(
      int position, String mobileNumber, String status, String messageId, Message.Reason reason) {
    static Item of(Batch.Item item) {
      return new Item(
          item.position(),
          item.number(),
          item.status(),
          item.message().map(UUID::toString).orElse(null),
          item.failure().orElse(null));
    }
  }

  record Single(View batch) {}

  @PostMapping(BULK)
  ResponseEntity<?> send(
      Caller caller,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenantId = Access.tenantWide(caller, Scope.SEND);
    var connection = connection(fields);
    var items = items(fields, settings.country(tenants.active(tenantId), connection));
    var notBefore = fields.instant("notBefore");
    var wait = fields.object("pace").flatMap(BulkController::pace);
    var request = IdempotentRequest.of(key, "POST " + BULK, fields.canonical());
    return idempotent.once(
        tenantId,
        request,
        BULK,
        () -> reply(tenantId, bulk.accept(tenantId, connection, items, notBefore, wait, request)),
        id -> reply(tenantId, id));
  }

  /// One of the two stands for both.
  private static Optional<Wait> pace(Fields fields) {
    var min = seconds(fields, "minSeconds");
    var max = seconds(fields, "maxSeconds");
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      throw Failure.invalid("minSeconds must not be above maxSeconds");
    }
    return min.or(() -> max).map(least -> new Wait(least, max.orElse(least)));
  }

  private static Optional<Integer> seconds(Fields fields, String name) {
    return fields
        .count(name)
        .map(
            number -> {
              if (number > MAX_SECONDS) {
                throw Failure.invalid(name + " must be from 0 to " + MAX_SECONDS);
              }
              return number.intValue();
            });
  }

  private static UUID connection(Fields fields) {
    return PathIds.parse(
        fields.required("connectionId", 128), Problem.CONNECTION_NOT_FOUND, "Connection");
  }

  private static List<Bulk.Item> items(Fields fields, String defaultCountry) {
    var messages = fields.objects("messages", MAX_MESSAGES);
    if (messages.isEmpty()) {
      throw Failure.invalid("messages must hold 1 to " + MAX_MESSAGES + " objects");
    }
    var items = new ArrayList<Bulk.Item>(messages.size());
    for (var message : messages) {
      try {
        items.add(item(message, defaultCountry));
      } catch (Failure e) {
        throw new Failure(e.problem(), "messages[" + items.size() + "]: " + e.getMessage());
      }
    }
    return items;
  }

  private static Bulk.Item item(Fields message, String defaultCountry) {
    var to = PhoneNumber.parse(message.required("mobileNumber", 64), defaultCountry);
    var file =
        message
            .httpUrl("fileUrl")
            .map(
                url ->
                    new UrlFile(
                        url,
                        message.optional("fileName", MAX_NAME).filter(name -> !name.isBlank()),
                        message.optional("fileType", MAX_NAME).map(FileTypes::bare)));
    var text =
        file.isPresent()
            ? message.optional("message", MAX_TEXT).orElse("")
            : message.required("message", MAX_TEXT);
    return new Bulk.Item(to, text, file);
  }

  private ResponseEntity<Envelope> reply(UUID tenant, UUID batch) {
    return ResponseEntity.status(202)
        .body(Envelope.of(new Single(View.of(bulk.get(tenant, batch, -1, 0), 0))));
  }

  @GetMapping(BULK + "/{id}")
  Envelope get(
      Caller caller,
      @PathVariable String id,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var most = Paging.limit(limit);
    var last = Paging.number("after", after, -1, 0, MAX_MESSAGES);
    return Envelope.of(new Single(View.of(bulk.get(tenant, batch(id), last, most + 1), most)));
  }

  /// What was handed to the outbox already is not called back.
  @DeleteMapping(BULK + "/{id}")
  Envelope cancel(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.SEND);
    bulk.cancel(tenant, batch(id));
    return Envelope.of(new Single(View.of(bulk.get(tenant, batch(id), -1, 0), 0)));
  }

  private static UUID batch(String id) {
    return PathIds.parse(id, Problem.BATCH_NOT_FOUND, "Batch");
  }
}
