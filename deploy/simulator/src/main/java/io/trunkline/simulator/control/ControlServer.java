package io.trunkline.simulator.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.simulator.phone.PhoneException;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Serves the control API, a virtual thread a request: many of them wait for an inbox.
public final class ControlServer implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String JSON = "application/json";
  private static final int BACKLOG = 1024;

  static {
    // Without it each answer on a kept connection waits for the client's delayed ack.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer http;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Routes routes;

  /// @param port 0 for any
  public ControlServer(World world, String host, int port) {
    routes = new Routes(world);
    try {
      http = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("Port %d of %s is taken".formatted(port, host), e));
    }
    http.setExecutor(executor);
    http.createContext("/", this::serve);
    http.start();
  }

  public int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
    executor.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().equals("/openapi.json")) {
        write(exchange, 200, JSON, openApi());
        return;
      }
      Reply reply = answer(exchange);
      if (reply.body() == null) {
        exchange.sendResponseHeaders(reply.status(), -1);
      } else if (reply.body() instanceof byte[] jpeg) {
        write(exchange, reply.status(), "image/jpeg", jpeg);
      } else {
        write(exchange, reply.status(), JSON, MAPPER.writeValueAsBytes(reply.body()));
      }
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    try {
      return routes.answer(Request.read(exchange));
    } catch (ControlException e) {
      return Reply.error(e.status(), e.slug(), e.getMessage());
    } catch (PhoneException e) {
      return Reply.error(
          e.code().status(),
          e.code().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          e.getMessage());
    } catch (JidException e) {
      return Reply.error(400, "bad-request", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.error(503, "shutting-down", "The simulator is shutting down");
    } catch (RuntimeException e) {
      log.error("The control API failed", e);
      return Reply.error(500, "internal-error", "See the simulator's log");
    }
  }

  private static void write(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }

  private static byte[] openApi() throws IOException {
    try (InputStream in = ControlServer.class.getResourceAsStream("openapi.json")) {
      return in.readAllBytes();
    }
  }
}
