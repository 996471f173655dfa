package io.trunkline.whatsapp.protocol.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.CallLogRecord;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.history.Conversation.EndOfHistoryTransferType;
import io.trunkline.whatsapp.proto.history.GlobalSettings;
import io.trunkline.whatsapp.proto.history.GroupParticipant.Rank;
import io.trunkline.whatsapp.proto.history.HistorySync;
import io.trunkline.whatsapp.proto.history.PastParticipant.LeaveReason;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class HistoryWriterTest {

  @Test
  void anyItemsComeBackInOrder() {
    qt().withExamples(300)
        .withShrinkCycles(3)
        .forAll(longs().all(), integers().between(0, 8))
        .checkAssert(
            (seed, type) -> {
              List<HistoryItem> items = new Items(new Random(seed)).all();
              var writer = new HistoryWriter(HistoryType.find(type).orElseThrow(), 3, 100);
              items.forEach(writer::add);

              List<HistoryItem> read = new ArrayList<>();
              HistoryChunk chunk = HistoryReaderTest.read(writer.finish(), read);

              assertThat(read).isEqualTo(items);
              assertThat(chunk).isEqualTo(new HistoryChunk(HistoryType.find(type), 3, 100, 0));
            });
  }

  @Test
  void samplesCoverEveryKind() {
    assertThat(new Items(new Random(1)).all())
        .extracting(item -> (Object) item.getClass())
        .containsExactlyInAnyOrder((Object[]) HistoryItem.class.getPermittedSubclasses());
  }

  /// Other companions read the whole message at once.
  @Test
  void chunkIsTheZlibOfAHistorySync() throws IOException {
    Jid chat = Jid.user("15551234567", JidServer.USER);
    HistoryMessage message =
        HistoryMessage.of(
                Optional.of(chat),
                WebMessageInfo.newBuilder()
                    .setKey(MessageKey.newBuilder().setRemoteJID(chat.toString()).setID("A"))
                    .setMessage(Message.newBuilder().setConversation("hi"))
                    .build(),
                OptionalLong.of(4))
            .orElseThrow();
    byte[] chunk =
        new HistoryWriter(HistoryType.FULL, 2, 30)
            .add(HistoryChat.of(chat, List.of(message)))
            .finish();

    HistorySync sync =
        HistorySync.parseFrom(new InflaterInputStream(new ByteArrayInputStream(chunk)));

    assertThat(sync.getSyncType()).isEqualTo(HistorySync.HistorySyncType.FULL);
    assertThat(sync.getChunkOrder()).isEqualTo(2);
    assertThat(sync.getProgress()).isEqualTo(30);
    assertThat(sync.getConversations(0).getID()).isEqualTo(chat.toString());
    assertThat(sync.getConversations(0).getMessages(0).getMsgOrderID()).isEqualTo(4);
    assertThat(sync.getConversations(0).getMessages(0).getMessage()).isEqualTo(message.info());
    assertThat(sync.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void randomBytesGiveATypedExceptionAndNothingElse() {
    var writer = new HistoryWriter(HistoryType.RECENT, 1, 5);
    new Items(new Random(9)).all().forEach(writer::add);
    byte[] chunk = writer.finish();
    byte[] inflated = inflate(chunk);
    qt().withExamples(5_000)
        .withShrinkCycles(3)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              byte[] bytes =
                  random.nextBoolean()
                      ? spoiled(random, chunk)
                      : HistoryReaderTest.deflate(spoiled(random, inflated));
              try (var reader = HistoryReaderTest.reader(bytes, 1 << 16)) {
                HistoryReaderTest.drain(reader);
              } catch (HistoryException e) {
                assertThat(e.code()).isNotNull();
              }
            });
  }

  private static byte[] inflate(byte[] chunk) {
    try {
      return new InflaterInputStream(new ByteArrayInputStream(chunk)).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] spoiled(Random random, byte[] good) {
    byte[] bytes =
        Arrays.copyOf(good, random.nextInt(3) == 0 ? random.nextInt(good.length) : good.length);
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void personalThingsDoNotShow() {
    for (HistoryItem item : new Items(new Random(2)).all()) {
      switch (item) {
        case HistoryItem.LidMapping _, HistoryItem.PastParticipants _ -> {}
        case HistoryItem.Status status ->
            assertThat(item.toString())
                .isEqualTo("Status[message=HistoryMessage[" + status.message().id() + "]]");
        case HistoryChat chat ->
            assertThat(item.toString())
                .isEqualTo("HistoryChat[" + chat.messages().size() + " messages]");
        default -> assertThat(item.toString()).isEqualTo(item.getClass().getSimpleName() + "[…]");
      }
    }
  }

  /// Random items of every kind.
  private static final class Items {
    private final Random random;

    Items(Random random) {
      this.random = random;
    }

    List<HistoryItem> all() {
      return List.of(
          chat(),
          new HistoryItem.Status(message(Jid.STATUS_BROADCAST, false)),
          new HistoryItem.PushName(user(), text()),
          new HistoryItem.LidMapping(pn(), lid()),
          new HistoryItem.InlineContact(
              Optional.of(pn()),
              maybe(this::lid),
              maybe(this::text),
              maybe(this::text),
              maybe(this::text)),
          new HistoryItem.PastParticipants(
              group(),
              some(
                  () ->
                      new HistoryItem.PastParticipant(
                          user(), any(LeaveReason.values()), maybe(this::time)))),
          new HistoryItem.Call(CallLogRecord.newBuilder().setCallID(text()).build()),
          new HistoryItem.Settings(
              GlobalSettings.newBuilder().setChatDbLidMigrationTimestamp(5).build()),
          new HistoryItem.NctSalt(ByteString.copyFromUtf8(text())),
          new HistoryItem.CompanionMetaNonce(text()));
    }

    private HistoryChat chat() {
      Jid jid = random.nextBoolean() ? group() : user();
      return new HistoryChat(
          jid,
          maybe(this::pn),
          maybe(this::lid),
          maybe(this::text),
          maybe(this::text),
          maybe(this::text),
          maybe(this::time),
          random.nextInt(9),
          random.nextBoolean(),
          random.nextBoolean(),
          maybe(this::time),
          maybe(this::time),
          random.nextBoolean(),
          Duration.ofSeconds(random.nextInt(1000)),
          maybe(
              () ->
                  new HistoryChat.PrivacyToken(
                      ByteString.copyFromUtf8(text()), maybe(this::time), maybe(this::time))),
          maybe(() -> any(EndOfHistoryTransferType.values())),
          some(() -> new HistoryChat.Participant(user(), any(Rank.values()))),
          some(() -> message(jid, true)));
    }

    private HistoryMessage message(Jid chat, boolean ordered) {
      MessageKey.Builder key =
          MessageKey.newBuilder()
              .setRemoteJID(chat.toString())
              .setFromMe(random.nextBoolean())
              .setID(text());
      maybe(this::user).map(Jid::toString).ifPresent(key::setParticipant);
      return HistoryMessage.of(
              Optional.empty(),
              WebMessageInfo.newBuilder()
                  .setKey(key)
                  .setMessageTimestamp(random.nextInt(9999))
                  .setMessage(Message.newBuilder().setConversation(text()))
                  .build(),
              ordered && random.nextBoolean()
                  ? OptionalLong.of(random.nextInt(99))
                  : OptionalLong.empty())
          .orElseThrow();
    }

    private Jid group() {
      return Jid.user("12036300000000000" + random.nextInt(9), JidServer.GROUP);
    }

    private Jid user() {
      return random.nextBoolean() ? pn() : lid();
    }

    private Jid pn() {
      return Jid.user("1555000000" + random.nextInt(9), JidServer.USER);
    }

    private Jid lid() {
      return Jid.user("99900000000" + random.nextInt(9), JidServer.LID);
    }

    private Instant time() {
      return Instant.ofEpochSecond(1 + random.nextInt(Integer.MAX_VALUE));
    }

    private String text() {
      return "é👍" + random.nextInt();
    }

    private <T> T any(T[] values) {
      return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
      return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> some(Supplier<T> value) {
      return Stream.generate(value).limit(random.nextInt(4)).toList();
    }
  }
}
