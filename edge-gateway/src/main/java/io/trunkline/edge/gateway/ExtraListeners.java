package io.trunkline.edge.gateway;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;

/// The ports beside `server.port`: the same server settings, the same handler, and so the same
/// routes by construction.
public final class ExtraListeners implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ExtraListeners.class);

  private final NettyReactiveWebServerFactory factory;
  private final HttpHandler handler;
  private final List<Integer> wanted;
  private final List<WebServer> servers = new ArrayList<>();

  ExtraListeners(NettyReactiveWebServerFactory factory, HttpHandler handler, List<Integer> wanted) {
    this.factory = factory;
    this.handler = handler;
    this.wanted = wanted;
  }

  /// The ports that are open, in the order of the setting.
  public synchronized List<Integer> ports() {
    return servers.stream().map(WebServer::getPort).toList();
  }

  @Override
  public synchronized void start() {
    for (var port : wanted) {
      // The main server has its port by now.
      factory.setPort(port);
      var server = factory.getWebServer(handler);
      server.start();
      servers.add(server);
      log.info("also listening on port {}", server.getPort());
    }
  }

  @Override
  public synchronized void stop() {
    servers.forEach(WebServer::destroy);
    servers.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return !servers.isEmpty();
  }
}
