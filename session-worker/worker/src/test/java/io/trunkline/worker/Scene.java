package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.FetchMedia;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.MediaCommand;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import io.trunkline.worker.media.MediaStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/// A session of the real worker and unmodified npm `baileys`, each linked to a phone of the
/// simulator, so that they can do everything to each other. A third phone has no linked device.
///
/// Test classes share it, see [OneScene]: each waits for what is its own, by message id or by names
/// that no other uses. It has servers of its own, since workers that share them share the sessions
/// too. Needs Node.js and npm.
final class Scene implements AutoCloseable {
  /// Whose session is here.
  static final String OURS = "96170300001";

  /// Whose linked device is Baileys.
  static final String THEIRS = "96170300002";

  static final String FRIEND = "96170300003";
  static final String STATUS = "status@broadcast";

  private static final UUID TENANT = UUID.randomUUID();

  private final TestInfrastructure infrastructure;
  private final Path folder;
  private final Simulator simulator;
  private final Phones phones;
  private final ConfigurableApplicationContext worker;
  private final Gateway gateway;
  private final BaileysProcess baileys;
  private final Map<String, String> lids = new HashMap<>();
  private final Session session = new Session();
  private Session sibling;

  private Scene() throws Exception {
    infrastructure = TestInfrastructure.start();
    folder = Files.createTempDirectory("scene-");
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    for (var phone : Map.of(OURS, "Ours", THEIRS, "Theirs", FRIEND, "Friend").entrySet()) {
      lids.put(
          phone.getKey(), phones.create(phone.getKey(), phone.getValue()).path("lid").asString());
    }
    worker =
        new SpringApplicationBuilder(WorkerApplication.class)
            .run(
                WorkerProcess.settings("scene", infrastructure, simulator, folder)
                    .entrySet()
                    .stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new));
    gateway = new Gateway(infrastructure);
    baileys =
        new BaileysProcess(
            simulator.controlUrl(),
            THEIRS,
            folder.resolve("auth"),
            Map.of("NODE_EXTRA_CA_CERTS", folder.resolve("ca.pem").toString()));
  }

  static Scene begin() {
    try {
      var scene = new Scene();
      scene.link();
      return scene;
    } catch (Exception e) {
      throw new IllegalStateException("The scene does not begin", e);
    }
  }

  private void link() throws Exception {
    session.link(OURS);
    baileys.tellAll();
    baileys.open();
  }

  Phones phones() {
    return phones;
  }

  /// The LID of a phone's account.
  String lid(String number) {
    return lids.get(number);
  }

  static String pn(String number) {
    return number + "@s.whatsapp.net";
  }

  // Trunkline.

  /// A session of the worker.
  final class Session {
    private final UUID id = UUID.randomUUID();

    private void link(String number) {
      var reply = ask(command().setLink(LinkSession.getDefaultInstance()));
      phones.scan(number, reply.getQr().getText());
      event(event -> event.getConnection().getState() == ConnectionState.OPEN);
    }

    Command.Builder command() {
      return gateway.command(TENANT, id);
    }

    /// Asks the session, which must be able to.
    Reply ask(Command.Builder command) {
      var reply = gateway.ask(command);
      assertThat(reply.getCode()).as(reply.getReason()).isEqualTo(ReplyCode.OK);
      return reply;
    }

    /// What the session answers, also where it refuses.
    Reply answer(Command.Builder command) {
      return gateway.ask(command);
    }

    /// The session's first event that fits.
    Event event(Predicate<Event> fits) {
      return gateway.event(id, fits);
    }

    List<Event> events() {
      return gateway.events(id);
    }
  }

  /// A session that is linked to Baileys' own phone: the two share its account.
  synchronized Session sibling() {
    if (sibling == null) {
      sibling = new Session();
      sibling.link(THEIRS);
    }
    return sibling;
  }

  Command.Builder command() {
    return session.command();
  }

  /// Asks the session, which must be able to.
  Reply ask(Command.Builder command) {
    return session.ask(command);
  }

  /// What the session answers, also where it refuses.
  Reply answer(Command.Builder command) {
    return session.answer(command);
  }

  /// The session sends to Baileys' account.
  ///
  /// @return the message's id
  String send(Content.Builder content) {
    return send(lid(THEIRS), content);
  }

  String send(String to, Content.Builder content) {
    var send = gateway.message(to, content);
    ask(command().setSend(send));
    return send.getMessage().getWhatsappId();
  }

  /// What the session answers to a message, also where it refuses.
  Reply answerTo(String to, Content.Builder content) {
    return session.answer(command().setSend(gateway.message(to, content)));
  }

  /// The session posts a status.
  ///
  /// @param audience who may see it
  /// @return the message's id
  String post(Content.Builder content, String... audience) {
    var send = gateway.message(STATUS, content).toBuilder();
    send.getMessageBuilder().addAllAudience(List.of(audience));
    ask(command().setSend(send));
    return send.getMessage().getWhatsappId();
  }

  /// The session's first event that fits.
  Event event(Predicate<Event> fits) {
    return session.event(fits);
  }

  /// The message of that id, as the session tells it.
  MessageReceived received(String id) {
    return event(event -> event.getMessage().getWhatsappId().equals(id)).getMessage();
  }

  /// Whether the session has told of the message of that id so far.
  boolean hasReceived(String id) {
    return session.events().stream()
        .anyMatch(event -> event.getMessage().getWhatsappId().equals(id));
  }

  /// Keeps a file in the media store, as whoever accepts a message does.
  MediaRef.Builder keep(MediaRef.Kind kind, String mimetype, byte[] file) {
    byte[] key = new byte[32];
    new Random(file[0]).nextBytes(key);
    try (var writer = worker.getBean(MediaStore.class).write(TENANT)) {
      writer.write(ByteBuffer.wrap(file));
      return MediaRef.newBuilder()
          .setKind(kind)
          .setMimetype(mimetype)
          .setStored(
              StoredMedia.newBuilder()
                  .setReference(writer.commit().name())
                  .setMediaKey(ByteString.copyFrom(key)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of a file that came with a message.
  byte[] fetch(MessageReceived message, MediaRef file) {
    var key =
        MessageKey.newBuilder()
            .setChat(message.getChat().getLid())
            .setWhatsappId(message.getWhatsappId());
    var fetch = FetchMedia.newBuilder().setMedia(file).setMessage(key);
    var reply = ask(command().setMedia(MediaCommand.newBuilder().setFetch(fetch)));
    var reference = reply.getMedia().getFetched().getReference();
    try (var in = worker.getBean(MediaStore.class).find(TENANT, reference).orElseThrow().open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Baileys.

  /// Baileys sends to the session's account, by its own `sendMessage`.
  ///
  /// @return the message's id
  String say(Map<String, ?> content) {
    return say(lid(OURS), content, Map.of());
  }

  String say(String to, Map<String, ?> content, Map<String, ?> options) {
    return baileys
        .order("send", Map.of("to", to, "content", content, "options", options))
        .path("id")
        .asString();
  }

  /// How Baileys refuses a call, as it says it.
  String refusal(String method, Object... arguments) {
    try {
      return "no refusal but " + call(method, arguments);
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  /// Baileys sends a message protobuf to the session's account: what its `sendMessage` cannot make.
  ///
  /// @return the message's id
  String relay(Map<String, ?> message) {
    return baileys
        .order("relay", Map.of("to", lid(OURS), "message", message))
        .path("id")
        .asString();
  }

  /// The message of that id, as Baileys shows it: `key`, `message` … of its `WAMessage`.
  JsonNode shown(String id) {
    Predicate<JsonNode> isIt = message -> message.at("/key/id").asString().equals(id);
    var told =
        baileys.told("messages.upsert", data -> data.path("messages").valueStream().anyMatch(isIt));
    return told.path("messages").valueStream().filter(isIt).findFirst().orElseThrow();
  }

  /// Whether Baileys has shown the message of that id so far.
  boolean hasShown(String id) {
    return baileys.seen().stream()
        .anyMatch(line -> line.contains("messages.upsert") && line.contains(id));
  }

  /// The content of a message that Baileys showed, as an argument.
  static Map<String, String> contentOf(String id) {
    return Map.of("$content", id);
  }

  /// Baileys' first event of that name that fits.
  JsonNode told(String name, Predicate<JsonNode> fits) {
    return baileys.told(name, fits);
  }

  /// Calls a method of Baileys' socket.
  JsonNode call(String method, Object... arguments) {
    return baileys
        .order("call", Map.of("method", method, "args", List.of(arguments)))
        .path("result");
  }

  /// Calls a function of Baileys, such as `downloadMediaMessage`.
  JsonNode library(String function, Object... arguments) {
    return baileys
        .order("library", Map.of("function", function, "args", List.of(arguments)))
        .path("result");
  }

  /// A message that Baileys told or sent, as an argument.
  static Map<String, String> message(String id) {
    return Map.of("$message", id);
  }

  static Map<String, String> bytes(byte[] bytes) {
    return Map.of("$bytes", Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public void close() throws Exception {
    baileys.close();
    gateway.close();
    worker.close();
    simulator.close();
    infrastructure.close();
    FileSystemUtils.deleteRecursively(folder);
  }
}
