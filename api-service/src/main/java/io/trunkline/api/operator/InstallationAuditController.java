package io.trunkline.api.operator;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.identity.Access;
import io.trunkline.api.tenantapi.AuditView;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.contract.Caller;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InstallationAuditController {
  private final Audit audit;

  InstallationAuditController(Audit audit) {
    this.audit = audit;
  }

  @GetMapping("/admin/v1/audit")
  Envelope list(
      Caller caller, @RequestParam Optional<String> after, @RequestParam Optional<String> limit) {
    Access.operator(caller);
    return Envelope.of(AuditView.Page.of(audit.list(AuditView.cursor(after), Paging.limit(limit))));
  }
}
