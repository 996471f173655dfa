package io.trunkline.simulator.control;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Newsletter;
import io.trunkline.simulator.account.Newsletter.Post;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.phone.Composed;
import io.trunkline.simulator.phone.Phone;
import io.trunkline.simulator.server.NewsletterDesk;
import io.trunkline.simulator.server.NewsletterRefusal;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `/newsletters`: what the phones' users do to newsletters, and what there is to read.
final class NewsletterRoutes {
  private final World world;
  private final NewsletterDesk desk;

  NewsletterRoutes(World world) {
    this.world = world;
    desk = world.server().newsletters();
  }

  Reply answer(Request request) {
    try {
      return answered(request);
    } catch (NewsletterRefusal refusal) {
      throw new ControlException(refusal.code(), "newsletter-refused", refusal.getMessage());
    }
  }

  private Reply answered(Request request) {
    List<String> path = request.path();
    if (path.size() == 1) {
      return switch (request.method()) {
        case "GET" -> Reply.ok(desk.all().stream().map(this::view).toList());
        case "POST" ->
            Reply.created(
                view(
                    desk.create(
                        account(request, "owner"),
                        request.text("name"),
                        request.optionalText("description").orElse(""))));
        default -> throw notFound(request);
      };
    }
    Jid jid = Jid.parse(path.get(1));
    String what = path.size() == 2 ? "" : path.get(2);
    switch (request.method() + " " + what) {
      case "GET " -> {}
      case "DELETE " -> {
        desk.delete(world.phones().phone(desk.find(jid).owner).account(), jid);
        return Reply.nothing();
      }
      case "POST posts" -> {
        return post(request, jid);
      }
      case "POST settings" -> settings(request, jid);
      case "POST follow" -> desk.follow(account(request, "actor"), jid);
      case "POST unfollow" -> desk.unfollow(account(request, "actor"), jid);
      case "POST admins" -> desk.promote(account(request, "actor"), jid, account(request, "user"));
      case "POST reactions" -> react(request, jid);
      default -> throw notFound(request);
    }
    return Reply.ok(view(desk.find(jid)));
  }

  /// A message of any kind, as the phone's user writes it into the newsletter.
  private Reply post(Request request, Jid jid) {
    Phone phone = world.phones().phone(request.text("actor"));
    Composed composed = Composer.compose(request.to(jid.toString()), phone, world);
    Message message = composed.message().toBuilder().clearMessageContextInfo().build();
    Post draft = new Post();
    draft.id = "3EB0" + UUID.randomUUID().toString().replace("-", "").substring(0, 18);
    draft.type = composed.type();
    draft.mediaType = StanzaAttributes.of(message, jid, jid).mediaType().orElse("");
    draft.plaintext = message.toByteArray();
    Transaction transaction = world.accounts().transaction();
    try {
      Post posted = desk.post(phone.account().phone(), jid, draft, transaction);
      return Reply.created(
          Map.of("id", posted.id, "serverId", posted.serverId, "timestamp", posted.at));
    } finally {
      transaction.commit();
    }
  }

  private void settings(Request request, Jid jid) {
    desk.update(
        account(request, "actor"),
        jid,
        request.optionalText("name"),
        request.optionalText("description"),
        request.optionalText("pictureBase64").map(Base64.getDecoder()::decode),
        request.optionalText("reactionCodes"));
  }

  private void react(Request request, Jid jid) {
    Transaction transaction = world.accounts().transaction();
    try {
      desk.react(
          account(request, "actor"),
          jid,
          request.number("serverId", 0),
          request.optionalText("emoji").orElse(""),
          transaction);
    } finally {
      transaction.commit();
    }
  }

  private Account account(Request request, String field) {
    return world.phones().phone(request.text(field)).account();
  }

  private Map<String, Object> view(Newsletter newsletter) {
    return desk.read(() -> viewNow(newsletter));
  }

  private static Map<String, Object> viewNow(Newsletter newsletter) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("jid", newsletter.jid().toString());
    view.put("name", newsletter.name);
    view.put("description", newsletter.description);
    view.put("inviteCode", newsletter.inviteCode);
    view.put("owner", newsletter.owner);
    view.put("admins", List.copyOf(newsletter.admins));
    view.put("invited", List.copyOf(newsletter.invited.keySet()));
    view.put("reactionCodes", newsletter.reactionCodes);
    view.put(
        "pictureSha256",
        newsletter.picture.length == 0
            ? null
            : HexFormat.of().formatHex(Sha256.hash(newsletter.picture)));
    Map<String, Object> followers = new LinkedHashMap<>();
    newsletter.followers.forEach(
        (number, follower) -> followers.put(number, Map.of("muted", follower.muted())));
    view.put("followers", followers);
    view.put("posts", newsletter.posts.stream().map(NewsletterRoutes::view).toList());
    return view;
  }

  private static Map<String, Object> view(Post post) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", post.id);
    view.put("serverId", post.serverId);
    view.put("timestamp", post.at);
    view.put("by", post.by);
    view.put("kind", kind(post));
    view.put("text", text(post));
    view.put("raw", Base64.getEncoder().encodeToString(post.plaintext));
    view.put("reactions", post.reactions);
    view.put("views", post.viewers.size());
    return view;
  }

  private static String kind(Post post) {
    return message(post).flatMap(PlainMessages::kind).orElse("unknown");
  }

  private static String text(Post post) {
    return message(post)
        .map(
            message ->
                message.hasConversation()
                    ? message.getConversation()
                    : message.getExtendedTextMessage().getText())
        .orElse("");
  }

  private static Optional<Message> message(Post post) {
    try {
      return Optional.of(PlainMessages.parse(post.plaintext));
    } catch (MessageException e) {
      return Optional.empty();
    }
  }

  private static ControlException notFound(Request request) {
    return new ControlException(
        404, "not-found", request.method() + " /" + String.join("/", request.path()));
  }
}
