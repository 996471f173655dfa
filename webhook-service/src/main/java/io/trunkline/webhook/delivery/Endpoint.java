package io.trunkline.webhook.delivery;

import io.trunkline.contract.egress.RefusedAddressException;
import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.webhook.Secret;
import io.trunkline.webhook.egress.EgressGuard;
import io.trunkline.webhook.event.Format;
import io.trunkline.webhook.subscription.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Calls a webhook's URL.
///
/// | header | value |
/// |---|---|
/// | `X-Trunkline-Event-Id` | id of the event |
/// | `X-Trunkline-Timestamp` | Unix seconds of this try |
/// | `X-Trunkline-Signature-256` | `sha256=` + hex HMAC-SHA256 of `timestamp.body` |
/// | `X-Hub-Signature-256` | `sha256=` + hex HMAC-SHA256 of the body, with the newest secret |
/// | `traceparent` | where `trunkline.webhook.traceparent` asks for it |
/// | `x-api-key` | in the format `wwebjs` the newest secret, unless the tenant set that header |
///
/// After a rotation the second holds both secrets' signatures, the newest first, separated by a
/// comma.
///
/// Redirects are not followed, the answer's body is not read, and the whole call ends with the
/// timeout whatever the endpoint does.
@Component
public class Endpoint implements DisposableBean {
  private static final int CONNECTIONS_PER_HOST = 32;

  private final CloseableHttpClient client;
  private final ScheduledExecutorService watchdog;
  private final DeliverySettings settings;
  private final Clock clock;

  Endpoint(DeliverySettings settings, EgressGuard guard, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    var timeout = Timeout.of(settings.timeout());
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(guard)
            .setMaxConnTotal(settings.concurrency() * 2)
            .setMaxConnPerRoute(Math.min(CONNECTIONS_PER_HOST, settings.concurrency()))
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout)
                    .setSocketTimeout(timeout)
                    .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                    .setTimeToLive(TimeValue.ofMinutes(5))
                    .build())
            .build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .setRedirectsEnabled(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("Trunkline-Webhook/1")
            .build();
    this.watchdog =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-timeouts").factory());
  }

  /// Makes one call and waits for its end.
  public Attempt call(Target target, String eventId, String json) {
    return call(target, eventId, json, "");
  }

  /// @param traceparent sent only where the operator asks for it; empty: none
  Attempt call(Target target, String eventId, String json, String traceparent) {
    var body = json.getBytes(StandardCharsets.UTF_8);
    var request = new HttpPost(target.url());
    if (target.format() == Format.WWEBJS) {
      request.setHeader("x-api-key", target.secrets().getFirst().reveal());
    }
    if (settings.traceparent() && !traceparent.isEmpty()) {
      request.setHeader(TraceParent.HEADER, traceparent);
    }
    target.headers().forEach((name, value) -> request.setHeader(name, value.reveal()));
    var timestamp = Long.toString(clock.instant().getEpochSecond());
    request.setHeader("X-Trunkline-Event-Id", eventId);
    request.setHeader("X-Trunkline-Timestamp", timestamp);
    request.setHeader("X-Trunkline-Signature-256", signatures(target, timestamp, body));
    request.setHeader(
        "X-Hub-Signature-256", signature(target.secrets().getFirst(), new byte[0], body));
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    var start = System.nanoTime();
    var end =
        watchdog.schedule(request::cancel, settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      var status = client.execute(request, response -> response.getCode());
      return new Attempt(status >= 200 && status < 300, status, millisSince(start), null);
    } catch (RefusedAddressException e) {
      return new Attempt(false, null, millisSince(start), "refused_address");
    } catch (IOException | IllegalStateException e) {
      var slug = request.isCancelled() ? "timeout" : "connection_failed";
      return new Attempt(false, null, millisSince(start), slug);
    } finally {
      end.cancel(false);
    }
  }

  @Override
  public void destroy() throws IOException {
    watchdog.shutdownNow();
    client.close();
  }

  private static String signatures(Target target, String timestamp, byte[] body) {
    var prefix = (timestamp + ".").getBytes(StandardCharsets.US_ASCII);
    return target.secrets().stream()
        .map(secret -> signature(secret, prefix, body))
        .collect(Collectors.joining(","));
  }

  private static String signature(Secret secret, byte[] prefix, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(prefix);
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256", e);
    }
  }

  private static int millisSince(long start) {
    return (int) ((System.nanoTime() - start) / 1_000_000);
  }
}
