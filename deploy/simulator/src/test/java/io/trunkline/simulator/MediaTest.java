package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification;
import io.trunkline.whatsapp.proto.mmsretry.MediaRetryNotification.ResultType;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaDecryptor;
import io.trunkline.whatsapp.protocol.media.MediaEncryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.media.MediaPaths;
import io.trunkline.whatsapp.protocol.media.MediaRetry;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.Media;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.Thumbnail;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The media host over TLS, and what phones do with files.
class MediaTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";
  private static final Randomness RANDOM = Randomness.from(new SecureRandom());

  @TempDir private Path data;
  private final byte[] picture = new byte[200_000];
  private Simulator simulator;
  private ControlApi control;
  private HttpClient http;
  private String host;
  private Jid bob;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(picture);
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    control.phone(ALICE);
    bob = Jid.parse(control.phone(BOB).get("lid").stringValue());
    http = HttpClient.newBuilder().sslContext(trusting(simulator.caCertificatePem())).build();
    host = control.get("/trust").body().get("mediaHosts").get(0).stringValue();
  }

  @AfterEach
  void stop() {
    http.close();
    simulator.close();
  }

  private static SSLContext trusting(String pem) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private String auth(WebDevice device) throws InterruptedException {
    Node answer =
        device.query(
            Node.of("iq").with("type", "set").with("xmlns", "w:m"), Node.of("media_conn").build());
    Node mediaConn = answer.requireChild("media_conn");
    assertThat("https://" + mediaConn.requireChild("host").attr("hostname")).isEqualTo(host);
    assertThat(mediaConn.number("ttl")).isPositive();
    return mediaConn.attr("auth");
  }

  private HttpResponse<String> upload(byte[] file, ByteString token, String auth) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(host + MediaPaths.upload(MediaKind.IMAGE, token, auth)))
            .POST(BodyPublishers.ofByteArray(file))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> download(String directPath, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(host + directPath));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static ByteString token(byte[] file) {
    return ByteString.copyFrom(Sha256.hash(file));
  }

  private Map<String, Object> message(String kind, Map<String, ?> more) {
    var fields = new LinkedHashMap<String, Object>(more);
    fields.put("kind", kind);
    fields.put("mediaBase64", Base64.getEncoder().encodeToString(picture));
    return fields;
  }

  private String send(String from, String to, Map<String, Object> message) {
    message.put("to", to);
    var sent = control.post("/phones/" + from + "/messages", message);
    assertThat(sent.status()).as(sent.toString()).isEqualTo(201);
    return sent.body().get("id").stringValue();
  }

  private JsonNode shown(String number) {
    return control.get("/phones/" + number + "/messages?waitMs=5000").body().at("/messages/0");
  }

  private WebDevice link(String number) throws Exception {
    WebDevice device = new WebDevice(simulator);
    String qr = device.showQr();
    Thread phone =
        Thread.ofVirtual()
            .start(() -> control.post("/phones/" + number + "/scan", Map.of("qr", qr)));
    device.acceptPairing();
    phone.join();
    device.login(true);
    device.uploadPreKeys(1, 20);
    return device;
  }

  @ParameterizedTest
  @CsvSource({
    "image,image/jpeg",
    "video,video/mp4",
    "gif,video/mp4",
    "videoNote,video/mp4",
    "audio,audio/mpeg",
    "voice,audio/ogg; codecs=opus",
    "document,application/pdf",
    "sticker,image/webp"
  })
  void phonesExchangeFilesOfEveryKind(String kind, String mimetype) {
    send(ALICE, BOB, message(kind, Map.of("mimetype", mimetype, "fileName", "a.pdf")));
    JsonNode shown = shown(BOB);
    assertThat(shown.get("kind").stringValue()).isEqualTo(kind);
    assertThat(shown.get("mimetype").stringValue()).isEqualTo(mimetype);
    assertThat(shown.get("mediaSize").longValue()).isEqualTo(picture.length);
    assertThat(shown.get("mediaSha256").stringValue())
        .isEqualTo(Base64.getEncoder().encodeToString(Sha256.hash(picture)));
  }

  @Test
  void aCaptionAQuoteAndMentionsGoWithAFile() {
    control.say(ALICE, BOB, "look at this?");
    String quoted = shown(BOB).get("id").stringValue();
    send(
        BOB,
        ALICE,
        message(
            "image",
            Map.of("caption", "this", "quotedId", quoted, "mentions", List.of(bob.toString()))));
    JsonNode shown = shown(ALICE);
    assertThat(shown.get("caption").stringValue()).isEqualTo("this");
    assertThat(shown.get("quotedId").stringValue()).isEqualTo(quoted);
    assertThat(shown.get("mentions").get(0).stringValue()).isEqualTo(bob.toString());
  }

  @Test
  void aFileIsFetchedFromThisMachineAndNoOther() throws Exception {
    var files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    files.createContext(
        "/picture",
        exchange -> {
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    files.start();
    String url = "http://127.0.0.1:%d/".formatted(files.getAddress().getPort());
    assertThat(fetched(url + "picture")).isEqualTo(201);
    assertThat(shown(BOB).get("mediaSize").longValue()).isEqualTo(picture.length);
    assertThat(fetched(url + "nothing")).isEqualTo(400);
    assertThat(fetched("http://192.0.2.1/picture")).isEqualTo(400);
    files.stop(0);
  }

  private int fetched(String url) {
    return control
        .post("/phones/" + ALICE + "/messages", Map.of("to", BOB, "kind", "image", "mediaUrl", url))
        .status();
  }

  @Test
  void whatIsNoBase64IsRefused() {
    var answer =
        control.post(
            "/phones/" + ALICE + "/messages",
            Map.of("to", BOB, "kind", "image", "mediaBase64", "%%%"));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aFileIsKeptForWhoHasTheRight() throws Exception {
    WebDevice device = link(ALICE);
    String auth = auth(device);
    assertThat(upload(picture, token(picture), "stale").statusCode()).isEqualTo(401);
    assertThat(upload(picture, token(picture), auth.substring(1)).statusCode()).isEqualTo(401);
    assertThat(upload(picture, token(new byte[1]), auth).statusCode()).isEqualTo(400);

    HttpResponse<String> kept = upload(picture, token(picture), auth);
    assertThat(kept.statusCode()).isEqualTo(200);
    JsonNode place = JsonMapper.shared().readTree(kept.body());
    String directPath = place.get("direct_path").stringValue();
    assertThat(place.get("url").stringValue()).isEqualTo(host + directPath);
    assertThat(download(directPath).body()).isEqualTo(picture);

    control.post("/phones/" + ALICE + "/unlink", Map.of("deviceJid", device.pn.toString()));
    assertThat(upload(picture, token(picture), auth).statusCode()).isEqualTo(401);
  }

  @Test
  void aPartOfAFileIsGiven() throws Exception {
    String directPath = uploaded();
    HttpResponse<byte[]> rest = download(directPath, "Range", "bytes=150000-");
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.headers().firstValue("content-range")).contains("bytes 150000-199999/200000");
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(picture, 150_000, 200_000));
    assertThat(download(directPath, "Range", "bytes=10-19").body())
        .isEqualTo(Arrays.copyOfRange(picture, 10, 20));
    assertThat(download(directPath, "Range", "bytes=200000-").statusCode()).isEqualTo(416);
  }

  private String uploaded() throws Exception {
    HttpResponse<String> kept = upload(picture, token(picture), auth(link(ALICE)));
    return JsonMapper.shared().readTree(kept.body()).get("direct_path").stringValue();
  }

  @Test
  void aFileOutlivesTheSimulatorAndNotAReset() throws Exception {
    String directPath = uploaded();
    simulator.close();
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    host = control.get("/trust").body().get("mediaHosts").get(0).stringValue();
    assertThat(download(directPath).body()).isEqualTo(picture);
    control.post("/reset", Map.of());
    assertThat(download(directPath).statusCode()).isEqualTo(404);
    assertThat(download("/v/0/../../trust.json").statusCode()).isEqualTo(404);
  }

  @Test
  void anUploaderDeletesAFile() throws Exception {
    String auth = auth(link(ALICE));
    HttpResponse<String> kept = upload(picture, token(picture), auth);
    String directPath = JsonMapper.shared().readTree(kept.body()).get("direct_path").stringValue();
    String path = MediaPaths.deleteHistory(token(picture), directPath, auth, Optional.empty());
    var request = HttpRequest.newBuilder(URI.create(host + path)).DELETE().build();
    assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    assertThat(download(directPath).statusCode()).isEqualTo(404);
  }

  @Test
  void aFaultMakesFilesVanishUntilThePhoneHasUploadedThemAgain() throws Exception {
    WebDevice device = link(ALICE);
    String id = send(BOB, ALICE, message("image", Map.of()));
    Node message = device.awaitMessage();
    Media media = media(shown(ALICE));
    control.post("/faults", Map.of("target", "server", "kind", "media-404"));
    assertThat(download(media.directPath()).statusCode()).isEqualTo(404);

    var retry = MediaRetry.of(media.mediaKey().toByteArray(), id);
    device.send(askAgain(id, device, retry.sealRequest(RANDOM)));
    Node answer = device.await(node -> node.is("notification") && node.has("type", "mediaretry"));
    assertThat(answer.attr("id")).isEqualTo(id);
    assertThat(answer.jid("from")).isEqualTo(device.pn.toUserJid());
    assertThat(answer.requireChild("rmr").jid("jid")).isEqualTo(message.jid("from"));
    MediaRetryNotification opened = retry.openAnswer(sealed(answer));
    assertThat(opened.getResult()).isEqualTo(ResultType.SUCCESS);

    byte[] file = download(opened.getDirectPath()).body();
    var keys = MediaKeys.derive(media.mediaKey().toByteArray(), media.kind());
    assertThat(MediaDecryptor.decrypt(keys, ExpectedMedia.UNKNOWN, file)).isEqualTo(picture);
  }

  @Test
  void aFaultOfOneAccountLeavesTheFilesOfOthers() throws Exception {
    send(BOB, ALICE, message("image", Map.of()));
    String bobs = media(shown(ALICE)).directPath();
    send(ALICE, BOB, message("image", Map.of()));
    String alices = media(shown(BOB)).directPath();
    control.post("/faults", Map.of("target", BOB, "kind", "media-404"));
    assertThat(download(bobs).statusCode()).isEqualTo(404);
    assertThat(download(alices).statusCode()).isEqualTo(200);
  }

  @Test
  void aPhoneThatDoesNotKnowTheMessageSaysSo() throws Exception {
    WebDevice device = link(ALICE);
    var retry = MediaRetry.of(new byte[32], "3EB0");
    device.send(askAgain("3EB0", device, retry.sealRequest(RANDOM)));
    Node answer = device.await(node -> node.is("notification") && node.has("type", "mediaretry"));
    assertThat(answer.requireChild("error").number("code")).isEqualTo(2);
  }

  private Node askAgain(String id, WebDevice device, MediaRetry.Sealed sealed) {
    return Node.of("receipt")
        .with("id", id)
        .with("to", device.pn.toUserJid())
        .with("type", "server-error")
        .child(
            Node.of("encrypt")
                .child(Node.of("enc_p").bytes(sealed.payload().toByteArray()).build())
                .child(Node.of("enc_iv").bytes(sealed.iv().toByteArray()).build())
                .build())
        .child(Node.of("rmr").with("jid", bob).with("from_me", "false").build())
        .build();
  }

  private static MediaRetry.Sealed sealed(Node answer) {
    Node encrypt = answer.requireChild("encrypt");
    return new MediaRetry.Sealed(
        ByteString.copyFrom(encrypt.requireChild("enc_p").bytes()),
        ByteString.copyFrom(encrypt.requireChild("enc_iv").bytes()));
  }

  private static Media media(JsonNode shown) {
    return ((MediaContent) content(shown)).media();
  }

  private static Content content(JsonNode shown) {
    byte[] raw = Base64.getDecoder().decode(shown.get("raw").stringValue());
    return Contents.read(PlainMessages.unwrap(PlainMessages.parse(raw))).orElseThrow().content();
  }

  @Test
  void aFileThatIsNotWhatItsMessageSaysHasNoHashInTheInbox() throws Exception {
    var encryptor = MediaEncryptor.of(MediaKeys.derive(new byte[32], MediaKind.IMAGE));
    byte[] file = encryptor.encryptWhole(picture);
    HttpResponse<String> kept = upload(file, token(file), auth(link(ALICE)));
    var claimed =
        new Media(
            MediaKind.IMAGE,
            "",
            JsonMapper.shared().readTree(kept.body()).get("direct_path").stringValue(),
            ByteString.copyFrom(new byte[32]),
            token(new byte[1]),
            token(file),
            picture.length,
            "image/jpeg",
            Optional.empty());
    var message =
        Contents.write(
            new MediaContent.Image(claimed, "", 0, 0, Thumbnail.NONE, Optional.empty()),
            MessageContext.NONE,
            new byte[32]);
    var raw = new HashMap<String, Object>();
    raw.put("kind", "raw");
    raw.put("protobufBase64", Base64.getEncoder().encodeToString(message.toByteArray()));
    send(ALICE, BOB, raw);
    JsonNode shown = shown(BOB);
    assertThat(shown.get("kind").stringValue()).isEqualTo("image");
    assertThat(shown.has("mediaSha256")).isFalse();
  }
}
