package io.trunkline.api.operator;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.tenant.Quotas;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.tenantlife.TenantLife;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TenantsController {
  private static final String TENANTS = "/admin/v1/tenants";

  private final Tenants tenants;
  private final TenantLife life;
  private final IdempotentReplies idempotent;

  TenantsController(Tenants tenants, TenantLife life, IdempotentReplies idempotent) {
    this.tenants = tenants;
    this.life = life;
    this.idempotent = idempotent;
  }

  @GetMapping(TENANTS)
  Envelope list(
      Caller caller, @RequestParam Optional<String> after, @RequestParam Optional<String> limit) {
    Access.operator(caller);
    var slice = Paging.slice(tenants.list(), after, limit, TenantView::of);
    return Envelope.of(new TenantView.Page(slice.items(), slice.next()));
  }

  @PostMapping(TENANTS)
  ResponseEntity<?> create(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    Access.operator(caller);
    var name = fields.required("name", 128);
    var country = fields.callingCode("defaultCountry").orElse(Tenant.DEFAULT_COUNTRY);
    var quotas = quotas(fields, Quotas.NONE);
    return idempotent.onceAtMost(
        IdempotentRequest.INSTALLATION,
        IdempotentRequest.of(key, "POST " + TENANTS, fields.canonical()),
        TENANTS,
        () -> ResponseEntity.status(201).body(single(tenants.create(name, country, quotas))));
  }

  @GetMapping(TENANTS + "/{id}")
  Envelope get(Caller caller, @PathVariable String id) {
    Access.operator(caller);
    return single(tenants.get(tenantId(id)));
  }

  @PatchMapping(TENANTS + "/{id}")
  Envelope change(Caller caller, @PathVariable String id, Fields fields) {
    Access.operator(caller);
    var known = tenants.get(tenantId(id));
    var name = fields.has("name") ? fields.required("name", 128) : known.name();
    return single(
        tenants.change(
            known.id(),
            name,
            fields.callingCode("defaultCountry").orElse(known.defaultCountry()),
            quotas(fields, known.quotas())));
  }

  @DeleteMapping(TENANTS + "/{id}")
  ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
    Access.operator(caller);
    life.delete(tenantId(id));
    return ResponseEntity.noContent().build();
  }

  @PostMapping(TENANTS + "/{id}/suspend")
  ResponseEntity<Void> suspend(Caller caller, @PathVariable String id) {
    Access.operator(caller);
    life.suspend(tenantId(id));
    return ResponseEntity.noContent().build();
  }

  @PostMapping(TENANTS + "/{id}/resume")
  ResponseEntity<Void> resume(Caller caller, @PathVariable String id) {
    Access.operator(caller);
    life.resume(tenantId(id));
    return ResponseEntity.noContent().build();
  }

  static UUID tenantId(String text) {
    return PathIds.parse(text, Problem.TENANT_NOT_FOUND, "Tenant");
  }

  private static Envelope single(Tenant tenant) {
    return Envelope.of(new TenantView.Single(TenantView.of(tenant)));
  }

  /// A quota that is not named stays; `null` lifts it.
  private static Quotas quotas(Fields fields, Quotas known) {
    var given = fields.object("quotas");
    if (given.isEmpty()) {
      return known;
    }
    var quotas = given.get();
    return new Quotas(
        quota(quotas, "sessions", known.sessions(), 0),
        quota(quotas, "messagesPerDay", known.messagesPerDay(), 0),
        quota(quotas, "requestsPerSecond", known.requestsPerSecond(), 1),
        quotas.isNull("mediaBytes")
            ? Optional.empty()
            : quotas.count("mediaBytes").or(known::mediaBytes));
  }

  private static Optional<Integer> quota(
      Fields quotas, String name, Optional<Integer> known, int least) {
    if (quotas.isNull(name)) {
      return Optional.empty();
    }
    return quotas
        .count(name)
        .map(
            value -> {
              if (value < least || value > Integer.MAX_VALUE) {
                throw Failure.invalid(name + " must be a whole number from " + least + " up");
              }
              return value.intValue();
            })
        .or(() -> known);
  }
}
