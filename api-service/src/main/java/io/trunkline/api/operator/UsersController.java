package io.trunkline.api.operator;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.identity.Access;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.user.Role;
import io.trunkline.api.user.Users;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Users of tenants at `/admin/v1/tenants/{id}/users`, operators at `/admin/v1/users`.
@RestController
class UsersController {
  private static final String OF_TENANT = "/admin/v1/tenants/{id}/users";
  private static final String OPERATORS = "/admin/v1/users";

  private final Tenants tenants;
  private final Users users;
  private final IdempotentReplies idempotent;

  UsersController(Tenants tenants, Users users, IdempotentReplies idempotent) {
    this.tenants = tenants;
    this.users = users;
    this.idempotent = idempotent;
  }

  @GetMapping(OF_TENANT)
  Envelope list(
      Caller caller,
      @PathVariable String id,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    return page(tenant(caller, id), after, limit);
  }

  @PostMapping(OF_TENANT)
  ResponseEntity<?> create(
      Caller caller,
      @PathVariable String id,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var tenant = tenant(caller, id);
    var role =
        Role.ofTenant(fields.required("role", 16))
            .orElseThrow(() -> Failure.invalid("role must be viewer, agent or admin"));
    return created(tenant, fields, role, key);
  }

  @DeleteMapping(OF_TENANT + "/{userId}")
  ResponseEntity<Void> delete(Caller caller, @PathVariable String id, @PathVariable String userId) {
    users.delete(tenant(caller, id), userId(userId));
    return ResponseEntity.noContent().build();
  }

  @GetMapping(OPERATORS)
  Envelope operators(
      Caller caller, @RequestParam Optional<String> after, @RequestParam Optional<String> limit) {
    Access.operator(caller);
    return page(Optional.empty(), after, limit);
  }

  @PostMapping(OPERATORS)
  ResponseEntity<?> createOperator(
      Caller caller,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    Access.operator(caller);
    return created(Optional.empty(), fields, Role.OPERATOR, key);
  }

  @DeleteMapping(OPERATORS + "/{userId}")
  ResponseEntity<Void> deleteOperator(Caller caller, @PathVariable String userId) {
    Access.operator(caller);
    users.delete(Optional.empty(), userId(userId));
    return ResponseEntity.noContent().build();
  }

  private Envelope page(Optional<UUID> tenant, Optional<String> after, Optional<String> limit) {
    var slice = Paging.slice(users.list(tenant), after, limit, UserView::of);
    return Envelope.of(new UserView.Page(slice.items(), slice.next()));
  }

  private ResponseEntity<?> created(Optional<UUID> tenant, Fields fields, Role role, String key) {
    var email = fields.required("email", 254);
    var password = fields.required("password", 72);
    return idempotent.onceAtMost(
        tenant.orElse(IdempotentRequest.INSTALLATION),
        IdempotentRequest.of(key, "POST " + OPERATORS, fields.canonical()),
        OPERATORS,
        () ->
            ResponseEntity.status(201)
                .body(
                    Envelope.of(
                        new UserView.Single(
                            UserView.of(users.create(tenant, email, password, role))))));
  }

  private Optional<UUID> tenant(Caller caller, String id) {
    Access.operator(caller);
    return Optional.of(tenants.get(TenantsController.tenantId(id)).id());
  }

  private static UUID userId(String text) {
    return PathIds.parse(text, Problem.USER_NOT_FOUND, "User");
  }
}
