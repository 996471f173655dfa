package io.trunkline.whatsapp.client.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.resolver.AddressResolverGroup;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Predicate;

/// Resolves a proxy's name off the event loop and connects to an address only that may be reached.
/// Stands between the socket and the proxy's own handler.
final class ProxyAddress extends ChannelOutboundHandlerAdapter {
  private final AddressResolverGroup<InetSocketAddress> names;
  private final Predicate<InetAddress> isAllowed;

  ProxyAddress(AddressResolverGroup<InetSocketAddress> names, Predicate<InetAddress> isAllowed) {
    this.names = names;
    this.isAllowed = isAllowed;
  }

  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress proxy,
      SocketAddress local,
      ChannelPromise promise) {
    names
        .getResolver(context.executor())
        .resolve(proxy)
        .addListener(
            (io.netty.util.concurrent.Future<InetSocketAddress> found) -> {
              if (!found.isSuccess()) {
                promise.tryFailure(found.cause());
              } else if (isAllowed.test(found.getNow().getAddress())) {
                context.connect(found.getNow(), local, promise);
              } else {
                promise.tryFailure(
                    new ConnectException(
                        "The proxy's address is in a network that is not allowed"));
              }
            });
  }
}
