package io.trunkline.api.tenantapi;

import io.trunkline.api.credential.ApiKeys;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/// Makes a tenant's API key as a request asks for it, whether the tenant or the operator asks.
@Component
public class NewKeys {
  private final ApiKeys keys;
  private final IdempotentReplies idempotent;

  NewKeys(ApiKeys keys, IdempotentReplies idempotent) {
    this.keys = keys;
    this.idempotent = idempotent;
  }

  /// @param path of the request
  /// @param idempotencyKey null where the request has none
  /// @throws Failure `INVALID_REQUEST`
  public ResponseEntity<?> reply(UUID tenant, String path, Fields fields, String idempotencyKey) {
    var name = fields.required("name", 128);
    var scopes = KeyView.scopes(fields);
    var perSecond = KeyView.requestsPerSecond(fields);
    var expiresAt = fields.instant("expiresAt");
    var request = IdempotentRequest.of(idempotencyKey, "POST " + path, fields.canonical());
    return idempotent.once(
        tenant,
        request,
        path,
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
}
