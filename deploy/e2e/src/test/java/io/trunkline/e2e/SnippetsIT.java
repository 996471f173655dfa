package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The examples that the pages of documentation give for copying, run by the programs that they are
/// written for: only credentials, ids, numbers and the picture's address take the place of the
/// documented ones. Needs Chromium and Node; what is written for PHP needs PHP.
@ExtendWith(OneInstallation.class)
@TestInstance(Lifecycle.PER_CLASS)
class SnippetsIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String GUIDE = "/getting-started";
  private static final String NOTIFY = "/notify/docs";
  private static final String TOKENS = "/tokens/docs";
  private static final String SESSION = "5f1c0a52-0000-4000-8000-000000000001";
  private static final String USER = "66a0c1de-0000-4000-8000-000000000001";
  private static final String KEY = "tlk_…";

  private final Installation installation;
  private List<Snippet> snippets = List.of();

  SnippetsIT(Installation installation) {
    this.installation = installation;
  }

  private record Snippet(String page, String call, String language, String text) {}

  @BeforeAll
  void copy() {
    var browser = Browser.of(installation);
    assumeTrue(browser.isPresent(), "no chromium on the PATH");
    var printed =
        browser
            .get()
            .run(
                "snippets.mjs",
                Map.of(
                    "url", installation.env("TRUNKLINE_URL"),
                    "chromium", browser.get().chromium(),
                    "pages", List.of(GUIDE, NOTIFY, TOKENS)),
                Duration.ofMinutes(3));
    snippets =
        Http.parse(printed.substring(printed.indexOf('[')))
            .valueStream()
            .map(
                one ->
                    new Snippet(
                        one.path("page").asString(),
                        one.path("call").asString(),
                        one.path("language").asString(),
                        one.path("text").asString()))
            .toList();
  }

  @Test
  void everyCallOfADialectIsShownInEachOfItsLanguages() {
    assertThat(languages(GUIDE)).containsOnly("curl", "JavaScript").hasSize(7 * 2);
    assertThat(languages(NOTIFY)).containsOnly("curl", "PHP", "JavaScript").hasSize(8 * 3);
    assertThat(languages(TOKENS)).containsOnly("curl", "JavaScript").hasSize(15 * 2);
  }

  private List<String> languages(String page) {
    return snippets.stream().filter(one -> one.page.equals(page)).map(Snippet::language).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl", "JavaScript"})
  void theGuideLinksAndSends(String language, @TempDir Path folder) {
    var own = phone("96172700001");
    var peer = phone("96172700002");
    var page = page(GUIDE, language, folder);
    page.replace(KEY, NewTenant.key(installation)).replace("+96170123456", "+" + peer.number());
    var requested = page.run("POST /api/v1/connections/request").path("data").path("auth");
    page.replace("eyJ…", requested.path("connectionToken").asString());
    own.scan(Qr.read(requested.path("qrCodeDataUrl").asString()));
    Waiting.until(
        "the connection",
        SOON,
        () ->
            page.run("GET /api/v1/connections/status")
                .at("/data/socketStatus")
                .asString()
                .equals("connected"));
    page.run("POST /api/v1/connections/activate");
    var before = peer.shown().size();
    page.run("POST /api/v1/messages/send");
    Waiting.until("the text", SOON, () -> peer.shown().size() == before + 1);
    assertThat(page.run("GET /api/v1/connections").at("/data/total").asInt()).isEqualTo(1);
    page.run("GET /api/v1/dashboard/overview");
    page.run("POST /api/v1/connections/logout");
    page.assertAllRan();
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl", "PHP", "JavaScript"})
  void theManualOfNotifySendsAndResends(String language, @TempDir Path folder) throws IOException {
    var own = phone("96172700003");
    var peer = phone("96172700004");
    var key = NewTenant.key(installation);
    var tenant = installation.anonymous().with("X-API-Key", key);
    ImageIO.write(
        new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB),
        "jpg",
        folder.resolve("receipt.jpg").toFile());
    var page = page(NOTIFY, language, folder);
    page.replace(KEY, key).replace("9611234567", peer.number());
    page.run("POST /api/sessions");
    tenant.post("/api/regenerate-qr", Map.of("session", "default"));
    Waiting.until("a QR", SOON, () -> tenant.get("/api/status").body().path("qr_code").isString());
    own.scan(Qr.read(tenant.get("/api/status").body().path("qr_code").asString()));
    Waiting.until(
        "the session",
        SOON,
        () -> page.run("GET /api/status").path("status").asString().equals("online"));
    assertThat(page.run("GET /api/sessions").size()).isEqualTo(2);
    page.run("POST /api/send-image");
    // Who says no is sent nothing, until a resend makes the message wait again.
    var before = peer.shown().size();
    peer.send(own.number(), "no");
    Waiting.until("the answer", SOON, () -> peer.shown().size() == before + 1);
    page.replace("/42", "/" + page.run("POST /api/send").path("message_id").asLong());
    assertThat(page.run("POST /api/resend/42").path("success").asBoolean()).isTrue();
    page.run("POST /api/regenerate-qr");
    page.run("DELETE /api/sessions/support");
    page.assertAllRan();
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl", "JavaScript"})
  void theTokensPageLinksSendsAndRevokes(String language, @TempDir Path folder) {
    var own = phone("96172700005");
    var peer = phone("96172700006");
    var tenantKey = installation.anonymous().with("X-API-Key", NewTenant.key(installation));
    var token =
        tenantKey
            .post("/api/api-tokens/generate", Map.of("name", "first", "user_id", USER))
            .body()
            .path("token")
            .asString();
    try (var site = new Site()) {
      var page = page(TOKENS, language, folder);
      page.replace("tlt_…", token)
          .replace("573001234567", own.number())
          .replace("573007654321", peer.number())
          .replace(
              "https://example.com/picture.jpg",
              site.file("/picture.jpg", "image/jpeg", new byte[] {-1, -40, -1, 1}));
      var created = page.run("POST /api/whatsapp/sessions").path("data");
      page.replace(SESSION, created.path("session_id").asString());
      own.scan(Qr.read(created.path("qr_code").asString()));
      Waiting.until(
          "the session",
          SOON,
          () ->
              page.run("GET /api/whatsapp/sessions/" + SESSION + "/status")
                  .at("/data/status")
                  .asString()
                  .equals("connected"));
      page.run("GET /api/whatsapp/sessions/573001234567");
      var before = peer.shown().size();
      page.run("POST /api/whatsapp/messages/text");
      page.run("POST /api/whatsapp/messages/media");
      Waiting.until("text and picture", SOON, () -> peer.shown().size() == before + 2);
      page.run("GET /api/whatsapp/sessions/" + SESSION + "/messages?page=1&per_page=50");
      page.run("GET /api/whatsapp/sessions/" + SESSION + "/contacts");
      page.run("GET /api/health");
      page.run("GET /api/test-node-connection");
      page.replace("t_81", page.run("POST /api/api-tokens/generate").path("id").asString());
      assertThat(page.run("GET /api/api-tokens?user_id=" + USER).size()).isEqualTo(2);
      assertThat(page.run("DELETE /api/api-tokens").path("message").asString())
          .isEqualTo("Token deleted");
      page.run("DELETE /api/whatsapp/sessions/" + SESSION + "/disconnect");
      page.run("DELETE /api/whatsapp/sessions/" + SESSION + "/device");
      page.run("DELETE /api/whatsapp/sessions/" + SESSION);
      page.assertAllRan();
    }
  }

  private Simulator.Phone phone(String number) {
    return installation.simulator().phone(number, "Phone " + number);
  }

  private Page page(String page, String language, Path folder) {
    if (language.equals("PHP")) {
      assumeTrue(
          Stream.of(System.getenv("PATH").split(":", -1))
              .anyMatch(place -> Files.isExecutable(Path.of(place, "php"))),
          "no php on the PATH");
    }
    return new Page(
        snippets.stream()
            .filter(one -> one.page.equals(page) && one.language.equals(language))
            .toList(),
        folder);
  }

  /// A page's examples in one language.
  private static final class Page {
    /// A console that prints JSON, and the file that the reader has chosen before.
    private static final String PRELUDE =
        """
        import { readFileSync, existsSync } from "node:fs";
        console.log = (value) => process.stdout.write(JSON.stringify(value));
        const file =
          existsSync("receipt.jpg") && new File([readFileSync("receipt.jpg")], "receipt.jpg");
        """;

    private final List<Snippet> snippets;
    private final List<String> unused;
    private final Path folder;
    private final Map<String, String> replacements = new LinkedHashMap<>();

    Page(List<Snippet> snippets, Path folder) {
      this.snippets = snippets;
      this.unused = new ArrayList<>(snippets.stream().map(Snippet::call).toList());
      this.folder = folder;
    }

    Page replace(String documented, String real) {
      replacements.put(documented, real);
      return this;
    }

    /// @param call as documented
    /// @return what came back, which must be no failure
    JsonNode run(String call) {
      var snippet =
          snippets.stream().filter(one -> one.call.equals(call)).findFirst().orElseThrow();
      unused.remove(call);
      var text = snippet.text;
      for (var replacement : replacements.entrySet()) {
        text = text.replace(replacement.getKey(), replacement.getValue());
      }
      var printed = Program.run(folder, Duration.ofSeconds(60), command(snippet, text));
      var reply = Http.parse(printed.strip());
      assertThat(reply.isContainer()).as(call + " printed " + printed).isTrue();
      assertThat(reply.path("success").asBoolean(true)).as(call + " " + printed).isTrue();
      assertThat(reply.has("errors") || reply.has("error")).as(call + " " + printed).isFalse();
      return reply;
    }

    void assertAllRan() {
      assertThat(unused).isEmpty();
    }

    private List<String> command(Snippet snippet, String text) {
      return switch (snippet.language) {
        case "curl" -> quiet("sh", file("snippet.sh", text));
        case "PHP" -> quiet("php", file("snippet.php", text));
        case "JavaScript" -> quiet("node", file("snippet.mjs", PRELUDE + text));
        default -> throw new IllegalStateException("Unknown language " + snippet.language);
      };
    }

    private String file(String name, String text) {
      try {
        return Files.writeString(folder.resolve(name), text).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Progress and warnings go nowhere: what is read is the reply.
    private static List<String> quiet(String program, String file) {
      return List.of("sh", "-c", "exec \"$0\" \"$1\" 2>/dev/null", program, file);
    }
  }
}
