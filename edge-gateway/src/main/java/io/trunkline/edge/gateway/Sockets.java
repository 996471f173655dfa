package io.trunkline.edge.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/// Ends a WebSocket that is being proxied. Nothing in the chain of filters can: after the upgrade
/// the connection lives by itself.
final class Sockets {
  private Sockets() {}

  /// @param upgrade the request that the stream began with
  /// @param signal what ends it; given up when the stream ends by itself
  static void closeWhen(ServerHttpRequest upgrade, Mono<?> signal) {
    HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(upgrade);
    request.withConnection(
        connection -> {
          var channel = connection.channel();
          var waiting = signal.subscribe(_ -> close(channel));
          channel.closeFuture().addListener(_ -> waiting.dispose());
        });
  }

  private static void close(Channel channel) {
    channel
        .writeAndFlush(
            new CloseWebSocketFrame(
                WebSocketCloseStatus.POLICY_VIOLATION, "credential is no longer accepted"))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
