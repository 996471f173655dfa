package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The dialect tokens sends files by their URLs.
@ExtendWith(OneInstallation.class)
class TokensMediaIT {
  private static final String SESSIONS = "/api/whatsapp/sessions";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Simulator simulator;
  private final Http tenant;

  TokensMediaIT(Installation installation) {
    simulator = installation.simulator();
    tenant = NewTenant.of(installation);
  }

  @Test
  void filesOfEachTypeReachThePhone() {
    var own = simulator.phone("96172500005", "Own");
    var peer = simulator.phone("96172500099", "Peer");
    var session = tenant.post(SESSIONS, Map.of("session_name", "files"));
    own.scan(Qr.read(session.body().path("data").path("qr_code").asString()));
    Waiting.until(
        "the session",
        SOON,
        () ->
            tenant
                .get(SESSIONS + "/files/status")
                .body()
                .path("data")
                .path("connected")
                .asBoolean());
    try (var site = new Site()) {
      for (var type : List.of("image", "audio", "video", "document")) {
        var bytes = ("a " + type).getBytes(StandardCharsets.US_ASCII);
        var url = site.file("/" + type + ".bin", type + "/any", bytes);
        var sent = media("files", type, url, "look");
        assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
        var message = sent.body().path("data");
        assertThat(message.path("type").asString()).isEqualTo(type);
        assertThat(message.path("body").isNull()).isTrue();
        assertThat(message.path("caption").isNull()).isEqualTo(type.equals("audio"));
        var file = tenant.get(message.path("media_url").asString());
        assertThat(file.raw().body()).isEqualTo("a " + type);
        Waiting.until(
            type,
            SOON,
            () ->
                peer.shown().stream()
                    .anyMatch(
                        shown ->
                            shown.id().equals(message.path("message_id").asString())
                                && shown.all().path("kind").asString().equals(type)));
      }
      var nowhere = media("none", "image", "http://127.0.0.1/a", "");
      assertThat(nowhere.status()).as(nowhere.toString()).isEqualTo(404);
      assertThat(tenant.delete(SESSIONS + "/files/disconnect").status()).isEqualTo(200);
      var refused = media("files", "image", site.file("/b", "image/png", new byte[1]), "");
      assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    }
    var document = peer.shown().getLast().all();
    assertThat(document.path("caption").asString()).isEqualTo("look");
  }

  private Http.Reply media(String session, String type, String url, String caption) {
    return tenant.post(
        "/api/whatsapp/messages/media",
        Map.of(
            "session_id", session,
            "to", "96172500099",
            "type", type,
            "media_url", url,
            "caption", caption));
  }
}
