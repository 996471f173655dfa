package io.trunkline.edge.explorer;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.util.Map;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.webjars.WebJarVersionLocator;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ExplorerConfiguration {
  private static final Resource PAGE = new ClassPathResource("explorer/index.html");

  private final Map<String, Resource> assets = assets();

  @Bean
  RouterFunction<ServerResponse> explorer() {
    var page = GET("/docs").or(GET("/docs/")).or(GET("/api-docs")).or(GET("/api-docs/"));
    return route(page, _ -> served(PAGE))
        .andRoute(
            GET("/assets/explorer/{file}"),
            request ->
                Optional.ofNullable(assets.get(request.pathVariable("file")))
                    .map(ExplorerConfiguration::served)
                    .orElseGet(() -> ServerResponse.notFound().build()));
  }

  private static Mono<ServerResponse> served(Resource resource) {
    return ServerResponse.ok()
        .contentType(
            MediaTypeFactory.getMediaType(resource).orElse(MediaType.APPLICATION_OCTET_STREAM))
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .bodyValue(resource);
  }

  private static Map<String, Resource> assets() {
    return Map.of(
        "start.js", new ClassPathResource("explorer/start.js"),
        "swagger-ui.css", swagger("swagger-ui.css"),
        "swagger-ui-bundle.js", swagger("swagger-ui-bundle.js"),
        "swagger-ui-standalone-preset.js", swagger("swagger-ui-standalone-preset.js"),
        "favicon-32x32.png", swagger("favicon-32x32.png"));
  }

  private static Resource swagger(String file) {
    var path = new WebJarVersionLocator().fullPath("swagger-ui", file);
    if (path == null) {
      throw new IllegalStateException("Swagger UI has no " + file);
    }
    return new ClassPathResource(path);
  }
}
