package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.newsletter.NewsletterInfo;
import io.trunkline.whatsapp.client.newsletter.NewsletterPost;
import io.trunkline.whatsapp.client.newsletter.NewsletterReactions;
import io.trunkline.whatsapp.client.newsletter.NewsletterRole;
import io.trunkline.whatsapp.client.newsletter.NewsletterState;
import io.trunkline.whatsapp.client.newsletter.PostTally;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.mex.Json;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Newsletters in stanzas and in the JSON of mex. Source: protocol dossier, 13.7.
///
/// ```text
///   message{to, id, type=text|media, media_id?} > plaintext{mediatype?}   Message
///   message{id, server_id, t, type, is_sender?} > plaintext, reactions > reaction{code, count}*,
///                                                 views_count{count}
/// ```
final class NewsletterNodes {

  private NewsletterNodes() {}

  /// The stanza of a post. What it says is not padded and has no secret: nobody adds to it in
  /// secret.
  ///
  /// @throws SendFailure INVALID for what a newsletter does not carry
  static Node post(OutgoingMessage message) {
    boolean isPost =
        message.content() instanceof Content.Text
            || message.content() instanceof MediaContent media
                && !(media instanceof MediaContent.StickerPack);
    if (!isPost) {
      throw new SendFailure(SendFailure.Code.INVALID, "Expected a text or a file for a newsletter");
    }
    Message plain = Plaintexts.of(message).toBuilder().clearMessageContextInfo().build();
    var attributes = StanzaAttributes.of(plain, message.to(), message.to());
    return Node.of("message")
        .with("to", message.to())
        .with("id", message.whatsappId())
        .with("type", attributes.type())
        .withIfPresent("media_id", message.mediaHandle())
        .child(
            Node.of("plaintext")
                .withIfPresent("mediatype", attributes.mediaType())
                .bytes(plain.toByteArray())
                .build())
        .build();
  }

  /// The posts of a list; those without content, and those that cannot be read, are left out.
  static List<NewsletterPost> posts(Node messages) {
    var posts = new ArrayList<NewsletterPost>();
    for (Node message : messages.children("message")) {
      post(message).ifPresent(posts::add);
    }
    return posts;
  }

  private static Optional<NewsletterPost> post(Node message) {
    Optional<byte[]> raw = message.child("plaintext").map(Node::bytes);
    if (raw.isEmpty() || raw.get().length == 0) {
      return Optional.empty();
    }
    try {
      return Contents.read(PlainMessages.unwrap(PlainMessages.parse(raw.get())))
          .map(
              read ->
                  new NewsletterPost(
                      message.find("id").orElse(""),
                      Instant.ofEpochSecond(message.findNumber("t").orElse(0)),
                      isOwn(message),
                      read,
                      raw.get(),
                      tally(message)));
    } catch (MessageException _) {
      return Optional.empty();
    }
  }

  static boolean isOwn(Node message) {
    return message.has("is_sender", "true");
  }

  static List<PostTally> tallies(Node messages) {
    return messages.children("message").stream().map(NewsletterNodes::tally).toList();
  }

  private static PostTally tally(Node message) {
    var reactions = new LinkedHashMap<String, Long>();
    for (Node reaction :
        message.child("reactions").map(node -> node.children("reaction")).orElse(List.of())) {
      reaction
          .find("code")
          .ifPresent(code -> reactions.put(code, reaction.findNumber("count").orElse(1)));
    }
    return new PostTally(
        message.findNumber("server_id").orElse(0),
        message
            .child("views_count")
            .map(views -> views.findNumber("count"))
            .orElse(OptionalLong.empty()),
        reactions);
  }

  /// Metadata; empty where it names no newsletter.
  static Optional<NewsletterInfo> info(Json json) {
    Json thread = json.get("thread_metadata");
    Json viewer = json.get("viewer_metadata");
    return newsletter(json.get("id"))
        .map(
            jid ->
                new NewsletterInfo(
                    jid,
                    state(json.get("state").get("type")),
                    text(thread.get("name").get("text")),
                    text(thread.get("description").get("text")),
                    text(thread.get("invite")),
                    seconds(thread.get("creation_time")),
                    thread.get("subscribers_count").number().orElse(0),
                    text(thread.get("verification")).equalsIgnoreCase("VERIFIED"),
                    thread
                        .get("picture")
                        .get("direct_path")
                        .text()
                        .filter(path -> !path.isEmpty())
                        .orElseGet(() -> text(thread.get("preview").get("direct_path"))),
                    named(
                        NewsletterReactions.class,
                        thread.get("settings").get("reaction_codes").get("value"),
                        NewsletterReactions.ALL),
                    role(viewer.get("role")),
                    text(viewer.get("mute")).equalsIgnoreCase("ON")));
  }

  static NewsletterRole role(Json json) {
    return named(NewsletterRole.class, json, NewsletterRole.GUEST);
  }

  static NewsletterState state(Json json) {
    return json.isNull()
        ? NewsletterState.ACTIVE
        : named(NewsletterState.class, json, NewsletterState.UNKNOWN);
  }

  static Optional<Jid> newsletter(Json json) {
    return user(json).filter(Jid::isNewsletter);
  }

  static Optional<Jid> user(Json json) {
    try {
      return json.text().map(Jid::parse);
    } catch (JidException _) {
      return Optional.empty();
    }
  }

  static Optional<Instant> seconds(Json json) {
    OptionalLong seconds = json.number();
    return seconds.isPresent() && Math.abs(seconds.getAsLong()) < 1L << 40
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : Optional.empty();
  }

  private static String text(Json json) {
    return json.text().orElse("");
  }

  private static <E extends Enum<E>> E named(Class<E> type, Json json, E otherwise) {
    String name = text(json).toUpperCase(Locale.ROOT);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return otherwise;
  }
}
