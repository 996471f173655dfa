package io.trunkline.simulator.control;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.phone.Composed;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.LinkPreview;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageKey;
import io.trunkline.whatsapp.protocol.secret.MessageSecret;
import io.trunkline.whatsapp.protocol.secret.SecretAdditions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Makes messages of the kinds that the content model writes, for `POST /phones/{number}/messages`.
final class ContentComposer {
  private static final Duration PIN = Duration.ofDays(7);

  private ContentComposer() {}

  /// @return empty for a kind unknown here
  /// @throws ControlException 400 for missing fields, 404 for a target that the phone has not got
  static Optional<Composed> compose(String kind, Request request, Phone phone, World world) {
    return Optional.ofNullable(content(kind, request, phone))
        .map(content -> composed(content, request, phone, world));
  }

  private static Content content(String kind, Request request, Phone phone) {
    return switch (kind) {
      case "text" -> new Content.Text(request.text("text"), preview(request), Optional.empty());
      case "liveLocation" ->
          new Content.LiveLocation(
              request.decimal("latitude", 0),
              request.decimal("longitude", 0),
              (int) request.number("accuracy", 0),
              (float) request.decimal("speed", 0),
              0,
              "",
              request.number("sequence", 1),
              Duration.ZERO,
              ByteString.EMPTY);
      case "contact" ->
          new Content.Contact(request.text("displayName"), request.texts("vcards").getFirst());
      case "contacts" ->
          new Content.Contacts(
              request.text("displayName"),
              request.texts("vcards").stream()
                  .map(vcard -> new Content.Contact("", vcard))
                  .toList());
      case "poll" ->
          Content.Poll.of(
              request.text("name"),
              request.texts("options"),
              (int) request.number("selectable", 1));
      case "pollVote" -> vote(request, phone);
      case "event" ->
          new Content.Event(
              request.text("name"),
              request.optionalText("description").orElse(""),
              request.optionalText("location").map(ContentComposer::place),
              "",
              Optional.of(Instant.ofEpochSecond(request.number("startTime", 0)))
                  .filter(at -> at.getEpochSecond() > 0),
              Optional.empty(),
              false,
              false,
              false,
              Optional.empty());
      case "pin" -> new Addition.Pin(key(request, phone), true, now(), PIN);
      case "unpin" -> new Addition.Pin(key(request, phone), false, now(), Duration.ZERO);
      case "keep" -> new Addition.Keep(key(request, phone), true, now());
      default -> null;
    };
  }

  /// `{ "matchedText", "title", "description"? }`
  private static Optional<LinkPreview> preview(Request request) {
    return request
        .optional("preview")
        .map(ignored -> request.within("preview"))
        .map(
            preview ->
                LinkPreview.of(
                    preview.text("matchedText"),
                    preview.text("title"),
                    preview.optionalText("description").orElse("")));
  }

  private static Content.Location place(String name) {
    return new Content.Location(0, 0, name, "", "", "", ByteString.EMPTY);
  }

  private static Composed composed(Content content, Request request, Phone phone, World world) {
    Message message =
        Contents.write(content, ContextComposer.context(request, phone, world), random(32));
    var attributes = StanzaAttributes.of(message, chat(request), phone.account().lid());
    return new Composed(message, attributes.type(), attributes.edit().orElse(""));
  }

  /// Both senders by LID where the chat is addressed so, else by phone number.
  private static Addition vote(Request request, Phone phone) {
    Jid chat = chat(request);
    Jid own = phone.account().jid(chat.server());
    Addition vote = Addition.PollVote.of(key(request, phone), request.texts("options"), now());
    MessageSecret secret =
        phone
            .message(request.text("targetId"))
            .flatMap(MessageSecret::in)
            .orElseThrow(
                () -> new ControlException(404, "message-not-found", "No such poll on the phone"));
    return SecretAdditions.seal(
        vote, MessageContext.NONE, secret, vote.target().fromMe() ? own : chat, own, random(12));
  }

  private static MessageKey key(Request request, Phone phone) {
    String id = request.text("targetId");
    Jid chat = chat(request);
    return phone.hasSent(id) ? MessageKey.own(chat, id) : MessageKey.of(chat, id, chat);
  }

  private static Jid chat(Request request) {
    String to = request.text("to");
    return to.contains("@") ? Jid.parse(to).toUserJid() : Jid.user(to, JidServer.USER);
  }

  private static Optional<Instant> now() {
    return Optional.of(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
