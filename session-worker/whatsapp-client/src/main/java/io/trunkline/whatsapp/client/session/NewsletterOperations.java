package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.Newsletters;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.newsletter.NewsletterInfo;
import io.trunkline.whatsapp.client.newsletter.NewsletterPost;
import io.trunkline.whatsapp.client.newsletter.NewsletterQuery;
import io.trunkline.whatsapp.client.newsletter.NewsletterSetting;
import io.trunkline.whatsapp.client.newsletter.NewsletterSubscriber;
import io.trunkline.whatsapp.client.newsletter.PostTally;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.mex.Json;
import io.trunkline.whatsapp.protocol.mex.Mex;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// [Newsletters] as queries. Source: protocol dossier, 13.7.
final class NewsletterOperations implements Newsletters {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  private static final String XMLNS = "newsletter";
  private static final String OWNER_TERMS = "20601218";
  private static final String TERMS_STAGE = "5";
  private static final int NOT_FOUND = 404;

  private final SessionCore core;
  private final Calls calls;
  private final Requests requests;
  private final Addresses addresses;

  NewsletterOperations(SessionCore core, Calls calls, Requests requests, Addresses addresses) {
    this.core = core;
    this.calls = calls;
    this.requests = requests;
    this.addresses = addresses;
  }

  @Override
  public CompletionStage<NewsletterInfo> create(
      String name, String description, Optional<byte[]> jpeg) {
    return calls.post(
        () -> {
          var input = new HashMap<String, Object>();
          input.put("name", requireName(name));
          input.put("description", description.isEmpty() ? null : requireText(description));
          jpeg.ifPresent(picture -> input.put("picture", base64(picture)));
          Node terms = Node.of("notice").with("id", OWNER_TERMS).with("stage", TERMS_STAGE).build();
          return requests
              .set("tos", List.of(terms), core.nanoTime())
              .thenCompose(ignored -> ask(NewsletterQuery.CREATE, Map.of("input", input)))
              .thenApply(NewsletterOperations::requireInfo);
        });
  }

  private static String requireName(String name) {
    if (name.isBlank() || name.codePointCount(0, name.length()) > MAX_NAME_CHARACTERS) {
      throw ContactLookups.invalid(
          "Expected a name of 1 to " + MAX_NAME_CHARACTERS + " characters");
    }
    return name;
  }

  private static String requireText(String text) {
    if (text.codePointCount(0, text.length()) > MAX_DESCRIPTION_CHARACTERS) {
      throw ContactLookups.invalid(
          "Expected a description of at most " + MAX_DESCRIPTION_CHARACTERS + " characters");
    }
    return text;
  }

  private static String base64(byte[] jpeg) {
    if (!OwnAccount.isPicture(jpeg, MAX_PICTURE_BYTES)) {
      throw ContactLookups.invalid("Expected a JPEG of at most " + MAX_PICTURE_BYTES + " bytes");
    }
    return Base64.getEncoder().encodeToString(jpeg);
  }

  private CompletableFuture<Json> ask(NewsletterQuery query, Map<String, ?> variables) {
    String id = core.settings().newsletterQueries().getOrDefault(query, query.id());
    return requests
        .get(Mex.XMLNS, List.of(Mex.query(id, variables)), core.nanoTime())
        .thenApply(Mex::result);
  }

  private static NewsletterInfo requireInfo(Json json) {
    return NewsletterNodes.info(json)
        .orElseThrow(
            () -> new SendFailure(SendFailure.Code.REFUSED, NOT_FOUND, "No such newsletter"));
  }

  @Override
  public CompletionStage<NewsletterInfo> byJid(Jid newsletter) {
    return calls.post(() -> metadata("JID", require(newsletter).toString()));
  }

  @Override
  public CompletionStage<NewsletterInfo> byInvite(String code) {
    return calls.post(
        () -> {
          String key = code.substring(code.lastIndexOf('/') + 1);
          if (key.isEmpty() || key.length() > 100) {
            throw ContactLookups.invalid("Expected the code of an invitation");
          }
          return metadata("INVITE", key);
        });
  }

  private CompletableFuture<NewsletterInfo> metadata(String type, String key) {
    return ask(
            NewsletterQuery.METADATA,
            Map.of(
                "fetch_creation_time",
                true,
                "fetch_full_image",
                true,
                "fetch_viewer_metadata",
                true,
                "input",
                Map.of("key", key, "type", type)))
        .thenApply(NewsletterOperations::requireInfo);
  }

  private static Jid require(Jid newsletter) {
    if (!newsletter.isNewsletter()) {
      throw ContactLookups.invalid("Expected a newsletter");
    }
    return newsletter;
  }

  @Override
  public CompletionStage<List<NewsletterInfo>> subscribed() {
    return calls.post(
        () -> ask(NewsletterQuery.SUBSCRIBED, Map.of()).thenApply(NewsletterOperations::infos));
  }

  private static List<NewsletterInfo> infos(Json list) {
    return list.items().stream().flatMap(one -> NewsletterNodes.info(one).stream()).toList();
  }

  @Override
  public CompletionStage<List<NewsletterInfo>> directory(
      String text, List<String> countries, int limit) {
    return calls.post(
        () -> {
          var input = new HashMap<String, Object>();
          input.put("view", "RECOMMENDED");
          input.put("limit", page(limit));
          if (!countries.isEmpty()) {
            input.put("filters", Map.of("country_codes", countries));
          }
          return ask(NewsletterQuery.DIRECTORY, Map.of("input", input))
              .thenApply(
                  found ->
                      infos(found.get("result")).stream()
                          .filter(
                              info ->
                                  contains(info.name(), text) || contains(info.description(), text))
                          .toList());
        });
  }

  private static boolean contains(String where, String text) {
    return where.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  private static int page(int count) {
    if (count < 1 || count > MAX_PAGE) {
      throw ContactLookups.invalid("Expected a count of 1 to " + MAX_PAGE);
    }
    return count;
  }

  @Override
  public CompletionStage<Void> follow(Jid newsletter) {
    return change(NewsletterQuery.FOLLOW, newsletter, Map.of());
  }

  @Override
  public CompletionStage<Void> unfollow(Jid newsletter) {
    return change(NewsletterQuery.UNFOLLOW, newsletter, Map.of());
  }

  @Override
  public CompletionStage<Void> mute(Jid newsletter, boolean isMuted) {
    return change(isMuted ? NewsletterQuery.MUTE : NewsletterQuery.UNMUTE, newsletter, Map.of());
  }

  private CompletionStage<Void> change(
      NewsletterQuery query, Jid newsletter, Map<String, ?> further) {
    return calls.post(
        () -> {
          var variables = new HashMap<String, Object>(further);
          variables.put("newsletter_id", require(newsletter).toString());
          return ask(query, variables).thenCompose(ignored -> DONE);
        });
  }

  @Override
  public CompletionStage<Void> update(Jid newsletter, NewsletterSetting setting) {
    return calls.post(
        () -> {
          var updates = new HashMap<String, Object>();
          updates.put("settings", null);
          switch (setting) {
            case NewsletterSetting.Name(var name) -> updates.put("name", requireName(name));
            case NewsletterSetting.Description(var text) ->
                updates.put("description", requireText(text));
            case NewsletterSetting.Picture(var jpeg) ->
                updates.put("picture", jpeg.length == 0 ? "" : base64(jpeg));
            case NewsletterSetting.Reactions(var allowed) ->
                updates.put("settings", Map.of("reaction_codes", Map.of("value", allowed.name())));
          }
          return ask(
                  NewsletterQuery.UPDATE,
                  Map.of("newsletter_id", require(newsletter).toString(), "updates", updates))
              .thenCompose(ignored -> DONE);
        });
  }

  @Override
  public CompletionStage<Void> delete(Jid newsletter) {
    return change(NewsletterQuery.DELETE, newsletter, Map.of());
  }

  @Override
  public CompletionStage<Void> changeOwner(Jid newsletter, Jid user) {
    return changeUser(NewsletterQuery.CHANGE_OWNER, newsletter, user);
  }

  @Override
  public CompletionStage<Void> demote(Jid newsletter, Jid user) {
    return changeUser(NewsletterQuery.DEMOTE, newsletter, user);
  }

  @Override
  public CompletionStage<Optional<Instant>> inviteAdmin(Jid newsletter, Jid user) {
    return askOfUser(NewsletterQuery.INVITE_ADMIN, newsletter, user)
        .thenApply(made -> NewsletterNodes.seconds(made.get("invite_expiration_time")));
  }

  @Override
  public CompletionStage<Void> revokeAdminInvite(Jid newsletter, Jid user) {
    return changeUser(NewsletterQuery.REVOKE_ADMIN_INVITE, newsletter, user);
  }

  @Override
  public CompletionStage<Void> acceptAdminInvite(Jid newsletter) {
    return change(NewsletterQuery.ACCEPT_ADMIN_INVITE, newsletter, Map.of());
  }

  private CompletionStage<Void> changeUser(NewsletterQuery query, Jid newsletter, Jid user) {
    return askOfUser(query, newsletter, user).thenCompose(ignored -> DONE);
  }

  /// WhatsApp names the users of newsletters by LID.
  private CompletionStage<Json> askOfUser(NewsletterQuery query, Jid newsletter, Jid user) {
    return calls.post(
        () -> {
          Jid named = require(newsletter);
          return addresses
              .resolve(ContactLookups.user(user))
              .thenCompose(
                  known ->
                      ask(
                          query,
                          Map.of(
                              "newsletter_id",
                              named.toString(),
                              "user_id",
                              known.canonical().toString())));
        });
  }

  @Override
  public CompletionStage<List<NewsletterSubscriber>> subscribers(Jid newsletter, int limit) {
    return calls.post(
        () ->
            ask(
                    NewsletterQuery.SUBSCRIBERS,
                    Map.of(
                        "input",
                        Map.of(
                            "newsletter_id", require(newsletter).toString(), "count", page(limit))))
                .thenApply(this::subscribers));
  }

  private List<NewsletterSubscriber> subscribers(Json found) {
    var subscribers = new ArrayList<NewsletterSubscriber>();
    for (Json edge : found.get("subscribers").get("edges").items()) {
      Json node = edge.get("node");
      NewsletterNodes.user(node.get("id"))
          .ifPresent(
              user ->
                  subscribers.add(
                      new NewsletterSubscriber(
                          addresses.known(user),
                          node.get("display_name").text().orElse(""),
                          NewsletterNodes.role(edge.get("role")),
                          NewsletterNodes.seconds(edge.get("subscribe_time")))));
    }
    return subscribers;
  }

  @Override
  public CompletionStage<List<NewsletterPost>> posts(
      Jid newsletter, int count, OptionalLong before) {
    return calls.post(
        () -> {
          Node.Builder asked =
              Node.of("messages")
                  .with("type", "jid")
                  .with("jid", require(newsletter))
                  .with("count", page(count));
          before.ifPresent(number -> asked.with("before", number));
          return requests
              .get(XMLNS, List.of(asked.build()), core.nanoTime())
              .thenApply(
                  answer ->
                      NewsletterNodes.posts(answer.requireChild("messages")).stream()
                          .sorted(Comparator.comparing(post -> post.tally().serverId()))
                          .toList());
        });
  }

  @Override
  public CompletionStage<List<PostTally>> tallies(
      Jid newsletter, int count, Optional<Instant> since, OptionalLong after) {
    return calls.post(
        () -> {
          Node.Builder asked = Node.of("message_updates").with("count", page(count));
          since.ifPresent(time -> asked.with("since", time.getEpochSecond()));
          after.ifPresent(number -> asked.with("after", number));
          return requests
              .get(require(newsletter), XMLNS, List.of(asked.build()), core.nanoTime())
              .thenApply(
                  answer ->
                      NewsletterNodes.tallies(
                          answer.requireChild("message_updates").requireChild("messages")));
        });
  }

  @Override
  public CompletionStage<Duration> watch(Jid newsletter) {
    return calls.post(
        () ->
            requests
                .set(
                    require(newsletter),
                    XMLNS,
                    List.of(Node.of("live_updates").build()),
                    core.nanoTime())
                .thenApply(
                    answer ->
                        Duration.ofSeconds(
                            answer.requireChild("live_updates").findNumber("duration").orElse(0))));
  }

  @Override
  public CompletionStage<Void> react(Jid newsletter, long serverId, String emoji) {
    return calls.post(
        () -> {
          Node.Builder message =
              Node.of("message")
                  .with("to", require(newsletter))
                  .with("type", "reaction")
                  .with("server_id", serverId);
          if (emoji.isEmpty()) {
            message.with("edit", "7").child(Node.of("reaction").build());
          } else {
            message.child(Node.of("reaction").with("code", emoji).build());
          }
          return requests.ask(message, core.nanoTime()).thenCompose(NewsletterOperations::taken);
        });
  }

  private static CompletableFuture<Void> taken(Node ack) {
    return ack.find("error").isPresent()
        ? CompletableFuture.failedFuture(
            new IqFailure((int) ack.findNumber("error").orElse(500), "for a reaction"))
        : DONE;
  }

  @Override
  public CompletionStage<Void> viewed(Jid newsletter, List<Long> serverIds) {
    return calls.post(
        () -> {
          if (serverIds.isEmpty() || serverIds.size() > MAX_PAGE) {
            throw ContactLookups.invalid("Expected 1 to " + MAX_PAGE + " posts");
          }
          Node list =
              Node.of("list")
                  .children(
                      serverIds.stream()
                          .map(id -> Node.of("item").with("server_id", id).build())
                          .toList())
                  .build();
          return requests
              .ask(
                  Node.of("receipt")
                      .with("to", require(newsletter))
                      .with("type", "view")
                      .child(list),
                  core.nanoTime())
              .thenCompose(ignored -> DONE);
        });
  }
}
