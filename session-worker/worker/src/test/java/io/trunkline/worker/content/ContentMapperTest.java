package io.trunkline.worker.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Content.KindCase;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Payment;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Quote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.StoredMedia;
import io.trunkline.proto.content.Text;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.RequestPaymentMessage;
import io.trunkline.whatsapp.proto.e2e.SendPaymentMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.AnyContents;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ContentMapperTest {
  private static final Jid ANN = Jid.parse("491511234567@s.whatsapp.net");

  @Test
  void reactionIsMapped() {
    var key =
        new io.trunkline.whatsapp.protocol.message.content.MessageKey(
            Optional.of(ANN), true, "3EB0AA", Optional.empty());

    assertThat(read(new Addition.Reaction(key, "👍", Optional.empty()), MessageContext.NONE))
        .isEqualTo(
            io.trunkline.proto.content.Content.newBuilder()
                .setReaction(
                    Reaction.newBuilder()
                        .setTarget(
                            MessageKey.newBuilder()
                                .setChat(ANN.toString())
                                .setFromMe(true)
                                .setWhatsappId("3EB0AA"))
                        .setText("👍"))
                .build());
  }

  @Test
  void everyContentMapsBackEqual() {
    qt().withExamples(10_000)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              var any = new AnyContents(seed);
              assertMapsBack(any.content(), any);
              assertMapsBack(any.secret(), any);
            });
  }

  private static void assertMapsBack(Content content, AnyContents any) {
    var context = any.contextFor(content);
    var mapped = read(content, context);
    assertThat(ContentMapper.content(mapped)).isEqualTo(content);
    assertThat(ContentMapper.context(mapped)).isEqualTo(context);
  }

  @Test
  void everyKindOfTheContractIsUsed() {
    var used = EnumSet.noneOf(KindCase.class);
    LongStream.range(0, 5_000)
        .forEach(
            seed -> {
              var any = new AnyContents(seed);
              used.add(read(any.content(), MessageContext.NONE).getKindCase());
              used.add(read(any.secret(), MessageContext.NONE).getKindCase());
            });

    assertThat(used)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(KindCase.values())
                .filter(kind -> kind != KindCase.KIND_NOT_SET)
                .toList());
  }

  @Test
  void whatAMessageSaysOfAPaymentIsRead() {
    var asked =
        Message.newBuilder()
            .setRequestPaymentMessage(
                RequestPaymentMessage.newBuilder()
                    .setCurrencyCodeIso4217("INR")
                    .setAmount1000(250_000)
                    .setRequestFrom(ANN.toString())
                    .setNoteMessage(Message.newBuilder().setConversation("Lunch")))
            .build();
    assertThat(payment("requestPaymentMessage", asked))
        .isEqualTo(
            Payment.newBuilder()
                .setCurrency("INR")
                .setAmount1000(250_000)
                .setRequestedFrom(ANN.toString())
                .setNote("Lunch")
                .build());
    var sent =
        Message.newBuilder().setSendPaymentMessage(SendPaymentMessage.getDefaultInstance()).build();
    assertThat(payment("sendPaymentMessage", sent)).isEqualTo(Payment.getDefaultInstance());
    var other = new Content.Unknown("unknown", Message.getDefaultInstance().toByteString());
    assertThat(read(other, MessageContext.NONE).getUnknown().hasPayment()).isFalse();
  }

  private static Payment payment(String kind, Message message) {
    var unknown = read(new Content.Unknown(kind, message.toByteString()), MessageContext.NONE);
    assertThat(unknown.getUnknown().hasPayment()).isTrue();
    return unknown.getUnknown().getPayment();
  }

  @Test
  void quoteIsKnownByItsTextAlone() {
    var content =
        io.trunkline.proto.content.Content.newBuilder()
            .setText(Text.newBuilder().setBody("yes"))
            .setQuote(
                Quote.newBuilder()
                    .setWhatsappId("3EB0AA")
                    .setParticipant(ANN.toString())
                    .setText("well?"))
            .build();

    assertThat(ContentMapper.context(content).quote())
        .contains(
            io.trunkline.whatsapp.protocol.message.content.Quote.of(
                "3EB0AA", ANN, Content.Text.of("well?")));
    assertThat(
            ContentMapper.of(
                new ReadMessage(
                    ContentMapper.content(content),
                    ContentMapper.context(content),
                    Optional.empty())))
        .isEqualTo(content);
  }

  @Test
  void namesOfOptionsStandForTheirHashes() {
    var vote =
        io.trunkline.proto.content.Content.newBuilder()
            .setPollVote(
                PollVote.newBuilder()
                    .setTarget(MessageKey.newBuilder().setWhatsappId("3EB0AA"))
                    .addOptions("yes"))
            .build();

    assertThat(((Addition.PollVote) ContentMapper.content(vote)).options())
        .containsExactly(Addition.PollVote.hash("yes"));
  }

  @Test
  void whatCannotBeSentIsRefused() {
    assertThatThrownBy(
            () -> ContentMapper.content(io.trunkline.proto.content.Content.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class);
    var notUploaded =
        MediaRef.newBuilder()
            .setKind(MediaRef.Kind.IMAGE)
            .setStored(StoredMedia.newBuilder().setReference("one"));
    assertThatThrownBy(
            () ->
                ContentMapper.content(
                    io.trunkline.proto.content.Content.newBuilder()
                        .setImage(Image.newBuilder().setMedia(notUploaded))
                        .build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a file that is uploaded");
    assertThatThrownBy(
            () ->
                ContentMapper.content(
                    io.trunkline.proto.content.Content.newBuilder()
                        .setReaction(Reaction.getDefaultInstance())
                        .build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                ContentMapper.content(
                    io.trunkline.proto.content.Content.newBuilder()
                        .setDeviceMessage(
                            io.trunkline.proto.content.DeviceMessage.newBuilder()
                                .setRaw(ByteString.copyFromUtf8("\377")))
                        .build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static io.trunkline.proto.content.Content read(Content content, MessageContext context) {
    return ContentMapper.of(new ReadMessage(content, context, Optional.empty()));
  }
}
