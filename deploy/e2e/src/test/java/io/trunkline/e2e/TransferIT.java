package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A session that Baileys linked goes on here without a scan, and then in Baileys again.
@ExtendWith(OneInstallation.class)
class TransferIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Installation installation;
  private final Http tenant;

  TransferIT(Installation installation) {
    this.installation = installation;
    this.tenant = NewTenant.of(installation);
  }

  @Test
  void aSessionOfBaileysGoesOnHereAndInBaileysAgain(@TempDir Path folder) throws IOException {
    Baileys.install(installation.root());
    var own = installation.simulator().phone("96176200001", "Own");
    var friend = installation.simulator().phone("96176200002", "Friend");
    var auth = folder.resolve("auth");
    try (var baileys = start(own, auth)) {
      baileys.send(friend.number(), "linked by Baileys");
      awaitShown(friend, "linked by Baileys");
    }
    var devices = own.state().path("linkedDevices").toString();

    for (var wrong : new byte[][] {{1}, {}, bomb(), new byte[(8 << 20) + 1]}) {
      var refused = upload(wrong);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
      assertThat(refused.body().path("code").asString()).isEqualTo("invalid_auth");
    }
    var zip = zip(auth);
    var once = tenant.with("Idempotency-Key", UUID.randomUUID().toString());
    var imported = upload(once, zip);
    assertThat(imported.status()).as(imported.toString()).isEqualTo(201);
    var connection = imported.body().path("data").path("connection");
    assertThat(connection.path("status").asString()).isEqualTo("connected");
    assertThat(connection.path("mobileNumber").asString()).isEqualTo("+" + own.number());
    assertThat(upload(once, zip).raw().body()).isEqualTo(imported.raw().body());
    assertThat(upload(zip).body().path("code").asString()).isEqualTo("already_linked");
    var id = connection.path("id").asString();
    var sent =
        tenant.post(
            "/api/v1/messages/send",
            Map.of("connectionId", id, "mobileNumber", "+" + friend.number(), "message", "here"));
    assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
    awaitShown(friend, "here");
    friend.send(own.number(), "hello Trunkline");
    Waiting.until(
        "the answer",
        LIMIT,
        () ->
            tenant
                .get("/api/v1/messages?direction=in&connectionId=" + id)
                .raw()
                .body()
                .contains("hello Trunkline"));

    var export = "/api/v1/connections/" + id + "/export";
    assertThat(tenant.get(export).body().path("code").asString()).isEqualTo("connection_active");
    assertThat(tenant.post("/api/v1/connections/logout", Map.of("connectionId", id)).status())
        .isEqualTo(200);
    var exported = tenant.getBytes(export);
    assertThat(exported.statusCode()).isEqualTo(200);
    assertThat(tenant.get("/api/v1/audit").raw().body())
        .contains("connection.imported", "connection.exported");

    var back = folder.resolve("back");
    unzip(exported.body(), back);
    try (var baileys = start(own, back)) {
      baileys.send(friend.number(), "back in Baileys");
      awaitShown(friend, "back in Baileys");
      friend.send(own.number(), "welcome back");
      Waiting.until("the text at Baileys", LIMIT, () -> baileys.shown().contains("welcome back"));
      assertThat(baileys.undecryptable()).isZero();
    }
    assertThat(own.state().path("linkedDevices").size()).isEqualTo(1);
    assertThat(devices).contains(own.state().at("/linkedDevices/0/jid").asString());
  }

  private Baileys start(Simulator.Phone phone, Path auth) {
    return Baileys.start(
        installation.root(), installation.env("SIMULATOR_URL"), phone.number(), auth);
  }

  private static void awaitShown(Simulator.Phone phone, String text) {
    Waiting.until(
        text, LIMIT, () -> phone.shown().stream().anyMatch(shown -> shown.text().equals(text)));
  }

  private Http.Reply upload(byte[] file) {
    return upload(tenant, file);
  }

  private static Http.Reply upload(Http http, byte[] file) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--b\r\nContent-Disposition: form-data; name=\"customerId\"\r\n\r\nbaileys\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n"
                + "Content-Type: application/zip\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return http.send(
        "POST",
        "/api/v1/connections/import",
        "multipart/form-data; boundary=b",
        BodyPublishers.ofByteArray(body.toByteArray()));
  }

  /// 64 MB in some 64 KB.
  private static byte[] bomb() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("creds.json"));
      for (int i = 0; i < 64; i++) {
        zip.write(new byte[1 << 20]);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Path folder) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes);
        var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        zip.putNextEntry(new ZipEntry("auth/" + file.getFileName()));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  private static void unzip(byte[] bytes, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, folder.resolve(entry.getName()));
      }
    }
  }
}
