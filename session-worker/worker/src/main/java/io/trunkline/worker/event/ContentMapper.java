package io.trunkline.worker.event;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Quote;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.content.Unknown;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;

/// Between what messages say in the contract and in the protocol.
public final class ContentMapper {
  private ContentMapper() {}

  /// @throws IllegalArgumentException for a kind that cannot be sent; its text holds nothing of the
  ///     message
  public static Content content(io.trunkline.proto.content.Content content) {
    if (!content.hasText()) {
      throw new IllegalArgumentException(
          "Expected a kind that can be sent but was " + content.getKindCase().name());
    }
    return Content.Text.of(content.getText().getBody());
  }

  /// @throws io.trunkline.whatsapp.protocol.jid.JidException where a mention or author is no JID
  public static MessageContext context(io.trunkline.proto.content.Content content) {
    var context =
        MessageContext.NONE.withMentions(
            Mentions.of(content.getMentionsList().stream().map(Jid::parse).toList()));
    return content.hasQuote() ? context.withQuote(quote(content.getQuote())) : context;
  }

  private static io.trunkline.whatsapp.protocol.message.content.Quote quote(Quote quote) {
    return io.trunkline.whatsapp.protocol.message.content.Quote.of(
        quote.getWhatsappId(), Jid.parse(quote.getParticipant()), Content.Text.of(quote.getText()));
  }

  /// @param raw the message's protobuf, for kinds that have no other form yet
  static io.trunkline.proto.content.Content of(ReadMessage read, byte[] raw) {
    var built = io.trunkline.proto.content.Content.newBuilder();
    read.context().mentions().users().forEach(jid -> built.addMentions(jid.toString()));
    read.context().quote().ifPresent(quote -> built.setQuote(of(quote)));
    if (read.content() instanceof Content.Text text) {
      return built.setText(Text.newBuilder().setBody(text.body())).build();
    }
    return built.setUnknown(Unknown.newBuilder().setRaw(ByteString.copyFrom(raw))).build();
  }

  private static Quote of(io.trunkline.whatsapp.protocol.message.content.Quote quote) {
    return Quote.newBuilder()
        .setWhatsappId(quote.messageId())
        .setParticipant(quote.author().map(Jid::toString).orElse(""))
        .setText(quote.text())
        .build();
  }
}
