package io.trunkline.worker;

import com.google.protobuf.ByteString;
import io.trunkline.contract.Topics;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.ReplyTo;
import io.trunkline.proto.command.SendMessage;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/// The other services as a worker sees them: commands in, replies and events out.
final class Gateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String INSTANCE = UUID.randomUUID().toString();

  private final KafkaProducer<String, byte[]> producer;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<Reply> replies = new CopyOnWriteArrayList<>();
  private final Random random = new Random(7);
  private final Thread reader;
  private volatile boolean isClosed;

  Gateway(TestInfrastructure infrastructure) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", infrastructure.kafkaBootstrap(), "acks", "all");
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    reader = Thread.ofPlatform().name("gateway").start(() -> read(infrastructure.kafkaBootstrap()));
  }

  private void read(String bootstrap) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          List.of(Topics.EVENTS, Topics.REPLIES).stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!isClosed) {
        for (var row : consumer.poll(Duration.ofMillis(100))) {
          if (row.topic().equals(Topics.EVENTS)) {
            events.add(Event.parseFrom(row.value()));
          } else {
            replies.add(Reply.parseFrom(row.value()));
          }
        }
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  Command.Builder command(UUID tenant, UUID session) {
    return Command.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setTenantId(tenant.toString())
        .setSessionId(session.toString())
        .setDeadlineMs(System.currentTimeMillis() + 30_000)
        .setReplyTo(ReplyTo.newBuilder().setPartition(3).setInstanceId(INSTANCE));
  }

  Reply ask(Command.Builder command) {
    issue(command.build());
    return await(replies, reply -> reply.getCommandId().equals(command.getCommandId()));
  }

  /// A later answer to a command that was issued again.
  void reply(String commandId, ReplyCode code) {
    var unused =
        await(replies, reply -> reply.getCommandId().equals(commandId) && reply.getCode() == code);
  }

  void issue(Command command) {
    producer.send(
        new ProducerRecord<>(Topics.COMMANDS, command.getSessionId(), command.toByteArray()));
    producer.flush();
  }

  /// Links a session with a phone and waits until it is open.
  void link(UUID tenant, UUID session, Phones phones, String number) {
    var linked =
        ask(
            command(tenant, session)
                .setDeadlineMs(System.currentTimeMillis() + 60_000)
                .setLink(LinkSession.getDefaultInstance()));
    phones.scan(number, linked.getQr().getText());
    event(session, event -> event.getConnection().getState() == ConnectionState.OPEN);
  }

  SendMessage text(String to, String body) {
    return message(to, Content.newBuilder().setText(Text.newBuilder().setBody(body)));
  }

  SendMessage message(String to, Content.Builder content) {
    byte[] id = new byte[9];
    byte[] secret = new byte[32];
    random.nextBytes(id);
    random.nextBytes(secret);
    var message =
        OutgoingMessage.newBuilder()
            .setWhatsappId("3EB0" + HexFormat.of().withUpperCase().formatHex(id))
            .setTo(to)
            .setAcceptedAtMs(System.currentTimeMillis())
            .setMessageSecret(ByteString.copyFrom(secret))
            .setContent(content);
    return SendMessage.newBuilder()
        .setMessageId(UUID.randomUUID().toString())
        .setMessage(message)
        .build();
  }

  Event event(UUID session, Predicate<Event> wanted) {
    return await(
        events, event -> event.getSessionId().equals(session.toString()) && wanted.test(event));
  }

  List<Event> events(UUID session) {
    return events.stream().filter(e -> e.getSessionId().equals(session.toString())).toList();
  }

  private static <T> T await(List<T> list, Predicate<T> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> list.stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  @Override
  public void close() throws InterruptedException {
    isClosed = true;
    reader.join(2_000);
    producer.close();
  }
}
