package io.trunkline.api.tenantapi;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AuditController {
  private final Audit audit;

  AuditController(Audit audit) {
    this.audit = audit;
  }

  @GetMapping("/api/v1/audit")
  Envelope list(
      Caller caller, @RequestParam Optional<String> after, @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.ADMIN);
    return Envelope.of(
        AuditView.Page.of(audit.list(tenant, AuditView.cursor(after), Paging.limit(limit))));
  }
}
