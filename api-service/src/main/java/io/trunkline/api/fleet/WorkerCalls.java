package io.trunkline.api.fleet;

import io.trunkline.api.failure.Failure;
import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Calls over HTTP that any worker can answer. Where one fails, the next is asked.
@Component
public class WorkerCalls implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(WorkerCalls.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final List<URI> workers;
  private final Optional<PrivateKey> key;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  WorkerCalls(WorkerSettings settings, Clock clock) {
    this.workers = settings.workers();
    this.key = workers.isEmpty() ? Optional.empty() : Optional.of(settings.key());
    this.clock = clock;
  }

  /// @param caller in whose name
  /// @param call completes the request, which may be asked for once a worker
  /// @param read empty where another worker is to be asked; it closes no body that it hands on
  /// @param unavailable what the caller is told where none answers
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public <T> T ask(
      Caller caller,
      String path,
      Function<HttpRequest.Builder, HttpRequest.Builder> call,
      Function<HttpResponse<InputStream>, Optional<T>> read,
      String unavailable) {
    Exception last = null;
    int first = workers.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(workers.size());
    for (int i = 0; i < workers.size(); i++) {
      URI worker = workers.get((first + i) % workers.size());
      try {
        var request = call.apply(request(worker, path, caller)).build();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        var result = read.apply(answer);
        if (result.isPresent()) {
          return result.get();
        }
        answer.body().close();
        log.warn("worker {} answers {}", worker, answer.statusCode());
      } catch (IOException | UncheckedIOException e) {
        log.warn("worker {} does not answer: {}", worker, e.toString());
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.unavailable("The gateway is stopping", RETRY, e);
      }
    }
    throw Failure.unavailable(unavailable, RETRY, last);
  }

  private HttpRequest.Builder request(URI worker, String path, Caller caller) {
    return HttpRequest.newBuilder(worker.resolve(path))
        .timeout(PATIENCE)
        .header(
            Caller.HEADER,
            IdentityToken.sign(caller, IdentityToken.WORKER, key.orElseThrow(), clock));
  }

  @Override
  public void destroy() {
    http.shutdownNow();
  }
}
