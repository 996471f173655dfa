package io.trunkline.api.operator;

import io.trunkline.api.credential.ApiKeys;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.tenantapi.KeyView;
import io.trunkline.api.tenantapi.NewKeys;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
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
class TenantKeysController {
  private static final String KEYS = "/admin/v1/tenants/{id}/keys";

  private final Tenants tenants;
  private final NewKeys creation;
  private final ApiKeys keys;

  TenantKeysController(Tenants tenants, ApiKeys keys, NewKeys creation) {
    this.tenants = tenants;
    this.keys = keys;
    this.creation = creation;
  }

  @GetMapping(KEYS)
  Envelope list(
      Caller caller,
      @PathVariable String id,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    Access.operator(caller);
    var tenant = tenants.get(TenantsController.tenantId(id)).id();
    return Envelope.of(KeyView.Page.of(keys.list(tenant), after, limit));
  }

  @PostMapping(KEYS)
  ResponseEntity<?> create(
      Caller caller,
      @PathVariable String id,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    Access.operator(caller);
    var tenant = tenants.get(TenantsController.tenantId(id)).id();
    return creation.reply(tenant, KEYS.replace("{id}", tenant.toString()), fields, key);
  }

  @DeleteMapping(KEYS + "/{keyId}")
  ResponseEntity<Void> delete(Caller caller, @PathVariable String id, @PathVariable String keyId) {
    Access.operator(caller);
    var tenant = tenants.get(TenantsController.tenantId(id)).id();
    keys.delete(tenant, PathIds.parse(keyId, Problem.KEY_NOT_FOUND, "Key"));
    return ResponseEntity.noContent().build();
  }
}
