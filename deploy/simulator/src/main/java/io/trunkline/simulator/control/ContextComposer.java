package io.trunkline.simulator.control;

import io.trunkline.simulator.phone.InboxMessage;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Disappearing;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import io.trunkline.whatsapp.protocol.message.content.Quote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What accompanies a message of any kind: `quotedId`, `mentions`, `expiration` and `viewOnce` of
/// `POST /phones/{number}/messages`.
final class ContextComposer {
  private ContextComposer() {}

  static MessageContext context(Request request, Phone phone, World world) {
    MessageContext context = MessageContext.NONE;
    List<String> mentions = request.texts("mentions");
    if (!mentions.isEmpty()) {
      context = context.withMentions(Mentions.of(mentions.stream().map(Jid::parse).toList()));
    }
    Optional<String> quoted = request.optionalText("quotedId");
    if (quoted.isPresent()) {
      context = context.withQuote(quote(quoted.get(), phone, world));
    }
    long expiration = request.number("expiration", 0);
    if (expiration > 0) {
      context =
          context.withDisappearing(
              Disappearing.after(Duration.ofSeconds(expiration), Optional.empty()));
    }
    return request.flag("viewOnce") ? context.withViewOnce() : context;
  }

  private static Quote quote(String id, Phone phone, World world) {
    Optional<InboxMessage> known = world.phones().shown(phone, id);
    Jid author = known.map(message -> Jid.parse(message.from())).orElse(phone.account().pn());
    String text = known.map(InboxMessage::text).orElse("");
    return Quote.of(id, author, Content.Text.of(text));
  }
}
