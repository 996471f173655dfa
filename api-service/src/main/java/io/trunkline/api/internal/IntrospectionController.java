package io.trunkline.api.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.api.credential.Credential;
import io.trunkline.api.credential.Introspection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Fields;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.List;
import java.util.Locale;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Tells the edge gateway what a credential stands for.
@RestController
class IntrospectionController {
  private static final int MAX_CREDENTIAL = 4096;

  private final Introspection introspection;

  IntrospectionController(Introspection introspection) {
    this.introspection = introspection;
  }

  /// Everything but `active` is absent where the credential is not valid.
  ///
  /// @param tenantId absent for the operator
  /// @param sessionId null unless the credential is limited to one connection
  record Answer(
      boolean active,
      @JsonInclude(JsonInclude.Include.NON_NULL) String kind,
      @JsonInclude(JsonInclude.Include.NON_NULL) String tenantId,
      @JsonInclude(JsonInclude.Include.NON_NULL) String subject,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<String> scopes,
      @JsonInclude(JsonInclude.Include.NON_NULL) String sessionId,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suspended,
      @JsonInclude(JsonInclude.Include.NON_NULL) Limits limits) {
    static final Answer INACTIVE = new Answer(false, null, null, null, null, null, null, null);

    static Answer of(Credential credential) {
      return new Answer(
          true,
          credential.kind().name(),
          credential.tenant().map(Object::toString).orElse(null),
          credential.subject(),
          credential.scopes().stream().sorted().map(Scope::name).toList(),
          credential.session().map(Object::toString).orElse(null),
          credential.suspended(),
          new Limits(
              credential.requestsPerSecond().orElse(null),
              credential.keyRequestsPerSecond().orElse(null)));
    }
  }

  /// @param requestsPerSecond absent: the edge gateway's own limit
  /// @param keyRequestsPerSecond the credential's own; absent: none
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Limits(Integer requestsPerSecond, Integer keyRequestsPerSecond) {}

  @PostMapping("/internal/v1/credentials/introspect")
  Answer introspect(Caller caller, Fields fields) {
    Access.gateway(caller);
    var form = form(fields.required("form", 32));
    var credential = fields.optional("credential", MAX_CREDENTIAL).orElse("");
    return introspection.introspect(form, credential).map(Answer::of).orElse(Answer.INACTIVE);
  }

  private static Credential.Form form(String name) {
    for (var form : Credential.Form.values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(name)) {
        return form;
      }
    }
    throw Failure.invalid("form must be one of the forms of credentials");
  }
}
