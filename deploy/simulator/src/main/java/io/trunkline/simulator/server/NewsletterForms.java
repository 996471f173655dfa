package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Newsletter;
import io.trunkline.simulator.account.Newsletter.Follower;
import io.trunkline.simulator.account.Newsletter.Post;
import io.trunkline.whatsapp.protocol.mex.Json;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Newsletters as stanzas and in the JSON of mex.
final class NewsletterForms {
  private final Accounts accounts;

  NewsletterForms(Accounts accounts) {
    this.accounts = accounts;
  }

  /// Metadata as that user sees it.
  Map<String, Object> info(Newsletter newsletter, Account viewer) {
    Map<String, Object> info = thread(newsletter);
    info.put("state", Map.of("type", "ACTIVE"));
    boolean muted =
        Optional.ofNullable(newsletter.followers.get(viewer.number()))
            .map(Follower::muted)
            .orElse(false);
    info.put(
        "viewer_metadata",
        Map.of("mute", muted ? "ON" : "OFF", "role", newsletter.roleOf(viewer.number())));
    return info;
  }

  /// Metadata without what is the viewer's.
  Map<String, Object> thread(Newsletter newsletter) {
    Map<String, Object> thread = new LinkedHashMap<>();
    thread.put("creation_time", Long.toString(newsletter.createdAt));
    thread.put("invite", newsletter.inviteCode);
    thread.put("name", text(newsletter.name));
    thread.put("description", text(newsletter.description));
    thread.put("subscribers_count", Integer.toString(newsletter.followers.size()));
    thread.put("verification", "UNVERIFIED");
    String path = newsletter.pictureId.isEmpty() ? "" : "/pictures/" + newsletter.id;
    Map<String, Object> picture =
        Map.of("id", newsletter.pictureId, "type", "IMAGE", "direct_path", path);
    thread.put("picture", picture);
    thread.put("preview", picture);
    thread.put("settings", Map.of("reaction_codes", Map.of("value", newsletter.reactionCodes)));
    return named(newsletter, "thread_metadata", thread);
  }

  private static Map<String, Object> text(String text) {
    return Map.of("id", "1", "text", text, "update_time", "0");
  }

  Map<String, Object> named(Newsletter newsletter, String member, Object value) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("id", newsletter.jid().toString());
    named.put(member, value);
    return named;
  }

  /// The followers, the newest first.
  Map<String, Object> subscribers(Newsletter newsletter, long limit) {
    List<Map<String, Object>> edges = new ArrayList<>();
    newsletter.followers.forEach(
        (number, follower) ->
            accounts
                .byNumber(number)
                .ifPresent(
                    user ->
                        edges.addFirst(
                            Map.of(
                                "role",
                                newsletter.roleOf(number),
                                "subscribe_time",
                                Long.toString(follower.since()),
                                "node",
                                Map.of(
                                    "id", user.lid().toString(), "display_name", user.name())))));
    return Map.of(
        "subscribers", Map.of("edges", edges.subList(0, (int) Math.min(limit, edges.size()))));
  }

  Node update(String operation, String member, Map<String, Object> data) {
    return Node.of("update")
        .with("op_name", "NotificationNewsletter" + operation)
        .bytes(json(Map.of("data", Map.of("xwa2_notify_newsletter_" + member, data))))
        .build();
  }

  static byte[] json(Map<String, ?> value) {
    return Json.write(value).getBytes(StandardCharsets.UTF_8);
  }

  /// A post on its way to a reader's device.
  Node delivery(Newsletter newsletter, Post post, Account reader) {
    return message(post, reader).with("from", newsletter.jid()).build();
  }

  /// A post as it is fetched.
  Node kept(Post post, Account reader) {
    return counted(message(post, reader), post).build();
  }

  private static Node.Builder message(Post post, Account reader) {
    Node.Builder plaintext = Node.of("plaintext");
    if (!post.mediaType.isEmpty()) {
      plaintext.with("mediatype", post.mediaType);
    }
    return Node.of("message")
        .with("id", post.id)
        .with("server_id", post.serverId)
        .with("t", post.at)
        .with("type", post.type)
        .withIfPresent(
            "is_sender", Optional.of("true").filter(own -> post.by.equals(reader.number())))
        .child(plaintext.bytes(post.plaintext).build());
  }

  /// How a post was taken.
  Node tally(Post post) {
    return counted(Node.of("message").with("server_id", post.serverId), post).build();
  }

  private static Node.Builder counted(Node.Builder message, Post post) {
    Map<String, Long> counts = new LinkedHashMap<>();
    post.reactions.values().forEach(emoji -> counts.merge(emoji, 1L, Long::sum));
    Node.Builder reactions = Node.of("reactions");
    counts.forEach(
        (emoji, count) ->
            reactions.child(Node.of("reaction").with("code", emoji).with("count", count).build()));
    return message
        .child(reactions.build())
        .child(Node.of("views_count").with("count", post.viewers.size()).build());
  }
}
