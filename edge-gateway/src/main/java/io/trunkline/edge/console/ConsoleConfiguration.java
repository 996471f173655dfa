package io.trunkline.edge.console;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {
  private static final Resource PAGE = new ClassPathResource("console/index.html");
  private static final List<String> PAGES =
      List.of(
          "/overview",
          "/connections",
          "/messages",
          "/getting-started",
          "/notify",
          "/notify/**",
          "/tokens/docs",
          "/console/**");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  /// Files of the pages that show the APIs lie one level deeper.
  @Bean
  RouterFunction<ServerResponse> console() {
    return route(pages(), _ -> page())
        .andRoute(
            GET("/dashboard").or(GET("/dashboard/")),
            _ -> ServerResponse.permanentRedirect(URI.create("/")).build())
        .andRoute(GET("/assets/{file}"), ConsoleConfiguration::asset);
  }

  private static RequestPredicate pages() {
    return PAGES.stream()
        .map(path -> path.endsWith("**") ? GET(path) : GET(path).or(GET(path + "/")))
        .reduce(GET("/"), RequestPredicate::or);
  }

  private static Mono<ServerResponse> page() {
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_HTML)
        .cacheControl(CacheControl.noCache())
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .bodyValue(PAGE);
  }

  private static Mono<ServerResponse> asset(ServerRequest request) {
    var file = new ClassPathResource("console/assets/" + request.pathVariable("file"));
    if (!file.exists()) {
      return ServerResponse.notFound().build();
    }
    var packed = new ClassPathResource(file.getPath() + ".gz");
    var isPacked = packed.exists() && takesGzip(request);
    var answer =
        ServerResponse.ok()
            .contentType(
                MediaTypeFactory.getMediaType(file).orElse(MediaType.APPLICATION_OCTET_STREAM))
            .cacheControl(FOR_EVER)
            .varyBy(HttpHeaders.ACCEPT_ENCODING);
    return isPacked
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").bodyValue(packed)
        : answer.bodyValue(file);
  }

  private static boolean takesGzip(ServerRequest request) {
    return request.headers().header(HttpHeaders.ACCEPT_ENCODING).stream()
        .anyMatch(encodings -> encodings.contains("gzip"));
  }
}
