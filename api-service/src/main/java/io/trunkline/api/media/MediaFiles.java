package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.fleet.WorkerCalls;
import io.trunkline.api.usage.MediaQuota;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The media store, reached through the workers.
@Service
public class MediaFiles {
  private static final int MAX_ANSWER_BYTES = 1 << 12;

  private final WorkerCalls workers;
  private final MediaQuota quota;
  private final FileAges ages;
  private final long maxBytes;
  private final Duration retention;
  private final JsonMapper json;

  MediaFiles(
      MediaSettings settings,
      WorkerCalls workers,
      MediaQuota quota,
      FileAges ages,
      JsonMapper json) {
    this.workers = workers;
    this.quota = quota;
    this.ages = ages;
    this.maxBytes = settings.maxSize().toBytes();
    this.retention = settings.retention();
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
    quota.check(tenant, length, retention);
    var kept = sent(tenant, source, length);
    if (ages.noted(tenant, kept.reference()) && !has(tenant, kept.reference())) {
      kept = sent(tenant, source, length);
    }
    quota.stored(tenant, kept.length());
    return kept;
  }

  private boolean has(UUID tenant, String reference) {
    return ask(
        tenant,
        "/internal/media/" + reference,
        HttpRequest.Builder::HEAD,
        answer ->
            switch (answer.statusCode()) {
              case 200 -> Optional.of(true);
              case 404 -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /// A file that came into the store by another way is one of a message's from now on.
  void noted(UUID tenant, String reference) {
    var unused = ages.noted(tenant, reference);
  }

  KeptFile sent(UUID tenant, InputStreamSource source, long length) {
    return ask(
        tenant,
        "/internal/media",
        request ->
            request.PUT(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofInputStream(() -> open(source)), length)),
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
        tenant,
        "/internal/media/" + reference,
        request -> request.GET(),
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
            tenant,
            "/internal/media/" + reference,
            HttpRequest.Builder::DELETE,
            answer -> answer.statusCode() == 204 ? Optional.of(true) : Optional.empty());
  }

  /// @param read empty where another worker is to be asked; it closes no body that it hands on
  private <T> T ask(
      UUID tenant,
      String path,
      Function<HttpRequest.Builder, HttpRequest.Builder> call,
      Function<HttpResponse<InputStream>, Optional<T>> read) {
    var caller =
        new Caller(Kind.SERVICE, Optional.of(tenant), "api-service", Set.of(), Optional.empty());
    return workers.ask(caller, path, call, read, "The media store is not ready");
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
}
