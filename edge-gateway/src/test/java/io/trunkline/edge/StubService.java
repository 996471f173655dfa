package io.trunkline.edge;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import tools.jackson.databind.json.JsonMapper;

/// A service behind the gateway, over real HTTP. Like the real ones it answers 401 to whatever has
/// no valid identity for its audience; as api-service it knows the credentials it was told of.
final class StubService {
  /// What arrived with a valid identity.
  record Seen(String method, String uri, HttpHeaders headers, Caller caller, String body) {}

  private final String audience;
  private final PublicKey key;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, String> credentials = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private DisposableServer server;

  StubService(String audience, PublicKey key) {
    this.audience = audience;
    this.key = key;
    start(0);
  }

  private void start(int port) {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .channelGroup(connections)
            .route(
                routes ->
                    routes
                        .ws("/ws", this::stream)
                        .post("/internal/v1/credentials/introspect", this::introspect)
                        .post("/internal/v1/usage", (_, response) -> response.status(204).send())
                        .get("/api/v1/slow", this::never)
                        .get("/api/v1/hangup", (request, response) -> hangUp(response))
                        .route(any -> true, this::serve))
            .bindNow();
  }

  void stop() {
    server.channel().close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
  }

  void restart() {
    start(server.port());
  }

  int port() {
    return server.port();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /// Makes a credential good; the answer is the JSON of the introspection call.
  void knows(String form, String credential, String answer) {
    credentials.put(form + " " + credential, answer);
  }

  void forgets(String form, String credential) {
    credentials.remove(form + " " + credential);
  }

  int questions() {
    return questions.get();
  }

  List<Seen> seen() {
    return seen;
  }

  Seen last() {
    return seen.getLast();
  }

  private Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString()
        .defaultIfEmpty("")
        .flatMap(
            body ->
                keep(request, body)
                    ? json(response, "{\"success\":true,\"length\":" + body.length() + "}")
                    : response.status(401).send().then());
  }

  private Publisher<Void> introspect(HttpServerRequest request, HttpServerResponse response) {
    questions.incrementAndGet();
    return request
        .receive()
        .aggregate()
        .asString()
        .flatMap(
            body -> {
              if (!isFromGateway(request)) {
                return response.status(401).send().then();
              }
              var asked = JsonMapper.shared().readTree(body);
              var credential =
                  asked.path("form").asString() + " " + asked.path("credential").asString();
              return json(response, credentials.getOrDefault(credential, "{\"active\":false}"));
            });
  }

  private boolean isFromGateway(HttpServerRequest request) {
    try {
      return verified(request.requestHeaders()).kind() == Caller.Kind.GATEWAY;
    } catch (InvalidIdentityException e) {
      return false;
    }
  }

  private Publisher<Void> never(HttpServerRequest request, HttpServerResponse response) {
    return Mono.never();
  }

  private static Publisher<Void> hangUp(HttpServerResponse response) {
    response.withConnection(connection -> connection.channel().close());
    return Mono.never();
  }

  /// Sends the caller's tenant, then repeats every frame it gets.
  private Publisher<Void> stream(WebsocketInbound in, WebsocketOutbound out) {
    try {
      var caller = verified(in.headers());
      var hello = caller.tenant().map(Object::toString).orElse("none");
      return out.sendString(Flux.just(hello).concatWith(in.receive().asString()));
    } catch (InvalidIdentityException e) {
      return out.sendClose(1008, "no identity");
    }
  }

  private boolean keep(HttpServerRequest request, String body) {
    try {
      var caller = verified(request.requestHeaders());
      seen.add(
          new Seen(
              request.method().name(),
              request.uri(),
              request.requestHeaders().copy(),
              caller,
              body));
      return true;
    } catch (InvalidIdentityException e) {
      return false;
    }
  }

  private Caller verified(HttpHeaders headers) throws InvalidIdentityException {
    var tokens = headers.getAll(Caller.HEADER);
    var token = tokens.size() == 1 ? tokens.getFirst() : "";
    return IdentityToken.verify(token, audience, key, Clock.systemUTC());
  }

  private static Mono<Void> json(HttpServerResponse response, String body) {
    return response
        .header("Content-Type", "application/json")
        .sendByteArray(Mono.just(body.getBytes(StandardCharsets.UTF_8)))
        .then();
  }
}
