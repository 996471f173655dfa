package io.trunkline.whatsapp.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A media host that speaks TLS under a certificate of its own, and keeps the file that it was
/// given last.
final class MediaHost implements AutoCloseable {
  private static final char[] PASSWORD = "password".toCharArray();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpsServer server;
  private final String certificate;
  volatile byte[] file = {};

  MediaHost(Path folder) {
    try {
      var keys = keys(folder.resolve("keys"));
      certificate =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(keys.getCertificate("host").getEncoded())
              + "\n-----END CERTIFICATE-----\n";
      var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, PASSWORD);
      var tls = SSLContext.getInstance("TLS");
      tls.init(own.getKeyManagers(), null, null);
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      server.createContext("/", this::serve);
      server.setExecutor(threads);
      server.start();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("Expected a media host", e);
    }
  }

  private static KeyStore keys(Path path) throws IOException, GeneralSecurityException {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "host",
                "-keyalg",
                "EC",
                "-dname",
                "CN=host",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                path.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    try {
      if (made.waitFor() != 0) {
        throw new IOException("Expected a key");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    var keys = KeyStore.getInstance("PKCS12");
    try (var bytes = Files.newInputStream(path)) {
      keys.load(bytes, PASSWORD);
    }
    return keys;
  }

  /// `host:port`
  String name() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String certificatePem() {
    return certificate;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        var got = new ByteArrayOutputStream();
        exchange.getRequestBody().transferTo(got);
        file = got.toByteArray();
        byte[] answer = "{\"direct_path\":\"/v/file?x=1\"}".getBytes();
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      } else {
        exchange.sendResponseHeaders(200, file.length);
        exchange.getResponseBody().write(file);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
