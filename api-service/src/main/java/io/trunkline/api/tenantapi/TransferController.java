package io.trunkline.api.tenantapi;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.Connections;
import io.trunkline.api.connection.SessionSettings;
import io.trunkline.api.connection.Transfers;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.PathIds;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// Sessions from Baileys and back.
@RestController
class TransferController {
  private static final String IMPORT = "/api/v1/connections/import";

  private final Transfers transfers;
  private final IdempotentReplies idempotent;

  TransferController(Transfers transfers, IdempotentReplies idempotent) {
    this.transfers = transfers;
    this.idempotent = idempotent;
  }

  /// @param connectionToken secret
  record Imported(View connection, String connectionToken) {}

  record View(
      String id,
      String customerId,
      String customerName,
      String status,
      String mobileNumber,
      String createdAt) {
    static View of(Connection connection) {
      return new View(
          connection.id().toString(),
          connection.name(),
          connection.displayName(),
          connection.status().name().toLowerCase(Locale.ROOT),
          connection.number().orElse(null),
          Times.text(connection.createdAt()));
    }
  }

  @PostMapping(IMPORT)
  ResponseEntity<?> take(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key)
      throws IOException {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var customerId = fields.sessionName("customerId");
    var draft =
        new Connections.Draft(
            customerId,
            fields.optional("customerName", 255).filter(name -> !name.isBlank()).orElse(customerId),
            fields.httpUrl("websiteUrl"),
            SessionSettings.STANDARD);
    var file =
        fields
            .file()
            .orElseThrow(
                () -> Failure.invalid("file is required: a zip of an auth folder, or its JSON"));
    var auth = bytes(file);
    return idempotent.onceAtMost(
        tenant,
        IdempotentRequest.of(key, "POST " + IMPORT, fields.canonical()),
        IMPORT,
        () -> {
          var imported = transfers.take(tenant, draft, auth);
          return ResponseEntity.status(201)
              .body(Envelope.of(new Imported(View.of(imported.connection()), imported.token())));
        });
  }

  /// What is longer than any folder is not read to its end.
  private static byte[] bytes(MultipartFile file) throws IOException {
    try (var bytes = file.getInputStream()) {
      return bytes.readNBytes(Transfers.MAX_BYTES + 1);
    }
  }

  @GetMapping("/api/v1/connections/{id}/export")
  ResponseEntity<byte[]> give(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    var connection = connection(id);
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("application/zip"))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(connection + ".zip").build().toString())
        .body(transfers.give(tenant, connection));
  }

  private static UUID connection(String id) {
    return PathIds.parse(id, Problem.CONNECTION_NOT_FOUND, "Connection");
  }
}
