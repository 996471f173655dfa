package io.trunkline.edge.gateway;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.trunkline.edge.EdgeMeters;
import io.trunkline.edge.credential.RefusedException;
import io.trunkline.edge.dialect.Dialect;
import io.trunkline.edge.dialect.PathTable;
import io.trunkline.edge.dialect.Refusal;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/// The one place where a failure becomes an answer, in the words of the request's dialect.
final class ErrorReplies implements WebExceptionHandler, Ordered {
  private static final Logger log = LoggerFactory.getLogger(ErrorReplies.class);

  /// Seconds after which a client may try again when a service is away.
  private static final String AWAY_RETRY_AFTER = "2";

  private final ApplicationContext context;
  private final EdgeMeters meters;

  ErrorReplies(ApplicationContext context, EdgeMeters meters) {
    this.context = context;
    this.meters = meters;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getApplicationContext() != context) {
      return Mono.error(failure);
    }
    var refusal = refusal(failure);
    var requestId = Passage.of(exchange).map(Passage::requestId).orElse("");
    if (refusal == Refusal.INTERNAL) {
      log.error("request {} failed", requestId, failure);
    } else if (refusal == Refusal.UNAVAILABLE || refusal == Refusal.TIMEOUT) {
      log.warn("request {} was not served: {}", requestId, failure.toString());
    }
    meters.refusal(refusal.code());
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    return BodyLimit.drained(exchange.getRequest())
        .then(Mono.defer(() -> write(exchange, refusal)));
  }

  private static Mono<Void> write(ServerWebExchange exchange, Refusal refusal) {
    var dialect = Passage.of(exchange).map(Passage::dialect).orElse(Dialect.NONE);
    var response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(dialect.status(refusal)));
    var headers = response.getHeaders();
    headers.setContentType(MediaType.APPLICATION_JSON);
    if (refusal == Refusal.UNAVAILABLE) {
      headers.set(HttpHeaders.RETRY_AFTER, AWAY_RETRY_AFTER);
    }
    if (refusal == Refusal.NO_CREDENTIAL && dialect.status(refusal) == 401) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    var request = exchange.getRequest();
    var body =
        dialect
            .body(
                refusal,
                request.getMethod().name(),
                PathTable.withoutTrailingSlash(request.getURI().getRawPath()))
            .getBytes(StandardCharsets.UTF_8);
    headers.setContentLength(body.length);
    return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  private static Refusal refusal(Throwable failure) {
    for (var cause = Exceptions.unwrap(failure); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case RefusedException refused -> {
          return refused.refusal();
        }
        case ConnectTimeoutException _,
            ConnectException _,
            UnknownHostException _,
            SocketException _,
            ClosedChannelException _,
            PrematureCloseException _,
            PoolAcquireTimeoutException _,
            PoolAcquirePendingLimitException _ -> {
          return Refusal.UNAVAILABLE;
        }
        case ReadTimeoutException _, TimeoutException _ -> {
          return Refusal.TIMEOUT;
        }
        case ResponseStatusException status -> {
          return ofStatus(status.getStatusCode());
        }
        default -> {}
      }
    }
    return Refusal.INTERNAL;
  }

  private static Refusal ofStatus(HttpStatusCode status) {
    if (status.isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT)) {
      return Refusal.TIMEOUT;
    }
    if (status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
      return Refusal.NOT_FOUND;
    }
    if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
      return Refusal.UNAVAILABLE;
    }
    return status.is4xxClientError() ? Refusal.BAD_REQUEST : Refusal.INTERNAL;
  }
}
