package io.trunkline.api.tenantapi;

import io.trunkline.api.credential.ApiKeys;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class KeysController {
  private static final String KEYS = "/api/v1/keys";

  private final ApiKeys keys;
  private final NewKeys creation;

  KeysController(ApiKeys keys, NewKeys creation) {
    this.keys = keys;
    this.creation = creation;
  }

  @GetMapping(KEYS)
  Envelope list(
      Caller caller, @RequestParam Optional<String> after, @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    return Envelope.of(KeyView.Page.of(keys.list(tenant), after, limit));
  }

  @PostMapping(KEYS)
  ResponseEntity<?> create(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    return creation.reply(tenant, KEYS, fields, key);
  }

  @DeleteMapping(KEYS + "/{id}")
  ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    keys.delete(tenant, PathIds.parse(id, Problem.KEY_NOT_FOUND, "Key"));
    return ResponseEntity.noContent().build();
  }
}
