package io.trunkline.worker;

import io.trunkline.whatsapp.client.ClientVersions;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The page on which WhatsApp's web client names its revision: somewhere in it stands
/// `client_revision` and behind it, after quotes and a colon, the number. Observed in `sw.js`.
///
/// Errors: an unreachable page, any status but 200 and a page without a revision fail the stage.
final class VersionPage implements ClientVersions.Source {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MAX_BYTES = 4 << 20;
  private static final Pattern REVISION =
      Pattern.compile("client_revision[^0-9a-zA-Z]{1,8}([0-9]{5,9}|1[0-9]{9})(?![0-9])");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI page;
  private final ClientVersion configured;

  /// @param configured gives the first two numbers, which the page does not tell
  VersionPage(URI page, ClientVersion configured) {
    this.page = page;
    this.configured = configured;
  }

  @Override
  public CompletionStage<ClientVersion> current() {
    var request =
        HttpRequest.newBuilder(page)
            .timeout(PATIENCE)
            // Browsers that fetch the script say so, and others get another page.
            .header("Sec-Fetch-Dest", "serviceworker")
            .build();
    return http.sendAsync(request, BodyHandlers.ofInputStream()).thenApply(this::version);
  }

  private ClientVersion version(HttpResponse<InputStream> response) {
    try (var body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("Expected 200 but was " + response.statusCode());
      }
      return version(new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  ClientVersion version(String text) throws IOException {
    Matcher found = REVISION.matcher(text);
    if (!found.find()) {
      throw new IOException("Expected a client_revision on the page");
    }
    return new ClientVersion(
        configured.primary(), configured.secondary(), Integer.parseInt(found.group(1)));
  }
}
