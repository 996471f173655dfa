package io.trunkline.api.media;

import io.trunkline.api.egress.EgressGuard;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Service;

/// Fetches files from URLs that tenants name: http and https only, no private addresses (also not
/// by a redirect), bounded in size, time and redirects.
@Service
public class UrlFetch implements DisposableBean {
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_CONNECTIONS = 64;
  private static final Timeout SILENCE = Timeout.ofSeconds(5);

  private final CloseableHttpClient http;
  private final long maxBytes;
  private final Duration patience;

  UrlFetch(EgressGuard guard, MediaSettings settings) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(guard)
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_CONNECTIONS / 8)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(SILENCE)
                    .setSocketTimeout(SILENCE)
                    .build())
            // The TLS handshake comes before any request's own timeout.
            .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(SILENCE).build())
            .build();
    http =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(SILENCE)
                    .setResponseTimeout(SILENCE)
                    .setRedirectsEnabled(false)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
    maxBytes = settings.maxSize().toBytes();
    patience = settings.fetchTimeout();
  }

  /// @param url absolute
  /// @throws Failure `MEDIA_FETCH_FAILED`, `MEDIA_TOO_LARGE`
  public FetchedFile fetch(String url) {
    long end = System.nanoTime() + patience.toNanos();
    URI at = checked(url);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      var get = new HttpGet(at);
      long left = Math.max(end - System.nanoTime(), 0);
      // Who sends a byte now and then would otherwise never be done.
      var limit =
          CompletableFuture.runAsync(
              get::abort, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
      URI here = at;
      try {
        Step step = http.execute(get, answer -> take(here, answer));
        if (step instanceof Step.Done(FetchedFile file)) {
          return file;
        }
        at = ((Step.Moved) step).to();
      } catch (IOException e) {
        throw failed("The file could not be fetched");
      } finally {
        limit.cancel(false);
      }
    }
    throw failed("The address redirects too often");
  }

  private sealed interface Step {
    record Done(FetchedFile file) implements Step {}

    record Moved(URI to) implements Step {}
  }

  private Step take(URI at, ClassicHttpResponse answer) throws IOException {
    int status = answer.getCode();
    if (status >= 300 && status < 400 && answer.containsHeader(HttpHeaders.LOCATION)) {
      return new Step.Moved(redirected(at, answer.getFirstHeader(HttpHeaders.LOCATION).getValue()));
    }
    var body = answer.getEntity();
    if (status != 200 || body == null) {
      throw failed("The address answers with status " + status);
    }
    if (body.getContentLength() > maxBytes) {
      throw tooLarge();
    }
    Path file = Files.createTempFile("trunkline-media-", ".part");
    try {
      long length = copy(body.getContent(), file);
      return new Step.Done(
          new FetchedFile(
              file,
              length,
              Optional.ofNullable(body.getContentType()).map(UrlFetch::bare),
              name(at)));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private long copy(InputStream body, Path file) throws IOException {
    long length = 0;
    byte[] piece = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      int count;
      while ((count = body.read(piece)) >= 0) {
        length += count;
        if (length > maxBytes) {
          throw tooLarge();
        }
        out.write(piece, 0, count);
      }
    }
    return length;
  }

  private static URI redirected(URI at, String location) {
    try {
      return checked(at.resolve(location).toString());
    } catch (IllegalArgumentException e) {
      throw failed("The address redirects to none");
    }
  }

  private static URI checked(String url) {
    try {
      URI uri = URI.create(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Answered like any other text that is no address.
    }
    throw failed("Expected an http or https address");
  }

  private static String bare(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static String name(URI at) {
    String path = String.valueOf(at.getPath());
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Failure failed(String message) {
    return new Failure(Problem.MEDIA_FETCH_FAILED, message);
  }

  private static Failure tooLarge() {
    return new Failure(Problem.MEDIA_TOO_LARGE, "The file is over the limit");
  }

  @Override
  public void destroy() throws IOException {
    http.close();
  }
}
