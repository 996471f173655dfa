package io.trunkline.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.servers.Server;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Fields;
import io.trunkline.contract.Caller;
import java.util.List;
import org.springdoc.core.models.GroupedOpenApi;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration implements WebMvcConfigurer {
  private final List<ErrorView> views;
  private final JsonMapper json;

  OpenApiConfiguration(List<ErrorView> views, JsonMapper json) {
    this.views = views;
    this.json = json;
    // What these carry is the credential, and the body as the words of the definition show it.
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, Fields.class);
  }

  /// Wherever the definition was read from is the server.
  @Bean
  OpenAPI openApi() {
    return new OpenAPI().servers(List.of(new Server().url("/")));
  }

  @Bean
  GroupedOpenApi multiSessionDefinition() {
    return of(Definition.MULTI_SESSION);
  }

  @Bean
  GroupedOpenApi wwebjsDefinition() {
    return of(Definition.WWEBJS);
  }

  @Bean
  GroupedOpenApi managerDefinition() {
    return of(Definition.MANAGER);
  }

  @Bean
  GroupedOpenApi notifyDefinition() {
    return of(Definition.NOTIFY);
  }

  @Bean
  GroupedOpenApi tokensDefinition() {
    return of(Definition.TOKENS);
  }

  @Bean
  GroupedOpenApi trunklineDefinition() {
    return of(Definition.TRUNKLINE);
  }

  @Bean
  GroupedOpenApi operatorDefinition() {
    return of(Definition.OPERATOR);
  }

  private GroupedOpenApi of(Definition definition) {
    return definition
        .endpoints()
        .addOpenApiCustomizer(new Describing(definition, Words.of(definition, json), views, json))
        .build();
  }

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addViewController("/openapi.json").setViewName("forward:/openapi/wwebjs.json");
  }
}
