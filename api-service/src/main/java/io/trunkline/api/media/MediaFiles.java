package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.usage.MediaQuota;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The media store, reached through the workers. Where one worker fails, the next is asked.
@Service
public class MediaFiles implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(MediaFiles.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Duration RETRY = Duration.ofSeconds(2);
  private static final int MAX_ANSWER_BYTES = 1 << 12;

  private final List<URI> workers;
  private final MediaQuota quota;
  private final Optional<PrivateKey> key;
  private final long maxBytes;
  private final Clock clock;
  private final JsonMapper json;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  MediaFiles(MediaSettings settings, MediaQuota quota, Clock clock, JsonMapper json) {
    this.quota = quota;
    this.workers = settings.workers();
    this.key = workers.isEmpty() ? Optional.empty() : Optional.of(settings.key());
    this.maxBytes = settings.maxSize().toBytes();
    this.clock = clock;
    this.json = json;
  }

  /// Keeps a file of the tenant.
  ///
  /// @param source gives the same bytes each time: another worker may be asked
  /// @throws Failure `MEDIA_TOO_LARGE`, `QUOTA_EXCEEDED`, `GATEWAY_UNAVAILABLE`
  public KeptFile keep(UUID tenant, InputStreamSource source, long length) {
    if (length > maxBytes) {
      throw tooLarge();
    }
    quota.check(tenant, length);
    var kept = sent(tenant, source, length);
    quota.stored(tenant, kept.length());
    return kept;
  }

  KeptFile sent(UUID tenant, InputStreamSource source, long length) {
    return ask(
        worker ->
            request(worker, "/internal/media", tenant)
                .PUT(
                    BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> open(source)), length))
                .build(),
        answer ->
            switch (answer.statusCode()) {
              case 201 -> Optional.of(kept(answer));
              case 413 -> throw tooLarge();
              default -> Optional.empty();
            });
  }

  /// A file of the tenant; empty where the store has none of that name.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public Optional<StoredFile> open(UUID tenant, String reference) {
    return ask(
        worker -> request(worker, "/internal/media/" + reference, tenant).GET().build(),
        answer ->
            switch (answer.statusCode()) {
              case 200 ->
                  Optional.of(
                      Optional.of(
                          new StoredFile(
                              answer.headers().firstValueAsLong("content-length").orElseThrow(),
                              answer.body())));
              case 404 -> Optional.of(Optional.<StoredFile>empty());
              default -> Optional.empty();
            });
  }

  /// Deletes a file, if it is there.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  void delete(UUID tenant, String reference) {
    var unused =
        ask(
            worker -> request(worker, "/internal/media/" + reference, tenant).DELETE().build(),
            answer -> answer.statusCode() == 204 ? Optional.of(true) : Optional.empty());
  }

  /// @param read empty where another worker is to be asked; it closes no body that it hands on
  private <T> T ask(
      Function<URI, HttpRequest> question, Function<HttpResponse<InputStream>, Optional<T>> read) {
    Exception last = null;
    int first = workers.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(workers.size());
    for (int i = 0; i < workers.size(); i++) {
      URI worker = workers.get((first + i) % workers.size());
      try {
        var answer = http.send(question.apply(worker), BodyHandlers.ofInputStream());
        var result = read.apply(answer);
        if (result.isPresent()) {
          return result.get();
        }
        answer.body().close();
        log.warn("worker {} answers {} about a file", worker, answer.statusCode());
      } catch (IOException | UncheckedIOException e) {
        log.warn("worker {} does not answer about a file: {}", worker, e.toString());
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.unavailable("The gateway is stopping", RETRY, e);
      }
    }
    throw Failure.unavailable("The media store is not ready", RETRY, last);
  }

  private HttpRequest.Builder request(URI worker, String path, UUID tenant) {
    var caller =
        new Caller(Kind.SERVICE, Optional.of(tenant), "api-service", Set.of(), Optional.empty());
    return HttpRequest.newBuilder(worker.resolve(path))
        .timeout(PATIENCE)
        .header(
            Caller.HEADER,
            IdentityToken.sign(caller, IdentityToken.WORKER, key.orElseThrow(), clock));
  }

  private KeptFile kept(HttpResponse<InputStream> answer) {
    try (var body = answer.body()) {
      var told = json.readTree(body.readNBytes(MAX_ANSWER_BYTES));
      return new KeptFile(
          told.path("reference").stringValue(),
          told.path("length").longValue(),
          ByteString.copyFrom(Base64.getDecoder().decode(told.path("sha256").stringValue())));
    } catch (JacksonException e) {
      throw new UncheckedIOException(new IOException("The answer cannot be read"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(InputStreamSource source) {
    try {
      return source.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Failure tooLarge() {
    return new Failure(Problem.MEDIA_TOO_LARGE, "The file is over the limit");
  }

  @Override
  public void destroy() {
    http.shutdownNow();
  }
}
