package io.trunkline.worker;

import static io.trunkline.proto.content.MediaRef.Kind.DOCUMENT;
import static io.trunkline.proto.content.MediaRef.Kind.IMAGE;
import static io.trunkline.proto.content.MediaRef.Kind.VOICE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.FetchMedia;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.MediaCommand;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SendMessage;
import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.worker.media.MediaStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files through the worker, on real servers, against the simulator's media host.
class MediaIntegrationTest {
  private static final KeyPair KEYS = keyPair();
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170000011";
  private static final String FRIEND = "96170000012";

  @TempDir static Path folder;

  private static Simulator simulator;
  private static Phones phones;
  private static ConfigurableApplicationContext worker;
  private static Gateway gateway;

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void start() {
    var infrastructure = TestInfrastructure.shared();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    phones.create(OWN, "Own");
    phones.create(FRIEND, "Friend");
    var settings = WorkerProcess.settings("worker-1", infrastructure, simulator, folder);
    settings.put(
        "trunkline.identity.public-key",
        Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
    worker =
        new SpringApplicationBuilder(WorkerApplication.class)
            .run(
                settings.entrySet().stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new));
    gateway = new Gateway(infrastructure);
    var reply = gateway.ask(command().setLink(LinkSession.getDefaultInstance()));
    phones.scan(OWN, reply.getQr().getText());
    gateway.event(SESSION, event -> event.getConnection().getState() == ConnectionState.OPEN);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    worker.close();
    simulator.close();
  }

  private static Command.Builder command() {
    return gateway.command(TENANT, SESSION);
  }

  private static byte[] file(int seed) {
    byte[] file = new byte[300_000];
    new Random(seed).nextBytes(file);
    return file;
  }

  /// A message with a file, as its event tells it.
  private static MessageReceived received(byte[] file) {
    String id =
        phones.send(
            FRIEND,
            Map.of(
                "to",
                OWN,
                "kind",
                "document",
                "fileName",
                "a.bin",
                "mediaBase64",
                Base64.getEncoder().encodeToString(file)));
    return gateway.event(SESSION, event -> isMessage(event, id)).getMessage();
  }

  private static boolean isMessage(Event event, String id) {
    return event.hasMessage() && event.getMessage().getWhatsappId().equals(id);
  }

  private static MediaRef fileOf(MessageReceived message) {
    return message.getContent().getDocument().getMedia();
  }

  private static Reply fetch(MessageReceived message, MediaRef ref) {
    var key =
        MessageKey.newBuilder()
            .setChat(message.getChat().getLid())
            .setWhatsappId(message.getWhatsappId());
    return gateway.ask(
        command()
            .setMedia(
                MediaCommand.newBuilder()
                    .setFetch(FetchMedia.newBuilder().setMedia(ref).setMessage(key))));
  }

  private static byte[] stored(String reference) throws Exception {
    var store = worker.getBean(MediaStore.class);
    try (var in = store.find(TENANT, reference).orElseThrow().open()) {
      return in.readAllBytes();
    }
  }

  @Test
  void anIncomingFileIsFetchedIntoTheStore() throws Exception {
    byte[] file = file(1);
    var message = received(file);
    var reply = fetch(message, fileOf(message));
    assertThat(reply.getCode()).as(reply.getReason()).isEqualTo(ReplyCode.OK);
    var fetched = reply.getMedia().getFetched();
    assertThat(fetched.getLength()).isEqualTo(file.length);
    assertThat(fetched.getSha256().toByteArray()).isEqualTo(Sha256.hash(file));
    assertThat(stored(fetched.getReference())).isEqualTo(file);
    assertThat(fetch(message, fileOf(message)).getMedia()).isEqualTo(reply.getMedia());
  }

  @Test
  void aFileThatTheServerDroppedIsGotBackFromThePhone() throws Exception {
    byte[] file = file(2);
    var message = received(file);
    String fault = phones.fault(Map.of("target", "server", "kind", "media-404"));
    try {
      var reply = fetch(message, fileOf(message));
      assertThat(reply.getCode()).as(reply.getReason()).isEqualTo(ReplyCode.OK);
      assertThat(stored(reply.getMedia().getFetched().getReference())).isEqualTo(file);
    } finally {
      phones.endFault(fault);
    }
  }

  @Test
  void aFileThatIsNotWhatItsMessageSaysIsNotKept() {
    var message = received(file(3));
    var other = fileOf(message).toBuilder().setSha256(ByteString.copyFrom(new byte[32])).build();
    assertThat(fetch(message, other).getCode()).isEqualTo(ReplyCode.INVALID);
    assertThat(fetch(message, MediaRef.getDefaultInstance()).getCode())
        .isEqualTo(ReplyCode.INVALID);
  }

  /// Keeps a file in the store, as whoever accepts a message does.
  private static MediaRef.Builder kept(MediaRef.Kind kind, byte[] file) throws Exception {
    byte[] key = new byte[32];
    new Random(file[0]).nextBytes(key);
    try (var writer = worker.getBean(MediaStore.class).write(TENANT)) {
      writer.write(ByteBuffer.wrap(file));
      return MediaRef.newBuilder()
          .setKind(kind)
          .setMimetype("application/x-test")
          .setFileName("a.bin")
          .setStored(
              StoredMedia.newBuilder()
                  .setReference(writer.commit().name())
                  .setMediaKey(ByteString.copyFrom(key)));
    }
  }

  private static SendMessage send(Content.Builder content) {
    var send = gateway.message(FRIEND + "@s.whatsapp.net", content);
    gateway.issue(command().setSend(send).build());
    return send;
  }

  private static int seen() {
    return phones.shown(FRIEND, 0, 0).size();
  }

  private static void assertShows(JsonNode shown, String kind, byte[] file) {
    assertThat(shown.path("kind").asString()).isEqualTo(kind);
    assertThat(shown.path("mediaSize").asLong()).isEqualTo(file.length);
    assertThat(shown.path("mediaSha256").asString())
        .isEqualTo(Base64.getEncoder().encodeToString(Sha256.hash(file)));
  }

  @Test
  void filesOfTheStoreAreSentInTheirPlacesInTheChat() throws Exception {
    int before = seen();
    byte[] picture = file(4);
    byte[] voice = file(5);
    byte[] paper = file(6);
    send(Content.newBuilder().setImage(Image.newBuilder().setMedia(kept(IMAGE, picture))));
    send(Content.newBuilder().setText(Text.newBuilder().setBody("behind the picture")));
    send(Content.newBuilder().setAudio(Audio.newBuilder().setMedia(kept(VOICE, voice))));
    send(Content.newBuilder().setDocument(Document.newBuilder().setMedia(kept(DOCUMENT, paper))));
    var shown = phones.shown(FRIEND, before, 4);
    assertShows(shown.get(0), "image", picture);
    assertThat(shown.get(1).path("text").asString()).isEqualTo("behind the picture");
    assertShows(shown.get(2), "voice", voice);
    assertShows(shown.get(3), "document", paper);
  }

  @Test
  void aFileThatTheStoreDoesNotHaveFailsItsMessageAndNotTheNext() {
    int before = seen();
    var missing =
        MediaRef.newBuilder()
            .setKind(IMAGE)
            .setStored(
                StoredMedia.newBuilder()
                    .setReference("0".repeat(64))
                    .setMediaKey(ByteString.copyFrom(new byte[32])));
    var failed = send(Content.newBuilder().setImage(Image.newBuilder().setMedia(missing)));
    send(Content.newBuilder().setText(Text.newBuilder().setBody("the next")));
    var event =
        gateway.event(
            SESSION, told -> told.getStatus().getMessageId().equals(failed.getMessageId()));
    assertThat(event.getStatus().getStatus()).isEqualTo(MessageStatus.FAILED);
    assertThat(event.getStatus().getErrorCode()).isEqualTo("media_not_found");
    assertThat(phones.shown(FRIEND, before, 1).getFirst().path("text").asString())
        .isEqualTo("the next");
  }

  private static HttpResponse<byte[]> call(
      String method, String path, Optional<String> identity, byte[] body) throws Exception {
    String port = worker.getEnvironment().getProperty("local.server.port");
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.ofByteArray(body));
    identity.ifPresent(token -> request.header(Caller.HEADER, token));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static Optional<String> identity(UUID tenant, String audience, KeyPair keys) {
    var caller = new Caller(Kind.SERVICE, Optional.of(tenant), "test", Set.of(), Optional.empty());
    return Optional.of(IdentityToken.sign(caller, audience, keys.getPrivate(), Clock.systemUTC()));
  }

  @Test
  void otherServicesPutAndGetFilesOfATenant() throws Exception {
    byte[] file = file(7);
    var own = identity(TENANT, IdentityToken.WORKER, KEYS);
    var kept = call("PUT", "/internal/media", own, file);
    assertThat(kept.statusCode()).isEqualTo(201);
    var told = JsonMapper.shared().readTree(kept.body());
    assertThat(told.path("length").asLong()).isEqualTo(file.length);
    assertThat(told.path("sha256").asString())
        .isEqualTo(Base64.getEncoder().encodeToString(Sha256.hash(file)));
    String path = "/internal/media/" + told.path("reference").asString();

    assertThat(call("GET", path, own, new byte[0]).body()).isEqualTo(file);
    var seen = call("HEAD", path, own, new byte[0]);
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.body()).isEmpty();
    var other = identity(UUID.randomUUID(), IdentityToken.WORKER, KEYS);
    assertThat(call("GET", path, other, new byte[0]).statusCode()).isEqualTo(404);
    assertThat(call("HEAD", path, other, new byte[0]).statusCode()).isEqualTo(404);
    assertThat(call("GET", "/internal/media/..%2f..%2fx", own, new byte[0]).statusCode())
        .isBetween(400, 404);
  }

  @Test
  void whoProvesNothingPutsAndGetsNothing() throws Exception {
    var strangers = keyPair();
    for (var identity :
        List.of(
            Optional.<String>empty(),
            Optional.of("a.b.c"),
            identity(TENANT, IdentityToken.API_SERVICE, KEYS),
            identity(TENANT, IdentityToken.WORKER, strangers))) {
      assertThat(call("PUT", "/internal/media", identity, new byte[1]).statusCode()).isEqualTo(401);
      assertThat(
              call("GET", "/internal/media/" + "0".repeat(64), identity, new byte[0]).statusCode())
          .isEqualTo(401);
    }
  }
}
