package io.trunkline.api.openapi;

import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.security.SecurityScheme.In;
import io.swagger.v3.oas.models.security.SecurityScheme.Type;
import java.lang.reflect.Method;
import java.util.List;
import org.springdoc.core.models.GroupedOpenApi;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;

/// The definitions that exist. Every endpoint is in exactly one, by the package of its controller
/// or, for Trunkline's own, by the prefix of its path.
enum Definition {
  MULTI_SESSION("multi-session", List.of(apiKey("X-API-Key"), bearer("A tenant's API key."))),
  WWEBJS("wwebjs", List.of(apiKey("x-api-key"), bearer("A tenant's API key."))),
  MANAGER("manager", List.of(bearer("A connection token or API key."), apiKey("X-API-Key"))),
  NOTIFY("notify", List.of(apiKey("X-API-Key"))),
  TOKENS("tokens", List.of(bearer("An API token."), apiKey("X-API-Key"))),
  TRUNKLINE("trunkline", List.of(apiKey("X-API-Key"), bearer("A tenant's API key."))),
  OPERATOR("operator", List.of(apiKey("X-Admin-Key")));

  private final String id;
  private final List<SecurityScheme> credentials;

  Definition(String id, List<SecurityScheme> credentials) {
    this.id = id;
    this.credentials = credentials;
  }

  String id() {
    return id;
  }

  /// The ways to show who calls; any one of them is enough.
  List<SecurityScheme> credentials() {
    return credentials;
  }

  /// Which mapped endpoints are in it.
  GroupedOpenApi.Builder endpoints() {
    var group =
        GroupedOpenApi.builder()
            .group(id + ".json")
            .displayName(id)
            .addOpenApiMethodFilter(Definition::isSupported);
    return switch (this) {
      case TRUNKLINE ->
          group.pathsToMatch("/api/v1/**").packagesToExclude("io.trunkline.api.manager");
      case OPERATOR -> group.pathsToMatch("/admin/v1/**");
      case MULTI_SESSION -> group.packagesToScan("io.trunkline.api.multisession");
      case MANAGER, NOTIFY, TOKENS, WWEBJS -> group.packagesToScan("io.trunkline.api." + id);
    };
  }

  /// What is mapped with every method says that it is not supported.
  private static boolean isSupported(Method handler) {
    var mapping = AnnotatedElementUtils.findMergedAnnotation(handler, RequestMapping.class);
    return mapping != null && mapping.method().length > 0;
  }

  private static SecurityScheme apiKey(String header) {
    return new SecurityScheme().type(Type.APIKEY).in(In.HEADER).name(header);
  }

  private static SecurityScheme bearer(String what) {
    return new SecurityScheme().type(Type.HTTP).scheme("bearer").description(what);
  }
}
