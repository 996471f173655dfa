package io.trunkline.api.internal;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.identity.Access;
import io.trunkline.api.usage.Usage;
import io.trunkline.api.web.Fields;
import io.trunkline.contract.Caller;
import java.util.HashMap;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Takes the API calls that the edge gateway has counted since it told last.
@RestController
class CallCountsController {
  private static final int MOST_TENANTS = 1_000;

  private final Usage usage;

  CallCountsController(Usage usage) {
    this.usage = usage;
  }

  /// @param fields `{ "calls": [ { "tenantId", "count" } ] }`
  @PostMapping("/internal/v1/usage")
  ResponseEntity<Void> add(Caller caller, Fields fields) {
    Access.gateway(caller);
    var counts = new HashMap<UUID, Long>();
    for (var call : fields.objects("calls", MOST_TENANTS)) {
      counts.merge(
          tenant(call.required("tenantId", 36)),
          call.count("count").orElseThrow(() -> Failure.invalid("count is required")),
          Math::addExact);
    }
    usage.addCalls(counts);
    return ResponseEntity.noContent().build();
  }

  private static UUID tenant(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid("tenantId must be a UUID");
    }
  }
}
