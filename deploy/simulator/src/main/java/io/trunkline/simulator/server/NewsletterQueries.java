package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Newsletter;
import io.trunkline.simulator.account.Newsletter.Post;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.mex.Json;
import io.trunkline.whatsapp.protocol.mex.MexException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers queries about newsletters: by mex (`w:mex`) and by stanza (`newsletter`), and takes the
/// posts, reactions and views of linked devices.
final class NewsletterQueries {

  /// The persisted queries of the two independent clients, by id.
  private static final Map<String, String> QUERIES =
      Map.ofEntries(
          Map.entry("6563316087068696", "metadata"),
          Map.entry("6388546374527196", "subscribed"),
          Map.entry("6190824427689257", "directory"),
          Map.entry("7263823273662354", "directory"),
          Map.entry("9800646650009898", "subscribers"),
          Map.entry("9783111038412085", "subscribers"),
          Map.entry("6234210096708695", "create"),
          Map.entry("8823471724422422", "create"),
          Map.entry("7150902998257522", "update"),
          Map.entry("24250201037901610", "update"),
          Map.entry("9926858900719341", "follow"),
          Map.entry("24404358912487870", "follow"),
          Map.entry("6392786840836363", "unfollow"),
          Map.entry("9767147403369991", "unfollow"),
          Map.entry("6274038279359549", "mute"),
          Map.entry("29766401636284406", "mute"),
          Map.entry("6068417879924485", "unmute"),
          Map.entry("9864994326891137", "unmute"),
          Map.entry("7130823597031706", "adminCount"),
          Map.entry("7341777602580933", "changeOwner"),
          Map.entry("6551828931592903", "demote"),
          Map.entry("9387141988078609", "inviteAdmin"),
          Map.entry("9656078347839416", "revokeAdminInvite"),
          Map.entry("9580828702035549", "acceptAdminInvite"),
          Map.entry("30062808666639665", "delete"));

  /// What the answer's only member is called; clients look for these names.
  private static final Map<String, String> RESULTS =
      Map.ofEntries(
          Map.entry("metadata", "xwa2_newsletter"),
          Map.entry("subscribed", "xwa2_newsletter_subscribed"),
          Map.entry("directory", "xwa2_newsletters_directory_list"),
          Map.entry("subscribers", "xwa2_newsletter_subscribers"),
          Map.entry("create", "xwa2_newsletter_create"),
          Map.entry("update", "xwa2_newsletter_update"),
          Map.entry("follow", "xwa2_newsletter_join_v2"),
          Map.entry("unfollow", "xwa2_newsletter_leave_v2"),
          Map.entry("mute", "xwa2_newsletter_mute_v2"),
          Map.entry("unmute", "xwa2_newsletter_unmute_v2"),
          Map.entry("adminCount", "xwa2_newsletter_admin"),
          Map.entry("changeOwner", "xwa2_newsletter_change_owner"),
          Map.entry("demote", "xwa2_newsletter_demote"),
          Map.entry("inviteAdmin", "xwa2_newsletter_admin_invite_create"),
          Map.entry("revokeAdminInvite", "xwa2_newsletter_admin_invite_revoke"),
          Map.entry("acceptAdminInvite", "xwa2_newsletter_admin_invite_accept"),
          Map.entry("delete", "xwa2_newsletter_delete_v2"));

  private static final int BAD_REQUEST = 400;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int DEFAULT_PAGE = 50;

  private final Accounts accounts;
  private final NewsletterDesk desk;
  private final NewsletterForms forms;
  private final Clock clock;

  NewsletterQueries(Accounts accounts, NewsletterDesk desk, Clock clock) {
    this.accounts = accounts;
    this.desk = desk;
    this.forms = desk.forms();
    this.clock = clock;
  }

  // ---- by mex

  Node mex(Account actor, Node query) {
    Node asked = query.requireChild("query");
    Map<String, Object> answer = new HashMap<>();
    try {
      String operation = QUERIES.get(asked.attr("query_id"));
      if (operation == null) {
        throw new NewsletterRefusal(NOT_IMPLEMENTED, "unknown query");
      }
      Json variables = Json.parse(asked.bytes()).get("variables");
      Object result = desk.read(() -> answer(actor, operation, variables));
      answer.put("data", Collections.singletonMap(RESULTS.get(operation), result));
    } catch (NewsletterRefusal refusal) {
      answer.putAll(error(refusal.code(), refusal.getMessage()));
    } catch (MexException | JidException e) {
      answer.putAll(error(BAD_REQUEST, "bad-request"));
    }
    return Answers.result(query, Node.of("result").bytes(NewsletterForms.json(answer)).build());
  }

  private static Map<String, Object> error(int code, String text) {
    Map<String, Object> extensions =
        Map.of("error_code", code, "is_retryable", false, "severity", "CRITICAL");
    Map<String, Object> error = new HashMap<>();
    error.put("data", null);
    error.put("errors", List.of(Map.of("message", text, "extensions", extensions)));
    return error;
  }

  private Object answer(Account actor, String operation, Json variables) {
    Json input = variables.get("input");
    return switch (operation) {
      case "metadata" -> {
        String key = text(input, "key");
        boolean isInvite = text(input, "type").equals("INVITE");
        yield forms.info(isInvite ? desk.behind(key) : desk.find(Jid.parse(key)), actor);
      }
      case "subscribed" ->
          infos(actor, desk.all().stream().filter(one -> one.readers().contains(actor.number())));
      case "directory" ->
          Map.of(
              "result",
              infos(actor, desk.all().stream().limit(input.get("limit").number().orElse(20))));
      case "subscribers" -> {
        // One client wraps the variables, the other does not.
        Json asked = input.isNull() ? variables : input;
        Newsletter newsletter = desk.find(Jid.parse(text(asked, "newsletter_id")));
        if (!newsletter.isAdmin(actor.number())) {
          throw new NewsletterRefusal(403, "forbidden");
        }
        yield forms.subscribers(newsletter, asked.get("count").number().orElse(DEFAULT_PAGE));
      }
      case "create" -> create(actor, input.isNull() ? variables.get("newsletter_input") : input);
      default -> change(actor, operation, Jid.parse(text(variables, "newsletter_id")), variables);
    };
  }

  private static String text(Json json, String name) {
    return json.get(name)
        .text()
        .orElseThrow(() -> new NewsletterRefusal(BAD_REQUEST, "Expected " + name));
  }

  private List<Map<String, Object>> infos(Account actor, Stream<Newsletter> newsletters) {
    return newsletters.map(one -> forms.info(one, actor)).toList();
  }

  private Map<String, Object> create(Account actor, Json input) {
    Newsletter created =
        desk.create(actor, text(input, "name"), input.get("description").text().orElse(""));
    picture(input)
        .ifPresent(
            jpeg ->
                desk.update(
                    actor,
                    created.jid(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(jpeg),
                    Optional.empty()));
    return forms.info(created, actor);
  }

  private static Optional<byte[]> picture(Json input) {
    try {
      return input.get("picture").text().map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      throw new NewsletterRefusal(BAD_REQUEST, "Expected base64 in picture");
    }
  }

  private Object change(Account actor, String operation, Jid jid, Json variables) {
    switch (operation) {
      case "follow" -> desk.follow(actor, jid);
      case "unfollow" -> desk.unfollow(actor, jid);
      case "mute" -> desk.mute(actor, jid, true);
      case "unmute" -> desk.mute(actor, jid, false);
      case "delete" -> {
        Newsletter newsletter = desk.find(jid);
        desk.delete(actor, jid);
        return forms.named(newsletter, "state", Map.of("type", "DELETED"));
      }
      case "update" -> {
        Json updates = variables.get("updates");
        desk.update(
            actor,
            jid,
            updates.get("name").text(),
            updates.get("description").text(),
            picture(updates),
            updates.get("settings").get("reaction_codes").get("value").text());
      }
      case "changeOwner" -> desk.changeOwner(actor, jid, user(variables));
      case "demote" -> desk.demote(actor, jid, user(variables));
      case "inviteAdmin" -> {
        long end = desk.invite(actor, jid, user(variables));
        return Map.of("id", jid.toString(), "invite_expiration_time", Long.toString(end));
      }
      case "revokeAdminInvite" -> {
        desk.revokeInvite(actor, jid, user(variables));
        return Map.of("id", jid.toString());
      }
      case "acceptAdminInvite" -> {
        desk.acceptInvite(actor, jid);
        return Map.of("id", jid.toString());
      }
      case "adminCount" -> {
        return Map.of("admin_count", desk.find(jid).admins.size() + 1);
      }
      default -> throw new NewsletterRefusal(NOT_IMPLEMENTED, "unknown query");
    }
    return forms.info(desk.find(jid), actor);
  }

  private Account user(Json variables) {
    return accounts
        .account(Jid.parse(text(variables, "user_id")))
        .orElseThrow(() -> new NewsletterRefusal(404, "item-not-found"));
  }

  // ---- by stanza

  Node answer(Device device, Node query) {
    Node asked =
        query.children().isEmpty() ? Node.of("nothing").build() : query.children().getFirst();
    Jid to = query.findJid("to").orElse(Jid.WHATSAPP);
    try {
      return switch (asked.tag()) {
        case "messages" -> Answers.result(query, messages(device.account(), asked));
        case "message_updates" -> from(to, Answers.result(query, updates(to, asked)));
        case "live_updates" -> {
          desk.watch(device, to);
          yield from(
              to,
              Answers.result(
                  query,
                  Node.of("live_updates").with("duration", NewsletterDesk.WATCH_SECONDS).build()));
        }
        default -> Answers.error(query, NOT_IMPLEMENTED, "feature-not-implemented");
      };
    } catch (NewsletterRefusal refusal) {
      return Answers.error(query, refusal.code(), refusal.getMessage());
    }
  }

  private static Node from(Jid newsletter, Node answer) {
    return answer.toBuilder().with("from", newsletter).build();
  }

  private Node messages(Account reader, Node asked) {
    return desk.read(
        () -> {
          Newsletter newsletter =
              asked.has("type", "invite")
                  ? desk.behind(asked.attr("key"))
                  : desk.find(asked.jid("jid"));
          long before = asked.findNumber("before").orElse(Long.MAX_VALUE);
          List<Post> posts =
              new ArrayList<>(
                  newsletter.posts.stream().filter(post -> post.serverId < before).toList());
          int count = (int) asked.findNumber("count").orElse(DEFAULT_PAGE);
          return Node.of("messages")
              .with("jid", newsletter.jid())
              .children(
                  posts.subList(Math.max(0, posts.size() - count), posts.size()).stream()
                      .map(post -> forms.kept(post, reader))
                      .toList())
              .build();
        });
  }

  private Node updates(Jid to, Node asked) {
    return desk.read(
        () -> {
          Newsletter newsletter = desk.find(to);
          long after = asked.findNumber("after").orElse(0);
          Node messages =
              Node.of("messages")
                  .with("jid", newsletter.jid())
                  .children(
                      newsletter.posts.stream()
                          .filter(post -> post.serverId > after)
                          .limit(asked.findNumber("count").orElse(DEFAULT_PAGE))
                          .map(forms::tally)
                          .toList())
                  .build();
          return Node.of("message_updates").child(messages).build();
        });
  }

  /// Takes a post or a reaction.
  ///
  /// @return the ack
  Node take(Device sender, Node message, Transaction transaction) {
    Node.Builder ack =
        Node.of("ack")
            .with("class", "message")
            .with("id", message.attr("id"))
            .with("from", message.jid("to"))
            .with("t", clock.instant().getEpochSecond());
    try {
      if (message.has("type", "reaction")) {
        desk.react(
            sender.account(),
            message.jid("to"),
            message.number("server_id"),
            message.child("reaction").flatMap(node -> node.find("code")).orElse(""),
            transaction);
      } else {
        Node plaintext = message.requireChild("plaintext");
        Post draft = new Post();
        draft.id = message.attr("id");
        draft.type = message.find("type").orElse("text");
        draft.mediaType = plaintext.find("mediatype").orElse("");
        draft.plaintext = plaintext.bytes();
        Post post = desk.post(sender, message.jid("to"), draft, transaction);
        ack.with("server_id", post.serverId);
      }
    } catch (NewsletterRefusal refusal) {
      ack.with("error", refusal.code());
    }
    return ack.build();
  }

  /// Takes a receipt of type view.
  ///
  /// @return the ack
  Node viewed(Device device, Node receipt, Transaction transaction) {
    List<Long> serverIds =
        receipt.requireChild("list").children("item").stream()
            .map(item -> item.number("server_id"))
            .toList();
    Node.Builder ack =
        Node.of("ack")
            .with("class", "receipt")
            .with("id", receipt.attr("id"))
            .with("from", receipt.jid("to"))
            .with("type", "view");
    try {
      desk.viewed(device.account(), receipt.jid("to"), serverIds, transaction);
    } catch (NewsletterRefusal refusal) {
      ack.with("error", refusal.code());
    }
    return ack.build();
  }
}
