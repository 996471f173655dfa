package io.trunkline.api;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.contract.Topics;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ExportedSession;
import io.trunkline.proto.command.FetchedMedia;
import io.trunkline.proto.command.MediaReply;
import io.trunkline.proto.command.PairingCode;
import io.trunkline.proto.command.Pulse;
import io.trunkline.proto.command.QrCode;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SendResult;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.DesiredState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.proto.event.SessionDeleted;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A worker without WhatsApp: it takes commands from the real topic and answers with replies and
/// events on the real topics, as a worker whose phones always agree would.
final class FakeWorker implements AutoCloseable {
  /// What every session answers when its pulse is taken.
  static final Instant LAST_HEARD = Instant.parse("2026-01-05T09:00:00.125Z");

  /// What it does with sends of a session.
  enum Sending {
    /// The server acknowledges at once: event first, then the reply.
    ACKNOWLEDGE,
    /// Neither event nor reply.
    IGNORE,
    /// The socket is away.
    NOT_CONNECTED,
    /// The mailbox is full.
    BUSY
  }

  static final String NOBODY = "919000000404@s.whatsapp.net";

  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  private final List<Command> commands = new CopyOnWriteArrayList<>();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, Sending> sending = new ConcurrentHashMap<>();
  private final Set<String> mute = ConcurrentHashMap.newKeySet();
  private final FakePeople people = new FakePeople();
  private final FakeNewsletters newsletters = new FakeNewsletters();
  private volatile boolean running = true;
  private volatile String importRefusal = "";
  private volatile String exported = "";

  private static final class Session {
    private String tenant = "";
    private long connection;
    private long sequence = 1L << 24;
    private boolean linked;
    private boolean exhausted;
    private String jid = "";
  }

  FakeWorker(String kafka) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka, "acks", "all", "linger.ms", 0),
            new StringSerializer(),
            new ByteArraySerializer());
    var partitions =
        consumer.partitionsFor(Topics.COMMANDS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    Thread.ofPlatform().name("fake-worker").daemon().start(this::run);
  }

  private void run() {
    while (running) {
      for (var entry : consumer.poll(Duration.ofMillis(100))) {
        try {
          var command = Command.parseFrom(entry.value());
          commands.add(command);
          if (!mute.contains(command.getSessionId())) {
            handle(command);
          }
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    consumer.close();
  }

  private void handle(Command command) {
    var session = session(command.getSessionId());
    session.tenant = command.getTenantId();
    switch (command.getBodyCase()) {
      case LINK -> {
        session.linked = false;
        if (command.getLink().getPhoneNumber().isEmpty()) {
          showQr(command.getSessionId(), "qr-of-" + command.getSessionId(), command);
        } else {
          showCode(command);
        }
      }
      case START -> {
        if (session.linked) {
          session.exhausted = false;
          reply(command, ReplyCode.OK);
          open(command.getSessionId());
        } else {
          reply(command, ReplyCode.NOT_LINKED);
        }
      }
      case STOP -> {
        reply(command, ReplyCode.OK);
        state(command.getSessionId(), ConnectionState.CLOSED, DesiredState.STOPPED, "stopped");
      }
      case LOGOUT -> {
        session.linked = false;
        reply(command, ReplyCode.OK);
        state(
            command.getSessionId(),
            ConnectionState.LOGGED_OUT,
            DesiredState.DESIRED_LOGGED_OUT,
            "logged_out");
      }
      case DELETE -> {
        reply(command, ReplyCode.OK);
        emit(
            command.getSessionId(), event -> event.setDeleted(SessionDeleted.getDefaultInstance()));
      }
      case SEND -> send(command, session);
      case MEDIA -> reply(command, fetched(command.getMedia().getFetch().getMedia()));
      case RESET_RECONNECTS -> {
        reply(command, ReplyCode.OK);
        if (session.exhausted) {
          session.exhausted = false;
          open(command.getSessionId());
        } else {
          lose(UUID.fromString(command.getSessionId()), 0);
        }
      }
      case CONFIGURE -> reply(command, ReplyCode.OK);
      case IMPORT_SESSION -> importSession(command, session);
      case EXPORT_SESSION ->
          reply(
              command,
              session.linked
                  ? Reply.newBuilder()
                      .setCode(ReplyCode.OK)
                      .setExportSession(ExportedSession.newBuilder().setAuthFile(exported))
                  : Reply.newBuilder().setCode(ReplyCode.NOT_LINKED));
      case TAKE_PULSE ->
          reply(
              command,
              Reply.newBuilder()
                  .setCode(ReplyCode.OK)
                  .setPulse(
                      Pulse.newBuilder()
                          .setLastHeardMs(LAST_HEARD.toEpochMilli())
                          .setClientVersion("2.3000.1045649367")));
      case CHAT, HISTORY, PING -> reply(command, ReplyCode.OK);
      case CONTACT, ACCOUNT, GROUP, PRESENCE -> reply(command, people.answer(command));
      case NEWSLETTER -> reply(command, newsletters.answer(command.getNewsletter()));
      case BODY_NOT_SET -> throw new IllegalStateException("Expected a body");
    }
  }

  private void importSession(Command command, Session session) {
    if (!importRefusal.isEmpty()) {
      reply(command, Reply.newBuilder().setCode(ReplyCode.INVALID).setReason(importRefusal));
      return;
    }
    session.linked = true;
    session.jid = "919876500000:7@s.whatsapp.net";
    reply(command, ReplyCode.OK);
    open(command.getSessionId());
  }

  /// Why imports are refused from now on; empty where they are not.
  void refuseImports(String reason) {
    importRefusal = reason;
  }

  /// Name of the file that exports give.
  void export(String file) {
    exported = file;
  }

  /// The store of tests names files by their hash; one of no bytes is gone for good.
  private static Reply.Builder fetched(MediaRef file) {
    if (file.getLength() == 0) {
      return Reply.newBuilder().setCode(ReplyCode.REFUSED);
    }
    var reference = HexFormat.of().formatHex(file.getSha256().toByteArray());
    return Reply.newBuilder()
        .setCode(ReplyCode.OK)
        .setMedia(
            MediaReply.newBuilder().setFetched(FetchedMedia.newBuilder().setReference(reference)));
  }

  private void send(Command command, Session session) {
    switch (sending.getOrDefault(command.getSessionId(), Sending.ACKNOWLEDGE)) {
      case ACKNOWLEDGE -> {
        if (command.getConnection() != session.connection) {
          reply(command, ReplyCode.STALE_CONNECTION);
        } else if (command.getSend().getMessage().getTo().equals(NOBODY)) {
          status(command, MessageStatus.FAILED, "not_on_whatsapp");
          reply(command, ReplyCode.NOT_ON_WHATSAPP);
        } else {
          status(command, MessageStatus.SENT, "");
          reply(command, ReplyCode.OK);
        }
      }
      case IGNORE -> {}
      case NOT_CONNECTED -> reply(command, ReplyCode.NOT_CONNECTED);
      case BUSY -> reply(command, ReplyCode.BUSY);
    }
  }

  /// Commands of the session so far, in the order of the topic.
  List<Command> commands(UUID session) {
    return commands.stream()
        .filter(command -> command.getSessionId().equals(session.toString()))
        .toList();
  }

  List<Command> sends(UUID session) {
    return commands(session).stream().filter(Command::hasSend).toList();
  }

  void onSend(UUID session, Sending behaviour) {
    sending.put(session.toString(), behaviour);
  }

  /// From now on the session's commands are recorded and not answered.
  void mute(UUID session) {
    mute.add(session.toString());
  }

  void unmute(UUID session) {
    mute.remove(session.toString());
  }

  /// The phone scans the QR: pairing, then the login after it.
  void scan(UUID session, String jid) {
    var known = session(session.toString());
    known.linked = true;
    known.jid = jid;
    state(session.toString(), ConnectionState.PAIRING, DesiredState.RUNNING, "");
    open(session.toString());
  }

  /// The phone removes the device.
  void unlink(UUID session) {
    session(session.toString()).linked = false;
    state(
        session.toString(),
        ConnectionState.LOGGED_OUT,
        DesiredState.DESIRED_LOGGED_OUT,
        "device_removed");
  }

  void lose(UUID session) {
    lose(session, 1);
  }

  /// @param attempt number of the reconnect that is waited for
  void lose(UUID session, int attempt) {
    reconnecting(session, ConnectionState.RETRYING, attempt);
  }

  /// An attempt to reconnect is under way.
  void retry(UUID session, int attempt) {
    reconnecting(session, ConnectionState.CONNECTING, attempt);
  }

  void exhaust(UUID session, int attempts) {
    session(session.toString()).exhausted = true;
    reconnecting(session, ConnectionState.EXHAUSTED, attempts);
  }

  private void reconnecting(UUID session, ConnectionState state, int attempts) {
    emit(
        session.toString(),
        event ->
            event.setConnection(
                ConnectionChanged.newBuilder()
                    .setState(state)
                    .setConnection(session(session.toString()).connection)
                    .setDesired(DesiredState.RUNNING)
                    .setReason("network")
                    .setAttempts(attempts)));
  }

  /// A new login: the connection's number rises.
  void reconnect(UUID session) {
    open(session.toString());
  }

  void pairing(UUID session) {
    state(session.toString(), ConnectionState.PAIRING, DesiredState.RUNNING, "");
  }

  void rotateQr(UUID session, String text) {
    showQr(session.toString(), text, null);
  }

  void qrTimeout(UUID session) {
    state(session.toString(), ConnectionState.QR_TIMEOUT, DesiredState.RUNNING, "");
  }

  void takeover(UUID session) {
    var known = session(session.toString());
    known.sequence = ((known.sequence >> 24) + 1) << 24;
  }

  long connection(UUID session) {
    return session(session.toString()).connection;
  }

  Event status(UUID session, String whatsappId, MessageStatus status) {
    return emit(
        session.toString(),
        event ->
            event.setStatus(
                MessageStatusChanged.newBuilder()
                    .setWhatsappId(whatsappId)
                    .setStatus(status)
                    .setAtMs(Instant.now().toEpochMilli())));
  }

  Event receive(UUID session, String whatsappId, String from, String text) {
    return receive(
        session,
        whatsappId,
        from,
        Content.newBuilder().setText(Text.newBuilder().setBody(text)).build());
  }

  Event receive(UUID session, String whatsappId, String from, Content content) {
    return emit(
        session.toString(),
        event ->
            event
                .setEventId(session + "/" + from + "/" + whatsappId + "/message")
                .setMessage(
                    MessageReceived.newBuilder()
                        .setWhatsappId(whatsappId)
                        .setChat(address(from))
                        .setSender(address(from))
                        .setPushName("Asha")
                        .setTimestamp(Instant.now().getEpochSecond())
                        .setContent(content)));
  }

  Address address(String pn) {
    return Address.newBuilder().setPn(pn).setLid("7" + pn.replace("s.whatsapp.net", "lid")).build();
  }

  /// Writes the event again, as a redelivery does.
  void repeat(Event event) {
    write(Topics.EVENTS, null, event.getSessionId(), event.toByteArray());
  }

  void raw(String key, byte[] value) {
    write(Topics.EVENTS, null, key, value);
  }

  private void status(Command command, MessageStatus status, String errorCode) {
    emit(
        command.getSessionId(),
        event ->
            event.setStatus(
                MessageStatusChanged.newBuilder()
                    .setMessageId(command.getSend().getMessageId())
                    .setWhatsappId(command.getSend().getMessage().getWhatsappId())
                    .setStatus(status)
                    .setErrorCode(errorCode)
                    .setAtMs(Instant.now().toEpochMilli())));
  }

  private void open(String id) {
    var session = session(id);
    session.connection++;
    emit(
        id,
        event ->
            event.setConnection(
                ConnectionChanged.newBuilder()
                    .setState(ConnectionState.OPEN)
                    .setConnection(session.connection)
                    .setDesired(DesiredState.RUNNING)
                    .setJid(session.jid)));
  }

  private void state(String id, ConnectionState state, DesiredState desired, String reason) {
    emit(
        id,
        event ->
            event.setConnection(
                ConnectionChanged.newBuilder()
                    .setState(state)
                    .setConnection(session(id).connection)
                    .setDesired(desired)
                    .setReason(reason)));
  }

  private void showQr(String id, String text, Command command) {
    var expires = Instant.now().plusSeconds(60).toEpochMilli();
    emit(
        id,
        event ->
            event.setConnection(
                ConnectionChanged.newBuilder()
                    .setState(ConnectionState.QR)
                    .setDesired(DesiredState.RUNNING)
                    .setQr(text)
                    .setQrExpiresAtMs(expires)));
    if (command != null) {
      reply(
          command,
          Reply.newBuilder()
              .setCode(ReplyCode.OK)
              .setQr(QrCode.newBuilder().setText(text).setExpiresAtMs(expires)));
    }
  }

  private void showCode(Command command) {
    state(command.getSessionId(), ConnectionState.CODE, DesiredState.RUNNING, "");
    reply(
        command,
        Reply.newBuilder()
            .setCode(ReplyCode.OK)
            .setPairingCode(PairingCode.newBuilder().setCode("ABCD-EFGH")));
  }

  private void reply(Command command, ReplyCode code) {
    var reply = Reply.newBuilder().setCode(code);
    if (command.hasSend() && code == ReplyCode.OK) {
      reply.setSend(
          SendResult.newBuilder()
              .setMessageId(command.getSend().getMessageId())
              .setStatus(MessageStatus.SENT));
    }
    reply(command, reply);
  }

  private void reply(Command command, Reply.Builder reply) {
    if (command.hasReplyTo()) {
      write(
          Topics.REPLIES,
          command.getReplyTo().getPartition(),
          command.getSessionId(),
          reply
              .setCommandId(command.getCommandId())
              .setInstanceId(command.getReplyTo().getInstanceId())
              .setSessionId(command.getSessionId())
              .build()
              .toByteArray());
    }
  }

  /// An event of the session, with the next sequence.
  Event emit(String id, java.util.function.UnaryOperator<Event.Builder> body) {
    var session = session(id);
    Event event;
    synchronized (session) {
      session.sequence++;
      event =
          body.apply(
                  Event.newBuilder()
                      .setEventId(id + "/" + session.sequence)
                      .setTenantId(session.tenant)
                      .setSessionId(id)
                      .setEpoch(session.sequence >> 24)
                      .setSequence(session.sequence)
                      .setOccurredAtMs(Instant.now().toEpochMilli()))
              .build();
    }
    write(Topics.EVENTS, null, id, event.toByteArray());
    return event;
  }

  private void write(String topic, Integer partition, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Session session(String id) {
    return sessions.computeIfAbsent(id, _ -> new Session());
  }

  @Override
  public void close() {
    running = false;
    producer.close();
  }
}
