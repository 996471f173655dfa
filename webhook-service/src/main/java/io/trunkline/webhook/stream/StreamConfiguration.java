package io.trunkline.webhook.stream;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class StreamConfiguration implements WebSocketConfigurer {
  private final Readers readers;

  StreamConfiguration(Readers readers) {
    this.readers = readers;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    // The edge gateway has judged the origin; without its identity nothing comes this far.
    registry
        .addHandler(readers, Readers.PATH, Readers.PATH + "/*")
        .addInterceptors(readers)
        .setAllowedOriginPatterns("*");
  }
}
