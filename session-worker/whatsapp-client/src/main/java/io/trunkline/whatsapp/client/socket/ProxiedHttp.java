package io.trunkline.whatsapp.client.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.trunkline.whatsapp.client.media.MediaHttp;
import java.io.IOException;
import java.util.Arrays;

/// [MediaHttp] on the way of one session's socket: through its proxy. A connection serves one
/// request. The caller waits in its own thread, never in the event loop, and asks for each piece.
final class ProxiedHttp implements MediaHttp {
  private static final int PIECE_BYTES = 1 << 16;
  private static final int HTTPS = 443;

  /// Prepares a connection through the proxy, with TLS and HTTP.
  interface Connections {
    Bootstrap to(String host, int port, HttpAnswer answer);
  }

  private final Connections connections;

  ProxiedHttp(Connections connections) {
    this.connections = connections;
  }

  @Override
  public Answer send(Request request) throws IOException, InterruptedException {
    var uri = request.uri();
    int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
    var answer = new HttpAnswer();
    var connecting =
        connections
            .to(uri.getHost(), port, answer)
            .option(ChannelOption.AUTO_READ, false)
            .connect(uri.getHost(), port);
    Channel channel = connecting.channel();
    try {
      done(connecting);
      write(channel, request);
      answer.awaitHead(channel);
      return answer;
    } catch (IOException | InterruptedException | RuntimeException e) {
      var unused = channel.close();
      throw e;
    }
  }

  private static void write(Channel channel, Request request)
      throws IOException, InterruptedException {
    var uri = request.uri();
    var path =
        uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    var head =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method()), path);
    request.headers().forEach(head.headers()::set);
    head.headers().set(HttpHeaderNames.HOST, uri.getRawAuthority());
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    request
        .body()
        .ifPresent(body -> head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length()));
    done(channel.writeAndFlush(head));
    if (request.body().isPresent()) {
      var bytes = request.body().get().bytes();
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
        done(
            channel.writeAndFlush(
                new DefaultHttpContent(Unpooled.wrappedBuffer(Arrays.copyOf(piece, count)))));
      }
    }
    done(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
  }

  private static void done(ChannelFuture future) throws IOException, InterruptedException {
    if (!future.await().isSuccess()) {
      throw new IOException("The way through the proxy broke", future.cause());
    }
  }
}
