package io.trunkline.whatsapp.client.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// [MediaHttp] by the JDK's client, over HTTP/1.1.
public final class JdkMediaHttp implements MediaHttp, AutoCloseable {
  private final HttpClient client;

  /// @param caCertificatePem CAs to trust instead of the platform's, as the socket does
  /// @param executor runs what the client does besides; virtual threads suit
  public JdkMediaHttp(
      Optional<String> caCertificatePem, Duration connectTimeout, Executor executor) {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .executor(executor);
    caCertificatePem.map(JdkMediaHttp::trusting).ifPresent(builder::sslContext);
    client = builder.build();
  }

  @Override
  public Answer send(Request request) throws IOException, InterruptedException {
    var message = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(message::header);
    message.method(
        request.method(),
        request.body().map(JdkMediaHttp::publisher).orElseGet(BodyPublishers::noBody));
    return new StreamedAnswer(client.send(message.build(), BodyHandlers.ofInputStream()));
  }

  private static BodyPublisher publisher(Body body) {
    return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(body::bytes), body.length());
  }

  private static SSLContext trusting(String pem) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      for (var certificate : certificates) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("Expected a usable TLS setup", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private record StreamedAnswer(HttpResponse<InputStream> response) implements Answer {

    @Override
    public int status() {
      return response.statusCode();
    }

    @Override
    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    @Override
    public InputStream body() {
      return response.body();
    }

    @Override
    public void close() {
      try {
        response.body().close();
      } catch (IOException _) {
        // It is over either way.
      }
    }
  }
}
