package io.trunkline.edge.gateway;

import io.trunkline.edge.EdgeSettings;
import io.trunkline.edge.credential.RefusedException;
import io.trunkline.edge.dialect.Dialect;
import io.trunkline.edge.dialect.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// How large a body may be. A declared length is refused before the body is read; one that is not
/// declared is counted while it passes.
///
/// The body of a refused request is read and thrown away, within [#DRAINED_BYTES] and
/// [#DRAINED_FOR], before the answer: closing a connection with bytes unread resets it, and the
/// client would never see the answer; and Reactor Netty, where it answers before a body has come,
/// may never read the connection's next request.
final class BodyLimit {
  static final long DRAINED_BYTES = 64L * 1024 * 1024;
  static final Duration DRAINED_FOR = Duration.ofSeconds(10);

  private final EdgeSettings settings;

  BodyLimit(EdgeSettings settings) {
    this.settings = settings;
  }

  boolean isDeclaredTooLarge(Dialect dialect, ServerHttpRequest request) {
    return request.getHeaders().getContentLength() > limit(dialect, request.getHeaders()).bytes();
  }

  RefusedException refusal(Dialect dialect, ServerHttpRequest request) {
    return limit(dialect, request.getHeaders()).passed();
  }

  /// Done once the client can hear an answer; at once where somebody else has read the body.
  static Mono<Void> drained(ServerHttpRequest request) {
    // A client that asked first has sent nothing yet, and is told before it does.
    if (request.getHeaders().containsHeader(HttpHeaders.EXPECT)) {
      return Mono.empty();
    }
    return Mono.defer(
        () -> {
          var seen = new AtomicLong();
          return request
              .getBody()
              .map(
                  buffer -> {
                    seen.addAndGet(buffer.readableByteCount());
                    return DataBufferUtils.release(buffer);
                  })
              .takeWhile(released -> seen.get() <= DRAINED_BYTES)
              .take(DRAINED_FOR)
              .then()
              .onErrorComplete();
        });
  }

  /// The request with a body that fails where it grows too large.
  ServerHttpRequest counted(Dialect dialect, ServerHttpRequest request) {
    return request.getHeaders().getContentLength() >= 0
        ? request
        : new Counted(request, limit(dialect, request.getHeaders()));
  }

  /// @param refusal of a body that has more
  private record Limit(long bytes, Refusal refusal) {
    RefusedException passed() {
      return new RefusedException(refusal);
    }
  }

  private Limit limit(Dialect dialect, HttpHeaders headers) {
    if (dialect == Dialect.WWEBJS) {
      return new Limit(settings.maxWwebjsBody().toBytes(), Refusal.BODY_TOO_LARGE);
    }
    return isMultipart(headers)
        ? new Limit(settings.maxUpload().toBytes(), Refusal.MEDIA_TOO_LARGE)
        : new Limit(settings.maxBody().toBytes(), Refusal.BODY_TOO_LARGE);
  }

  private static boolean isMultipart(HttpHeaders headers) {
    try {
      var type = headers.getContentType();
      return type != null && MediaType.MULTIPART_FORM_DATA.includes(type);
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static final class Counted extends ServerHttpRequestDecorator {
    private final Limit limit;

    Counted(ServerHttpRequest request, Limit limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(
          () -> {
            var seen = new AtomicLong();
            return super.getBody()
                .<DataBuffer>handle(
                    (buffer, sink) -> {
                      var total = seen.addAndGet(buffer.readableByteCount());
                      if (total <= limit.bytes()) {
                        sink.next(buffer);
                        return;
                      }
                      DataBufferUtils.release(buffer);
                      if (total > limit.bytes() + DRAINED_BYTES) {
                        sink.error(limit.passed());
                      }
                    })
                .concatWith(
                    Mono.defer(
                        () ->
                            seen.get() > limit.bytes()
                                ? Mono.error(limit.passed())
                                : Mono.empty()));
          });
    }
  }
}
