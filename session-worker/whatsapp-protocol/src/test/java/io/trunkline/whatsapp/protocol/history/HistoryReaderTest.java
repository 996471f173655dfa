package io.trunkline.whatsapp.protocol.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.HistorySyncType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.proto.history.Conversation;
import io.trunkline.whatsapp.proto.history.Conversation.EndOfHistoryTransferType;
import io.trunkline.whatsapp.proto.history.GroupParticipant;
import io.trunkline.whatsapp.proto.history.GroupParticipant.Rank;
import io.trunkline.whatsapp.proto.history.HistorySync;
import io.trunkline.whatsapp.proto.history.HistorySyncMsg;
import io.trunkline.whatsapp.proto.history.PhoneNumberToLIDMapping;
import io.trunkline.whatsapp.proto.history.Pushname;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.proto.web.WebMessageInfo.Status;
import io.trunkline.whatsapp.proto.web.WebMessageInfo.StubType;
import io.trunkline.whatsapp.protocol.history.HistoryException.Code;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class HistoryReaderTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final Jid PN = Jid.parse("15551234567@s.whatsapp.net");
  private static final Jid LID = Jid.parse("999000000001@lid");
  private static final Jid GROUP = Jid.parse("120363000000000001@g.us");

  /// Protobuf and zlib written by a program of its own.
  private static final byte[] CHUNK =
      HexFormat.of()
          .parseHex(
              "78dae360167acdc4256e6864606c666c8000860ee97aa5c542dd4c5c6d4c5ca63815083048b119bb3a19"
                  + "383a2a09585a5a22247332538458b8983232251a1f9d5fc5a6c0328b91d9312fef14931197326ed3"
                  + "1821a6393909b17c983fb15761c7f3a9fff718be624ae032c6a909a2c5d919c501466007287129b0"
                  + "1300120bde83ace86256e0240004040d983c1a16b34630263481bc94c512929a98dbc0c838839171"
                  + "11a3081786ff05180f303680549e60fc0f038c1a4c06e6568a5c5286a6a6a68646c626a666e60ec5"
                  + "7ae5198925c58905057a79a92542cc4ef949557a789560d8358b51818500000044e36df7");

  @Test
  void chunkGivesItsItemsInOrder() {
    List<HistoryItem> items = new ArrayList<>();
    HistoryChunk chunk = read(CHUNK, items);

    assertThat(chunk).isEqualTo(new HistoryChunk(Optional.of(HistoryType.RECENT), 2, 55, 0));
    assertThat(items).hasSize(4);
    assertThat(items.subList(1, 4))
        .containsExactly(
            new HistoryItem.PushName(PN, "Bob"),
            new HistoryItem.LidMapping(PN, LID),
            new HistoryItem.NctSalt(ByteString.copyFrom(filled(4))));
    HistoryChat chat = (HistoryChat) items.getFirst();
    assertThat(chat)
        .isEqualTo(
            new HistoryChat(
                GROUP,
                Optional.empty(),
                Optional.empty(),
                Optional.of("Team"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.ofEpochSecond(1_700_000_002)),
                2,
                true,
                true,
                Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                Optional.of(Instant.parse("9999-12-31T23:59:59Z")),
                false,
                Duration.ofDays(1),
                Optional.empty(),
                Optional.of(
                    EndOfHistoryTransferType.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY),
                List.of(new HistoryChat.Participant(LID, Rank.ADMIN)),
                chat.messages()));
  }

  @Test
  void messageKeepsWhatCameOfIt() {
    List<HistoryItem> items = new ArrayList<>();
    read(CHUNK, items);

    HistoryMessage message = ((HistoryChat) items.getFirst()).messages().getFirst();

    assertThat(message.chat()).isEqualTo(GROUP);
    assertThat(message.id()).isEqualTo("3EB0AA");
    assertThat(message.fromMe()).isFalse();
    assertThat(message.participant()).contains(LID);
    assertThat(message.order()).hasValue(17);
    assertThat(message.timestamp()).isEqualTo(Instant.ofEpochSecond(1_700_000_001));
    assertThat(message.status()).contains(Status.READ);
    assertThat(message.pushName()).contains("Ann");
    assertThat(message.content().orElseThrow().getConversation()).isEqualTo("hi");
    assertThat(message.secret()).contains(ByteString.copyFrom(filled(9)));
    assertThat(message.stub()).isEmpty();
    assertThat(message.reactions())
        .containsExactly(
            new HistoryMessage.Reaction(
                new HistoryMessage.Sender(true, Optional.empty()),
                "👍",
                Instant.ofEpochMilli(1_700_000_003_000L)));
    assertThat(message.votes())
        .containsExactly(
            new HistoryMessage.Vote(
                new HistoryMessage.Sender(false, Optional.of(Jid.parse("999000000002@lid"))),
                List.of(ByteString.copyFrom(filled(7))),
                Instant.ofEpochMilli(1_700_000_004_000L)));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void sparseMessageHasWhatTheChatSays() {
    WebMessageInfo info =
        WebMessageInfo.newBuilder()
            .setKey(MessageKey.newBuilder().setID("A"))
            .setParticipant("999000000001:7@lid")
            .setMessageStubType(StubType.REVOKE)
            .setMessage(
                Message.newBuilder()
                    .setMessageContextInfo(
                        MessageContextInfo.newBuilder()
                            .setMessageSecret(ByteString.copyFromUtf8("inside"))))
            .build();

    HistoryMessage message =
        HistoryMessage.of(Optional.of(GROUP), info, OptionalLong.empty()).orElseThrow();

    assertThat(message.chat()).isEqualTo(GROUP);
    assertThat(message.participant()).contains(LID);
    assertThat(message.timestamp()).isEqualTo(Instant.EPOCH);
    assertThat(message.stub()).contains(StubType.REVOKE);
    assertThat(message.secret()).contains(ByteString.copyFromUtf8("inside"));
    assertThat(message.status()).isEmpty();
    assertThat(message.pushName()).isEmpty();
    assertThat(HistoryMessage.of(Optional.empty(), info, OptionalLong.empty())).isEmpty();
  }

  @Test
  void whoAddedSomethingIsTheParticipantOrTheChat() {
    MessageKey direct = MessageKey.newBuilder().setRemoteJID(PN.toString()).setID("A").build();
    MessageKey group = MessageKey.newBuilder().setRemoteJID(GROUP.toString()).setID("A").build();

    assertThat(HistoryMessage.Sender.of(direct).user()).contains(PN);
    assertThat(HistoryMessage.Sender.of(group).user()).isEmpty();
    assertThat(
            HistoryMessage.Sender.of(group.toBuilder().setParticipant(LID.toString()).build())
                .user())
        .contains(LID);
  }

  @Test
  void chatTellsBothNamesOfItsUser() {
    assertThat(chat(PN, Optional.empty(), Optional.of(LID)).mapping())
        .contains(new HistoryItem.LidMapping(PN, LID));
    assertThat(chat(LID, Optional.of(PN), Optional.empty()).mapping())
        .contains(new HistoryItem.LidMapping(PN, LID));
    assertThat(chat(PN, Optional.empty(), Optional.empty()).mapping()).isEmpty();
    assertThat(chat(GROUP, Optional.of(PN), Optional.of(LID)).mapping()).isEmpty();
  }

  private static HistoryChat chat(Jid jid, Optional<Jid> pn, Optional<Jid> lid) {
    Conversation.Builder chat = Conversation.newBuilder().setID(jid.toString());
    pn.map(Jid::toString).ifPresent(chat::setPnJID);
    lid.map(Jid::toString).ifPresent(chat::setLidJID);
    List<HistoryItem> items = new ArrayList<>();
    read(deflate(HistorySync.newBuilder().addConversations(chat).build()), items);
    return (HistoryChat) items.getFirst();
  }

  @Test
  void whatIsAboutNobodyIsCountedAndLeftOut() {
    HistorySync sync =
        HistorySync.newBuilder()
            .addConversations(Conversation.newBuilder().setID("nobody"))
            .addConversations(
                Conversation.newBuilder()
                    .setID(GROUP.toString())
                    .addMessages(HistorySyncMsg.getDefaultInstance())
                    .addParticipant(GroupParticipant.getDefaultInstance()))
            .addStatusV3Messages(WebMessageInfo.getDefaultInstance())
            .addPushnames(Pushname.newBuilder().setPushname("Ann"))
            .addPhoneNumberToLidMappings(
                PhoneNumberToLIDMapping.newBuilder()
                    .setPnJID(LID.toString())
                    .setLidJID(PN.toString()))
            .build();
    List<HistoryItem> items = new ArrayList<>();

    HistoryChunk chunk = read(deflate(sync), items);

    assertThat(items).containsExactly(HistoryChat.of(GROUP, List.of()));
    assertThat(chunk.unreadable()).isEqualTo(6);
    assertThat(chunk.type()).isEmpty();
  }

  @Test
  void brokenItemCostsOnlyItself() {
    byte[] sync =
        written(
            out -> {
              out.writeByteArray(2, new byte[] {-1});
              out.writeByteArray(7, new byte[] {0x0a, 99});
              out.writeByteArray(99, new byte[] {-1});
              out.writeUInt64(98, -1);
              out.writeFixed64NoTag(0);
            });
    // The last eight bytes are no field at all.
    byte[] good = Arrays.copyOf(sync, sync.length - 8);
    List<HistoryItem> items = new ArrayList<>();

    assertThat(read(deflate(good), items).unreadable()).isEqualTo(2);
    assertThat(items).isEmpty();
    assertCode(Code.MALFORMED, deflate(sync));
  }

  @Test
  void itemsAreGivenBeforeTheRestIsThere() throws IOException {
    byte[] names = namesChunk(20_000);
    InputStream cut =
        new SequenceInputStream(
            new ByteArrayInputStream(names, 0, names.length / 2), new FailingStream());

    try (var reader = new HistoryReader(cut, MAX_BYTES)) {
      assertThat(reader.next()).isPresent();
      assertThatThrownBy(reader::chunk).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> drain(reader)).isInstanceOf(UncheckedIOException.class);
    }
  }

  private static byte[] namesChunk(int names) {
    HistorySync.Builder sync = HistorySync.newBuilder();
    for (int i = 0; i < names; i++) {
      sync.addPushnames(
          Pushname.newBuilder()
              .setID((15_550_000_000L + i * 7919L) + "@s.whatsapp.net")
              .setPushname("Name " + i * 31));
    }
    return deflate(sync.build());
  }

  private static final class FailingStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("gone");
    }
  }

  @Test
  void damagedStreamsAreRefused() {
    assertCode(Code.BAD_COMPRESSION, new byte[0]);
    assertCode(Code.BAD_COMPRESSION, new byte[] {1, 2, 3});
    assertCode(Code.BAD_COMPRESSION, Arrays.copyOf(CHUNK, CHUNK.length / 2));
    byte[] changed = CHUNK.clone();
    changed[CHUNK.length - 1] ^= 1;
    assertCode(Code.BAD_COMPRESSION, changed);
  }

  @Test
  void exactlyTheAllowedBytesAreRead() {
    byte[] sync = written(out -> out.writeByteArray(19, new byte[100]));

    try (var reader = reader(deflate(sync), sync.length)) {
      drain(reader);
      assertThat(reader.chunk().unreadable()).isZero();
    }
    try (var reader = reader(deflate(sync), sync.length - 1)) {
      assertThatThrownBy(() -> drain(reader))
          .asInstanceOf(type(HistoryException.class))
          .returns(Code.TOO_LARGE, HistoryException::code);
    }
  }

  /// 64 MiB in a few KB.
  @Test
  void bombsAreRefused() throws IOException {
    byte[] zeros = new byte[1 << 26];
    assertCode(Code.MALFORMED, deflate(zeros));
    byte[] fields = new byte[1 << 26];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 0x28;
    }
    assertCode(Code.TOO_LARGE, deflate(fields));
    assertCode(Code.TOO_LARGE, deflate(written(out -> out.writeByteArray(2, zeros))));
  }

  /// Nothing is allocated for a length that the stream does not hold.
  @Test
  void announcedLengthsAreChecked() {
    assertCode(
        Code.TOO_LARGE,
        deflate(
            written(
                out -> {
                  out.writeTag(2, 2);
                  out.writeUInt32NoTag(Integer.MAX_VALUE);
                })));
    assertCode(
        Code.MALFORMED,
        deflate(
            written(
                out -> {
                  out.writeTag(2, 2);
                  out.writeUInt32NoTag(-1);
                })));
    assertCode(
        Code.MALFORMED,
        deflate(
            written(
                out -> {
                  out.writeTag(2, 2);
                  out.writeUInt32NoTag(500_000);
                })));
  }

  @Test
  void deepNestingIsRefused() {
    byte[] groups = new byte[500_000];
    Arrays.fill(groups, (byte) (30 << 3 | 3));

    assertCode(Code.MALFORMED, deflate(groups));
    // The same inside an item costs the item.
    List<HistoryItem> items = new ArrayList<>();
    byte[] inside = written(out -> out.writeByteArray(2, groups));
    assertThat(read(deflate(inside), items).unreadable()).isEqualTo(1);
  }

  @Test
  void typesHaveTheirNumbers() {
    assertThat(HistoryType.find(6)).contains(HistoryType.ON_DEMAND);
    assertThat(HistoryType.find(8)).contains(HistoryType.MESSAGE_ACCESS_STATUS);
    assertThat(HistoryType.find(9)).isEmpty();
    assertThat(HistoryType.find(-1)).isEmpty();
    for (HistoryType type : HistoryType.values()) {
      assertThat(HistorySyncType.forNumber(type.number()).name()).startsWith(type.name());
    }
  }

  static void assertCode(Code code, byte[] compressed) {
    try (var reader = reader(compressed, MAX_BYTES)) {
      assertThatThrownBy(() -> drain(reader))
          .asInstanceOf(type(HistoryException.class))
          .returns(code, HistoryException::code);
    }
  }

  static HistoryReader reader(byte[] compressed, int maxBytes) {
    return new HistoryReader(new ByteArrayInputStream(compressed), maxBytes);
  }

  static List<HistoryItem> drain(HistoryReader reader) {
    List<HistoryItem> items = new ArrayList<>();
    for (Optional<HistoryItem> item = reader.next(); item.isPresent(); item = reader.next()) {
      items.add(item.get());
    }
    return items;
  }

  static HistoryChunk read(byte[] compressed, List<HistoryItem> items) {
    try (var reader = reader(compressed, MAX_BYTES)) {
      items.addAll(drain(reader));
      return reader.chunk();
    }
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    try {
      var bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] deflate(HistorySync sync) {
    return deflate(sync.toByteArray());
  }

  static byte[] deflate(byte[] bytes) {
    try {
      var compressed = new ByteArrayOutputStream();
      try (var deflater = new DeflaterOutputStream(compressed)) {
        deflater.write(bytes);
      }
      return compressed.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
