package io.trunkline.whatsapp.protocol.message.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class ContentsPropertiesTest {
  private static final byte[] SECRET = new byte[32];

  @Test
  void whatIsWrittenReadsBackEqual() {
    qt().withExamples(10_000)
        .forAll(seeds())
        .checkAssert(
            seed -> {
              AnyContents any = new AnyContents(seed);
              Content content = any.content();
              MessageContext context = any.contextFor(content);

              ReadMessage read = reparse(Contents.write(content, context, SECRET));
              assertThat(read.content()).isEqualTo(content);
              assertThat(read.context()).isEqualTo(context);
            });
  }

  @Test
  void equalInputsGiveEqualBytes() {
    qt().forAll(seeds())
        .check(seed -> Arrays.equals(writeAny(seed).toByteArray(), writeAny(seed).toByteArray()));
  }

  private static Message writeAny(long seed) {
    AnyContents any = new AnyContents(seed);
    Content content = any.content();
    return Contents.write(content, any.contextFor(content), SECRET);
  }

  @Test
  void wordsDoNotShowInLogs() {
    qt().withExamples(5_000)
        .forAll(seeds())
        .check(
            seed -> {
              AnyContents any = new AnyContents(seed);
              Content content = any.content();
              var read = new ReadMessage(content, any.contextFor(content), Optional.empty());
              return !(read + " " + read.context() + any.secret()).contains(AnyContents.WORD);
            });
  }

  @Test
  void whatIsEncryptedReadsBackEqual() {
    qt().withExamples(2_000)
        .forAll(seeds())
        .checkAssert(
            seed -> {
              Addition addition = new AnyContents(seed).secret();
              var encrypted =
                  new Addition.Encrypted(
                      switch (addition) {
                        case Addition.PollVote _ -> Addition.Purpose.POLL_VOTE;
                        case Addition.EventResponse _ -> Addition.Purpose.EVENT_RESPONSE;
                        case Addition.Reaction _ -> Addition.Purpose.REACTION;
                        default -> Addition.Purpose.COMMENT;
                      },
                      addition.target(),
                      ByteString.EMPTY,
                      ByteString.copyFrom(new byte[12]),
                      Optional.empty());

              byte[] plaintext = SecretPlaintexts.of(addition, MessageContext.NONE);
              assertThat(SecretPlaintexts.read(encrypted, plaintext).content()).isEqualTo(addition);
            });
  }

  /// Whatever a peer sends is read, and what was understood may be sent on.
  @Test
  void anyMessageIsRead() {
    qt().withExamples(3_000)
        .forAll(seeds())
        .checkAssert(
            seed -> {
              var message = (Message) new AnyMessages(seed).fill(Message.newBuilder(), 2, 3);
              Optional<ReadMessage> read;
              try {
                read = Contents.read(PlainMessages.unwrap(message));
              } catch (MessageException refused) {
                // A copy for own devices that names no chat.
                return;
              }
              if (read.isPresent() && !(read.get().content() instanceof Content.Unknown)) {
                ReadMessage once = again(read.get());
                assertThat(again(once)).isEqualTo(once);
              }
            });
  }

  private static ReadMessage again(ReadMessage read) {
    return reparse(Contents.write(read.content(), read.context(), SECRET));
  }

  private static ReadMessage reparse(Message message) {
    return Contents.read(PlainMessages.unwrap(PlainMessages.parse(message.toByteArray())))
        .orElseThrow();
  }

  @Test
  void everyKindIsAmongThem() {
    Set<Class<?>> kinds = new HashSet<>();
    LongStream.range(0, 5_000)
        .forEach(seed -> kinds.add(new AnyContents(seed).content().getClass()));
    LongStream.range(0, 500).forEach(seed -> kinds.add(new AnyContents(seed).secret().getClass()));

    assertThat(kinds).containsExactlyInAnyOrderElementsOf(kindsOf(Content.class).toList());
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ContentsPropertiesTest::kindsOf)
        : Stream.of(type);
  }

  private static Gen<Long> seeds() {
    return longs().all();
  }
}
