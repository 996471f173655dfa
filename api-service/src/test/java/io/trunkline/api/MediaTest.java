package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.contract.Caller;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.WhatsAppMedia;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// Files in and out, beside a media store whose first worker never answers.
class MediaTest extends ApiTest {
  private static final String SEND = "/api/v1/messages/send";
  private static final byte[] PNG =
      "\u0089PNG\r\n\u001a\n picture".getBytes(StandardCharsets.ISO_8859_1);
  private static final KeyPair KEYS = keyPair();

  private static FakeMediaStore store;
  private static HttpServer site;
  private static final Queue<String> fetches = new ConcurrentLinkedQueue<>();

  @DynamicPropertySource
  static void media(DynamicPropertyRegistry registry) {
    store = new FakeMediaStore(KEYS.getPublic());
    registry.add("trunkline.api.media.workers", () -> "http://127.0.0.1:1," + store.url());
    registry.add(
        "trunkline.api.media.identity-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
    registry.add("trunkline.api.media.max-size", () -> "100KB");
    registry.add("trunkline.api.media.fetch-timeout", () -> "2s");
    registry.add("trunkline.api.media.sweep", () -> "300ms");
  }

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void openSite() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page("/files/paper.pdf", 200, "application/pdf; x=1", "", "a paper".getBytes());
    page("/unnamed", 200, "", "", PNG);
    page("/moved", 302, "", "/unnamed", new byte[0]);
    page("/loop", 302, "", "/loop", new byte[0]);
    page("/inside", 302, "", "http://192.168.0.1/secret", new byte[0]);
    page("/file", 302, "", "file:///etc/passwd", new byte[0]);
    page("/gone", 410, "", "", new byte[0]);
    page("/large", 200, "image/png", "", new byte[200_000]);
    site.createContext(
        "/counted",
        exchange -> {
          fetches.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().add("Content-Type", "image/png");
          exchange.sendResponseHeaders(200, PNG.length);
          exchange.getResponseBody().write(PNG);
          exchange.close();
        });
    site.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 100_000);
          try (var body = exchange.getResponseBody()) {
            while (true) {
              body.write(1);
              body.flush();
              Thread.sleep(200);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    site.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    site.start();
  }

  private static void page(String path, int status, String type, String location, byte[] body) {
    site.createContext(
        path,
        exchange -> {
          if (!type.isEmpty()) {
            exchange.getResponseHeaders().add("Content-Type", type);
          }
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().add("Location", location);
          }
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
  }

  @AfterAll
  static void closeSite() {
    site.stop(0);
  }

  private static String site(String path) {
    return "http://127.0.0.1:" + site.getAddress().getPort() + path;
  }

  private static String field(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(name, value);
  }

  private Answer upload(
      UUID tenant, UUID connection, String fields, String type, byte[] file, String... key) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        (field("connectionId", connection.toString())
                + field("mobileNumber", "9999900000")
                + fields
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                + "\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    var headers = new java.util.HashMap<String, String>();
    headers.put("Content-Type", "multipart/form-data; boundary=b");
    if (key.length > 0) {
      headers.put("Idempotency-Key", key[0]);
    }
    return call(tenant(tenant), "POST", SEND, body.toByteArray(), headers);
  }

  private Answer fetch(UUID tenant, UUID connection, String url, Map<String, String> more) {
    var fields = new java.util.HashMap<String, Object>(more);
    fields.put("connectionId", connection.toString());
    fields.put("mobileNumber", "9999900000");
    fields.put("fileUrl", url);
    return post(tenant(tenant), SEND, fields);
  }

  private Content sent(UUID connection) {
    return worker().sends(connection).getFirst().getSend().getMessage().getContent();
  }

  private static void assertKept(UUID tenant, MediaRef ref, byte[] file) {
    assertThat(store.get(tenant, ref.getStored().getReference())).isEqualTo(file);
    assertThat(ref.getStored().getMediaKey().size()).isEqualTo(32);
    assertThat(ref.getLength()).isEqualTo(file.length);
    assertThat(ref.getSha256().toByteArray()).isEqualTo(FakeMediaStore.sha256(file));
  }

  @Test
  void anUploadedPictureIsKeptAndSentByReference() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var message =
        upload(tenant, connection, field("message", "look"), "image/png", PNG)
            .expect(200)
            .data()
            .get("message");
    assertThat(message.get("type").stringValue()).isEqualTo("image");
    assertThat(message.get("status").stringValue()).isEqualTo("sent");
    var image = sent(connection).getImage();
    assertThat(image.getCaption()).isEqualTo("look");
    assertThat(image.getMedia().getMimetype()).isEqualTo("image/png");
    assertKept(tenant, image.getMedia(), PNG);
  }

  @ParameterizedTest
  @CsvSource({"image/png,300,200,true", "application/zip,0,0,true", "video/mp4,0,0,false"})
  void aPictureGoesWithItsMeasuresAndASmallOne(
      String type, int width, int height, boolean hasSmallOne) throws IOException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    upload(tenant, connection, "", type, picture()).expect(200);
    var content = sent(connection);
    assertThat(content.getImage().getWidth()).isEqualTo(width);
    assertThat(content.getImage().getHeight()).isEqualTo(height);
    var small =
        content.hasImage()
            ? content.getImage().getThumbnail().getJpeg()
            : content.getDocument().getThumbnail().getJpeg();
    assertThat(!small.isEmpty()).isEqualTo(hasSmallOne);
    if (hasSmallOne) {
      assertThat(ImageIO.read(small.newInput()).getWidth()).isEqualTo(100);
    }
  }

  private static byte[] picture() throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "image/jpeg,image",
    "video/mp4,video",
    "audio/mpeg,audio",
    "application/zip,document",
    "'',image",
    "application/octet-stream,image"
  })
  void theKindFollowsTheTypeAndWithoutOneTheBytes(String type, String kind) {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var message = upload(tenant, connection, "", type, PNG).expect(200).data().get("message");
    assertThat(message.get("type").stringValue()).isEqualTo(kind);
  }

  @Test
  void aFileOfAUrlIsFetchedWithItsNameAndType() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    fetch(tenant, connection, site("/files/paper.pdf?x=1"), Map.of("message", "read")).expect(200);
    var document = sent(connection).getDocument();
    assertThat(document.getMedia().getFileName()).isEqualTo("paper.pdf");
    assertThat(document.getMedia().getMimetype()).isEqualTo("application/pdf");
    assertThat(document.getCaption()).isEqualTo("read");
    assertKept(tenant, document.getMedia(), "a paper".getBytes());
  }

  @Test
  void aRedirectIsFollowedAndAGivenNameAndTypeWin() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    fetch(
            tenant,
            connection,
            site("/moved"),
            Map.of("fileName", "../x/my.bin", "fileType", "application/x-mine"))
        .expect(200);
    var document = sent(connection).getDocument();
    assertThat(document.getMedia().getFileName()).isEqualTo("my.bin");
    assertThat(document.getMedia().getMimetype()).isEqualTo("application/x-mine");
    assertKept(tenant, document.getMedia(), PNG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/inside", "/file", "/gone", "/slow"})
  void aUrlThatLeadsToNoFileIsToldAndNothingIsSent(String path) {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    fetch(tenant, connection, site(path), Map.of()).fails(422, "media_fetch_failed");
    assertThat(worker().sends(connection)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/a",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/a",
        "http://[fd00::1]/a",
        "http://0x0a000001/a"
      })
  void privateAddressesAreNotReached(String url) {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    fetch(tenant, connection, url, Map.of()).fails(422, "media_fetch_failed");
  }

  @Test
  void aFileHasItsLimit() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    fetch(tenant, connection, site("/large"), Map.of()).fails(413, "media_too_large");
    upload(tenant, connection, "", "image/png", new byte[200_000]).fails(413, "media_too_large");
    upload(tenant, connection, "", "image/png", new byte[0]).fails(400, "invalid_request");
    fetch(tenant, connection, "ftp://example.com/a", Map.of()).fails(400, "invalid_request");
  }

  @Test
  void theRoomForMediaIsHeldToTheTenantsQuota() {
    var tenant = newTenant(Map.of("quotas", Map.of("mediaBytes", PNG.length + 1)));
    var connection = connected(tenant, "acme");
    upload(tenant, connection, "", "image/png", PNG).expect(200);
    upload(tenant, connection, "", "image/png", PNG).fails(403, "quota_exceeded");
    upload(tenant, connection, "", "image/png", new byte[1]).expect(200);
    upload(tenant, connection, "", "image/png", new byte[1]).fails(403, "quota_exceeded");
    var usage = get(tenant(tenant), "/api/v1/me").expect(200).data().get("usage");
    assertThat(usage.get("mediaBytes").intValue()).isEqualTo(PNG.length + 1);
  }

  @Test
  void aPendingConnectionFetchesNothing() {
    var tenant = newTenant();
    fetch(tenant, pending(tenant, "acme"), site("/gone"), Map.of()).fails(403, "pending_qr");
  }

  @Test
  void aRepeatedUploadIsAnsweredOnceAndAnotherFileIsAnotherRequest() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var key = UUID.randomUUID().toString();
    var first = upload(tenant, connection, "", "image/png", PNG, key).expect(200);
    var second = upload(tenant, connection, "", "image/png", PNG, key).expect(200);
    assertThat(second.data()).isEqualTo(first.data());
    upload(tenant, connection, "", "image/png", "other".getBytes(), key)
        .fails(409, "idempotency_key_reused");
    assertThat(worker().sends(connection)).hasSize(1);
  }

  @Test
  void theFileOfASentMessageIsGivenBack() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var id =
        upload(tenant, connection, "", "image/png", PNG)
            .expect(200)
            .data()
            .get("message")
            .get("id")
            .stringValue();
    var file = download(tenant(tenant), id);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(PNG);
    assertThat(file.header("Content-Type")).isEqualTo("image/png");
    assertThat(file.header("Content-Disposition")).startsWith("attachment");
    assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(download(tenant(newTenant()), id).status()).isEqualTo(404);
  }

  private MediaRef remote(byte[] file, long length) {
    return MediaRef.newBuilder()
        .setKind(MediaRef.Kind.DOCUMENT)
        .setMimetype("text/html")
        .setFileName("päge.html")
        .setSha256(ByteString.copyFrom(FakeMediaStore.sha256(file)))
        .setLength(length)
        .setWhatsapp(WhatsAppMedia.newBuilder().setDirectPath("/v/x").build())
        .build();
  }

  private JsonNode received(UUID tenant, String whatsappId) {
    var found = new JsonNode[1];
    eventually(
        () -> {
          for (var message :
              get(tenant(tenant), "/api/v1/messages?direction=in").data().get("messages")) {
            if (message.get("whatsappMessageId").stringValue().equals(whatsappId)) {
              found[0] = message;
            }
          }
          assertThat(found[0]).isNotNull();
        });
    return found[0];
  }

  @Test
  void theFileOfAReceivedMessageIsFetchedOnceAndKept() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    byte[] page = "<script>".getBytes();
    store.put(tenant, page);
    worker()
        .receive(
            connection,
            "3EB0MEDIA",
            "919999900000@s.whatsapp.net",
            Content.newBuilder()
                .setDocument(Document.newBuilder().setMedia(remote(page, page.length)))
                .build());
    var id = received(tenant, "3EB0MEDIA").get("id").stringValue();
    for (int i = 0; i < 2; i++) {
      var file = download(tenant(tenant), id);
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.body()).isEqualTo(page);
      assertThat(file.header("Content-Disposition"))
          .startsWith("attachment; ")
          .endsWith("filename*=UTF-8''p%C3%A4ge.html");
    }
    var fetches = worker().commands(connection).stream().filter(it -> it.hasMedia()).toList();
    assertThat(fetches).hasSize(1);
    var fetch = fetches.getFirst().getMedia().getFetch();
    assertThat(fetch.getMedia().getWhatsapp().getDirectPath()).isEqualTo("/v/x");
    assertThat(fetch.getMessage().getWhatsappId()).isEqualTo("3EB0MEDIA");
    assertThat(fetch.getMessage().getChat()).isEqualTo("7919999900000@lid");
    var about = get(tenant(tenant), "/api/v1/messages/" + id).expect(200).data().get("media");
    assertThat(about.get("fileName").stringValue()).isEqualTo("päge.html");
    assertThat(about.get("size").longValue()).isEqualTo(page.length);
  }

  @Test
  void aFileThatNobodyHasAnyMoreIsNotFound() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    worker()
        .receive(
            connection,
            "3EB0GONE",
            "919999900000@s.whatsapp.net",
            Content.newBuilder()
                .setImage(Image.newBuilder().setMedia(remote(new byte[1], 0)))
                .build());
    worker().receive(connection, "3EB0TEXT", "919999900000@s.whatsapp.net", "no file");
    for (var whatsappId : new String[] {"3EB0GONE", "3EB0TEXT"}) {
      var id = received(tenant, whatsappId).get("id").stringValue();
      get(tenant(tenant), "/api/v1/messages/" + id + "/media").fails(404, "media_not_available");
    }
  }

  @Test
  void aBatchSendsFilesInItsOrderAndFetchesEachOnce() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    fetches.clear();
    var messages = new java.util.ArrayList<Map<String, String>>();
    for (int i = 0; i < 6; i++) {
      messages.add(item("text " + i));
      messages.add(item("look " + i, site("/counted")));
    }
    messages.add(item("", site("/gone")));
    messages.add(
        Map.of(
            "mobileNumber", "9999900000",
            "fileUrl", site("/counted"),
            "fileName", "offer.pdf",
            "fileType", "Application/PDF; x=1"));
    var batch = batch(tenant, connection, messages);
    eventually(
        () ->
            assertThat(get(tenant(tenant), batch).data().get("batch").get("counts").toString())
                .isEqualTo("{\"failed\":1,\"sent\":13}"));
    var failed = get(tenant(tenant), batch).data().get("batch").get("messages").get(12);
    assertThat(failed.at("/reason/code").stringValue()).isEqualTo("media_fetch_failed");
    var contents =
        worker().sends(connection).stream()
            .map(send -> send.getSend().getMessage().getContent())
            .toList();
    for (int i = 0; i < 6; i++) {
      assertThat(contents.get(2 * i).getText().getBody()).isEqualTo("text " + i);
      assertThat(contents.get(2 * i + 1).getImage().getCaption()).isEqualTo("look " + i);
      assertKept(tenant, contents.get(2 * i + 1).getImage().getMedia(), PNG);
    }
    assertThat(contents.getLast().getDocument().getTitle()).isEqualTo("offer.pdf");
    assertThat(contents.getLast().getDocument().getMedia().getMimetype())
        .isEqualTo("application/pdf");
    assertThat(fetches).hasSize(2);
  }

  @Test
  void aSiteThatIsSlowHoldsUpNoOtherBatch() {
    var tenant = newTenant();
    var slow = batch(tenant, connected(tenant, "slow"), List.of(item("x", site("/slow"))));
    var quick = batch(tenant, connected(tenant, "quick"), List.of(item("x", site("/unnamed"))));
    for (var batch : List.of(quick, slow)) {
      eventually(
          () ->
              assertThat(get(tenant(tenant), batch).data().at("/batch/status").stringValue())
                  .isEqualTo("done"));
    }
    assertThat(get(tenant(tenant), slow).data().at("/batch/messages/0/status").stringValue())
        .isEqualTo("failed");
  }

  @Test
  void aFileOfABatchMustHaveAnAddress() {
    var tenant = newTenant();
    var body =
        Map.of(
            "connectionId", connected(tenant, "acme").toString(),
            "messages", List.of(item("x"), item("x", "ftp://a/b")));
    var refused = post(tenant(tenant), "/api/v1/messages/bulk", body).fails(400, "invalid_request");
    assertThat(refused.body().get("error").stringValue()).startsWith("messages[1]: fileUrl");
  }

  private static Map<String, String> item(String text) {
    return Map.of("mobileNumber", "9999900000", "message", text);
  }

  private static Map<String, String> item(String text, String url) {
    return Map.of("mobileNumber", "9999900000", "message", text, "fileUrl", url);
  }

  /// @return the batch's path
  private String batch(UUID tenant, UUID connection, List<Map<String, String>> messages) {
    var body = Map.of("connectionId", connection.toString(), "messages", messages);
    var batch = post(tenant(tenant), "/api/v1/messages/bulk", body).expect(202).data();
    return "/api/v1/messages/bulk/" + batch.at("/batch/id").stringValue();
  }

  @Test
  void aFilePastItsRetentionIsDeletedUnlessAMessageWaitsWithIt() throws SQLException {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    var sent =
        upload(tenant, connection, "", "image/png", PNG).expect(200).data().at("/message/id");
    worker().mute(connection);
    upload(tenant, connection, "", "image/png", "waits".getBytes(StandardCharsets.UTF_8))
        .expect(200);
    assertThat(store.count(tenant)).isEqualTo(2);
    age(tenant);
    eventually(() -> assertThat(store.count(tenant)).isEqualTo(1));
    get(tenant(tenant), "/api/v1/messages/" + sent.stringValue() + "/media")
        .fails(404, "media_not_available");
    worker().unmute(connection);
    eventually(
        () ->
            assertThat(
                    get(tenant(tenant), "/api/v1/messages?status=pending").data().get("messages"))
                .isEmpty());
    age(tenant);
    eventually(() -> assertThat(store.count(tenant)).isZero());
    // The same file is new when it comes again.
    upload(tenant, connection, "", "image/png", PNG).expect(200);
    assertThat(store.count(tenant)).isEqualTo(1);
  }

  private static void age(UUID tenant) throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    try (var connection =
            DriverManager.getConnection(
                infrastructure.postgresUrl(),
                "trunkline_api_jobs",
                infrastructure.password("trunkline_api_jobs"));
        var statement =
            connection.prepareStatement(
                "UPDATE api.kept_files SET kept_at = kept_at - interval '91 days'"
                    + " WHERE tenant_id = ?")) {
      statement.setObject(1, tenant);
      statement.executeUpdate();
    }
  }

  private record Download(int status, byte[] body, java.net.http.HttpHeaders headers) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  private Download download(Caller caller, String id) {
    var raw = raw(caller, "/api/v1/messages/" + id + "/media");
    return new Download(raw.statusCode(), raw.body(), raw.headers());
  }
}
