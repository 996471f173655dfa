package io.trunkline.edge.health;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.netty.channel.ChannelOption;
import io.trunkline.edge.EdgeSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.client.HttpClient;

@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
  @Bean
  HealthBoard healthBoard(EdgeSettings settings, ReactiveRedisConnectionFactory redis) {
    var http = HttpClient.create().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000);
    var client = WebClient.builder().clientConnector(new ReactorClientHttpConnector(http)).build();
    return new HealthBoard(client, redis, settings.healthUrls());
  }

  @Bean
  RouterFunction<ServerResponse> healthz(HealthBoard board) {
    return route(
        GET("/healthz"),
        request ->
            board
                .look()
                .flatMap(
                    seen ->
                        ServerResponse.status(seen.isUp() ? 200 : 503)
                            .contentType(MediaType.APPLICATION_JSON)
                            .bodyValue(seen)));
  }
}
