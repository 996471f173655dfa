package io.trunkline.api.tenantapi;

import io.trunkline.api.credential.ApiKeys;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class KeysController {
  private static final String KEYS = "/api/v1/keys";

  private final ApiKeys keys;
  private final IdempotentReplies idempotent;

  KeysController(ApiKeys keys, IdempotentReplies idempotent) {
    this.keys = keys;
    this.idempotent = idempotent;
  }

  @GetMapping(KEYS)
  Envelope list(Caller caller) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    return Envelope.of(new KeyView.Page(keys.list(tenant).stream().map(KeyView::of).toList()));
  }

  @PostMapping(KEYS)
  ResponseEntity<?> create(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    var name = fields.required("name", 128);
    var scopes = KeyView.scopes(fields);
    var perSecond = KeyView.requestsPerSecond(fields);
    var expiresAt = fields.instant("expiresAt");
    var request = IdempotentRequest.of(key, "POST " + KEYS, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        KEYS,
        () ->
            ResponseEntity.status(201)
                .body(
                    Envelope.of(
                        new KeyView.Single(
                            KeyView.of(
                                keys.create(
                                    tenant, name, scopes, perSecond, expiresAt, request))))),
        // The secret was in the reply that got lost, and nobody has it any more.
        id -> {
          throw new Failure(
              Problem.IDEMPOTENCY_KEY_REUSED,
              "The key " + id + " was created, but its secret is lost; delete it");
        });
  }

  @DeleteMapping(KEYS + "/{id}")
  ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    keys.delete(tenant, PathIds.parse(id, Problem.KEY_NOT_FOUND, "Key"));
    return ResponseEntity.noContent().build();
  }
}
