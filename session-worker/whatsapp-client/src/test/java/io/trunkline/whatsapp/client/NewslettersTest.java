package io.trunkline.whatsapp.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.media.MediaSource;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.client.newsletter.NewsletterInfo;
import io.trunkline.whatsapp.client.newsletter.NewsletterReactions;
import io.trunkline.whatsapp.client.newsletter.NewsletterRole;
import io.trunkline.whatsapp.client.newsletter.NewsletterSetting;
import io.trunkline.whatsapp.client.newsletter.NewsletterState;
import io.trunkline.whatsapp.client.newsletter.NewsletterUpdate;
import io.trunkline.whatsapp.client.newsletter.PostTally;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Media;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.Thumbnail;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What this account does with newsletters, and what it hears of them.
class NewslettersTest {
  private static final Jid NEWS = Jid.parse("120363000000000001@newsletter");
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1};
  private static final String METADATA =
      """
      {"id": "120363000000000001@newsletter", "state": {"type": "ACTIVE"},
       "thread_metadata": {"creation_time": "1700000000", "invite": "0029VaABC",
         "name": {"text": "News", "id": "1", "update_time": "1700000000000000"},
         "description": {"text": "All of it"}, "subscribers_count": "42",
         "verification": "VERIFIED", "picture": {"id": "7", "direct_path": "/p/7"},
         "preview": {"direct_path": "/p/small"}, "settings": {"reaction_codes": {"value": "BASIC"}}},
       "viewer_metadata": {"mute": "ON", "role": "OWNER"}}""";
  private static final NewsletterInfo INFO =
      new NewsletterInfo(
          NEWS,
          NewsletterState.ACTIVE,
          "News",
          "All of it",
          "0029VaABC",
          Optional.of(Instant.ofEpochSecond(1700000000)),
          42,
          true,
          "/p/7",
          NewsletterReactions.BASIC,
          NewsletterRole.OWNER,
          true);

  private final Scene scene = Scene.linked();
  private ScriptedServer.Peer peer;
  private Newsletters newsletters;

  @BeforeEach
  void open() {
    peer = scene.open();
    newsletters = scene.session.newsletters();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /// Answers the query that is on its way, whose variables are to be these.
  private void answer(String queryId, String variables, String data) {
    Node iq = peer.take(node -> node.has("xmlns", "w:mex"));
    assertThat(iq.attr("type")).isEqualTo("get");
    Node query = iq.requireChild("query");
    assertThat(query.attr("query_id")).isEqualTo(queryId);
    assertThat(sorted(new String(query.bytes(), UTF_8)))
        .isEqualTo(sorted("{\"variables\":" + variables + "}"));
    answer(iq, "{\"data\":{\"xwa2_any\":" + data + "}}");
  }

  private void answer(Node iq, String json) {
    peer.send(
        Scene.result(iq).child(Node.of("result").bytes(json.getBytes(UTF_8)).build()).build());
  }

  /// Members in any order: the same characters.
  private static String sorted(String json) {
    return json.chars()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static SendFailure failure(CompletionStage<?> stage) {
    return catchThrowableOfType(SendFailure.class, () -> Scene.get(stage));
  }

  @Test
  void metadataIsReadByJidAndByInvitation() {
    var byJid = newsletters.byJid(NEWS);
    answer(
        "6563316087068696",
        "{\"fetch_creation_time\":true,\"fetch_full_image\":true,\"fetch_viewer_metadata\":true,"
            + "\"input\":{\"key\":\"120363000000000001@newsletter\",\"type\":\"JID\"}}",
        METADATA);
    assertThat(Scene.get(byJid)).isEqualTo(INFO);

    var byInvite = newsletters.byInvite("https://whatsapp.com/channel/0029VaABC");
    answer(
        "6563316087068696",
        "{\"fetch_creation_time\":true,\"fetch_full_image\":true,\"fetch_viewer_metadata\":true,"
            + "\"input\":{\"key\":\"0029VaABC\",\"type\":\"INVITE\"}}",
        "{\"id\":\"120363000000000001@newsletter\",\"thread_metadata\":{}}");
    var bare = Scene.get(byInvite);
    assertThat(bare.role()).isEqualTo(NewsletterRole.GUEST);
    assertThat(bare.name()).isEmpty();

    var none = newsletters.byJid(NEWS);
    answer(peer.take(node -> node.has("xmlns", "w:mex")), "{\"data\":{\"xwa2_newsletter\":null}}");
    assertThat(failure(none).serverCode()).isEqualTo(404);
    var refused = newsletters.byJid(NEWS);
    answer(
        peer.take(node -> node.has("xmlns", "w:mex")),
        "{\"errors\":[{\"extensions\":{\"error_code\":429}}]}");
    assertThat(failure(refused).code()).isEqualTo(SendFailure.Code.RATE_LIMITED);
    var garbled = newsletters.byJid(NEWS);
    answer(peer.take(node -> node.has("xmlns", "w:mex")), "{");
    assertThat(failure(garbled).code()).isEqualTo(SendFailure.Code.SERVER_ERROR);
    assertThat(failure(newsletters.byJid(Scene.BOB_LID)).code())
        .isEqualTo(SendFailure.Code.INVALID);
  }

  @Test
  void anOwnerAcceptsTheTermsFirst() {
    var created = newsletters.create("News", "", Optional.of(JPEG));
    Node terms = peer.take(node -> node.has("xmlns", "tos"));
    assertThat(terms.requireChild("notice").attr("id")).isEqualTo("20601218");
    peer.send(Scene.result(terms).build());
    answer(
        "8823471724422422",
        "{\"input\":{\"name\":\"News\",\"description\":null,\"picture\":\"/9j/AQ==\"}}",
        METADATA);
    assertThat(Scene.get(created)).isEqualTo(INFO);
    assertThat(failure(newsletters.create(" ", "", Optional.empty())).code())
        .isEqualTo(SendFailure.Code.INVALID);
    assertThat(failure(newsletters.create("a", "", Optional.of(new byte[9]))).code())
        .isEqualTo(SendFailure.Code.INVALID);
  }

  @Test
  void changesNameTheNewsletter() {
    String id = "\"newsletter_id\":\"120363000000000001@newsletter\"";
    var follow = newsletters.follow(NEWS);
    answer("24404358912487870", "{" + id + "}", "{}");
    var unfollow = newsletters.unfollow(NEWS);
    answer("9767147403369991", "{" + id + "}", "{}");
    var mute = newsletters.mute(NEWS, true);
    answer("29766401636284406", "{" + id + "}", "{}");
    var unmute = newsletters.mute(NEWS, false);
    answer("9864994326891137", "{" + id + "}", "{}");
    var delete = newsletters.delete(NEWS);
    answer("30062808666639665", "{" + id + "}", "{}");
    var owner = newsletters.changeOwner(NEWS, Scene.BOB_LID);
    answer("7341777602580933", "{" + id + ",\"user_id\":\"" + Scene.BOB_LID + "\"}", "{}");
    var demote = newsletters.demote(NEWS, Scene.BOB_LID);
    answer("6551828931592903", "{" + id + ",\"user_id\":\"" + Scene.BOB_LID + "\"}", "{}");
    var invite = newsletters.inviteAdmin(NEWS, Scene.BOB_LID);
    answer(
        "9387141988078609",
        "{" + id + ",\"user_id\":\"" + Scene.BOB_LID + "\"}",
        "{\"id\":\"120363000000000001@newsletter\",\"invite_expiration_time\":\"1768000000\"}");
    assertThat(Scene.get(invite)).contains(Instant.ofEpochSecond(1768000000));
    var revoke = newsletters.revokeAdminInvite(NEWS, Scene.BOB_LID);
    answer("9656078347839416", "{" + id + ",\"user_id\":\"" + Scene.BOB_LID + "\"}", "{}");
    var accept = newsletters.acceptAdminInvite(NEWS);
    answer("9580828702035549", "{" + id + "}", "{}");
    List.of(revoke, accept).forEach(Scene::get);
    String update = "{" + id + ",\"updates\":";
    var name = newsletters.update(NEWS, new NewsletterSetting.Name("New"));
    answer("24250201037901610", update + "{\"name\":\"New\",\"settings\":null}}", "{}");
    var text = newsletters.update(NEWS, new NewsletterSetting.Description(""));
    answer("24250201037901610", update + "{\"description\":\"\",\"settings\":null}}", "{}");
    var picture = newsletters.update(NEWS, new NewsletterSetting.Picture(new byte[0]));
    answer("24250201037901610", update + "{\"picture\":\"\",\"settings\":null}}", "{}");
    var reactions =
        newsletters.update(NEWS, new NewsletterSetting.Reactions(NewsletterReactions.NONE));
    answer(
        "24250201037901610",
        update + "{\"settings\":{\"reaction_codes\":{\"value\":\"NONE\"}}}}",
        "{}");
    List.of(follow, unfollow, mute, unmute, delete, owner, demote, name, text, picture, reactions)
        .forEach(Scene::get);
  }

  @Test
  void listsAreRead() {
    var subscribed = newsletters.subscribed();
    answer("6388546374527196", "{}", "[" + METADATA + ",{\"id\":\"nonsense\"}]");
    assertThat(Scene.get(subscribed)).containsExactly(INFO);

    var found = newsletters.directory("nEWs", List.of("LB"), 20);
    answer(
        "6190824427689257",
        "{\"input\":{\"view\":\"RECOMMENDED\",\"limit\":20,\"filters\":{\"country_codes\":[\"LB\"]}}}",
        "{\"result\":[" + METADATA + "]}");
    assertThat(Scene.get(found)).containsExactly(INFO);
    var nothing = newsletters.directory("sports", List.of(), 20);
    answer(
        "6190824427689257",
        "{\"input\":{\"view\":\"RECOMMENDED\",\"limit\":20}}",
        "{\"result\":[" + METADATA + "]}");
    assertThat(Scene.get(nothing)).isEmpty();

    var subscribers = newsletters.subscribers(NEWS, 10);
    answer(
        "9800646650009898",
        "{\"input\":{\"newsletter_id\":\"120363000000000001@newsletter\",\"count\":10}}",
        "{\"subscribers\":{\"edges\":[{\"role\":\"ADMIN\",\"subscribe_time\":\"1700000001\","
            + "\"node\":{\"id\":\""
            + Scene.BOB_LID
            + "\",\"display_name\":\"Bob\"}}]}}");
    var bob = Scene.get(subscribers).getFirst();
    assertThat(bob.user().lid()).contains(Scene.BOB_LID);
    assertThat(bob.role()).isEqualTo(NewsletterRole.ADMIN);
    assertThat(bob.since()).contains(Instant.ofEpochSecond(1700000001));
    assertThat(failure(newsletters.subscribers(NEWS, 0)).code())
        .isEqualTo(SendFailure.Code.INVALID);
  }

  private static Node kept(String id, int serverId, byte[] plaintext) {
    return Node.of("message")
        .with("id", id)
        .with("server_id", serverId)
        .with("t", 1700000100)
        .with("is_sender", "true")
        .child(Node.of("plaintext").bytes(plaintext).build())
        .child(tally("reactions"))
        .child(Node.of("views_count").with("count", 9).build())
        .build();
  }

  private static Node tally(String tag) {
    return Node.of(tag)
        .child(Node.of("reaction").with("code", "👍").with("count", 3).build())
        .build();
  }

  @Test
  void postsAreFetchedInOrder() {
    var posts = newsletters.posts(NEWS, 5, OptionalLong.of(103));
    Node iq = peer.take(node -> node.has("xmlns", "newsletter"));
    Node asked = iq.requireChild("messages");
    assertThat(asked.jid("jid")).isEqualTo(NEWS);
    assertThat(asked.number("before")).isEqualTo(103);
    byte[] text = Message.newBuilder().setConversation("hello").build().toByteArray();
    byte[] unknown =
        Message.newBuilder()
            .setUnknownFields(
                com.google.protobuf.UnknownFieldSet.newBuilder()
                    .addField(
                        9999,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build()
            .toByteArray();
    peer.send(
        Scene.result(iq)
            .child(
                Node.of("messages")
                    .child(kept("B", 102, unknown))
                    .child(kept("A", 101, text))
                    .child(kept("C", 100, new byte[] {7, 7}))
                    .child(kept("D", 99, new byte[0]))
                    .build())
            .build());
    var found = Scene.get(posts);
    assertThat(found).extracting(post -> post.whatsappId()).startsWith("A");
    var post = found.getFirst();
    assertThat(post.message().content()).isEqualTo(Content.Text.of("hello"));
    assertThat(post.isOwn()).isTrue();
    assertThat(post.tally()).isEqualTo(new PostTally(101, OptionalLong.of(9), Map.of("👍", 3L)));

    var tallies =
        newsletters.tallies(
            NEWS, 5, Optional.of(Instant.ofEpochSecond(1700000000)), OptionalLong.of(100));
    Node updates = peer.take(node -> node.has("xmlns", "newsletter"));
    assertThat(updates.jid("to")).isEqualTo(NEWS);
    assertThat(updates.requireChild("message_updates").number("since")).isEqualTo(1700000000);
    peer.send(
        Scene.result(updates)
            .child(
                Node.of("message_updates")
                    .child(Node.of("messages").child(kept("A", 101, text)).build())
                    .build())
            .build());
    assertThat(Scene.get(tallies)).extracting(PostTally::serverId).containsExactly(101L);
  }

  @Test
  void aReactionAndAViewWaitForTheServer() {
    var reaction = newsletters.react(NEWS, 101, "👍");
    Node message = peer.take("message");
    assertThat(message.attr("type")).isEqualTo("reaction");
    assertThat(message.number("server_id")).isEqualTo(101);
    assertThat(message.requireChild("reaction").attr("code")).isEqualTo("👍");
    peer.send(scene.ack(message));
    Scene.get(reaction);

    var removal = newsletters.react(NEWS, 101, "");
    Node second = peer.take("message");
    assertThat(second.attr("edit")).isEqualTo("7");
    peer.send(scene.ack(second).toBuilder().with("error", 403).build());
    assertThat(failure(removal).serverCode()).isEqualTo(403);

    var view = newsletters.viewed(NEWS, List.of(101L));
    Node receipt = peer.take("receipt");
    assertThat(receipt.attr("type")).isEqualTo("view");
    assertThat(receipt.requireChild("list").requireChild("item").number("server_id"))
        .isEqualTo(101);
    peer.send(Node.of("ack").with("class", "receipt").with("id", receipt.attr("id")).build());
    Scene.get(view);
  }

  @Test
  void aTextIsPostedInTheClear() {
    var send = scene.session.send(scene.text("3EB0A1", NEWS, "hello all"));
    Node message = peer.take("message");
    assertThat(message.jid("to")).isEqualTo(NEWS);
    assertThat(message.attr("type")).isEqualTo("text");
    assertThat(message.child("participants")).isEmpty();
    var plain = PlainMessages.parse(message.requireChild("plaintext").bytes());
    assertThat(plain).isEqualTo(Message.newBuilder().setConversation("hello all").build());
    peer.send(scene.ack(message).toBuilder().with("server_id", 104).build());
    assertThat(Scene.get(send).serverId()).hasValue(104);

    var poll = new Content.Contact("Bob", "BEGIN:VCARD");
    assertThat(
            failure(scene.session.send(scene.text("3EB0A2", NEWS, "x").withContent(poll))).code())
        .isEqualTo(SendFailure.Code.INVALID);
  }

  @Test
  void aFileIsUploadedAsItIsAndPostedWithItsHandle() {
    byte[] bytes = "a picture".getBytes(UTF_8);
    var unused = scene.host(MediaKind.IMAGE, "/v/other", bytes);
    var uploaded = Scene.get(scene.session.media().uploadPlain(MediaKind.IMAGE, source(bytes)));
    assertThat(uploaded.handle()).contains("h");
    assertThat(uploaded.file().fileSha256()).isEqualTo(ByteString.copyFrom(Sha256.hash(bytes)));
    assertThat(uploaded.file().fileEncSha256().isEmpty()).isTrue();
    assertThat(scene.mediaHosts.requests.getLast().uri().getPath())
        .startsWith("/newsletter/newsletter-image/");
    assertThat(scene.mediaHosts.file(uploaded.directPath()).orElseThrow()).isEqualTo(bytes);

    var media =
        new Media(
            MediaKind.IMAGE,
            uploaded.url(),
            uploaded.directPath(),
            ByteString.EMPTY,
            uploaded.file().fileSha256(),
            ByteString.EMPTY,
            bytes.length,
            "image/jpeg",
            Optional.empty());
    var send =
        scene.session.send(
            new OutgoingMessage(
                "3EB0B1",
                NEWS,
                List.of(),
                new MediaContent.Image(media, "look", 0, 0, Thumbnail.NONE, Optional.empty()),
                MessageContext.NONE,
                new byte[32],
                scene.time.now(),
                uploaded.handle()));
    Node message = peer.take("message");
    assertThat(message.attr("type")).isEqualTo("media");
    assertThat(message.attr("media_id")).isEqualTo("h");
    assertThat(message.requireChild("plaintext").attr("mediatype")).isEqualTo("image");
    var image = PlainMessages.parse(message.requireChild("plaintext").bytes()).getImageMessage();
    assertThat(image.hasMediaKey()).isFalse();
    peer.send(scene.ack(message));
    Scene.get(send);

    var got = new ByteArrayOutputStream();
    var remote =
        new RemoteMedia(
            MediaKind.IMAGE,
            uploaded.directPath(),
            ByteString.EMPTY,
            new ExpectedMedia(ByteString.EMPTY, media.fileSha256(), OptionalLong.of(bytes.length)));
    Scene.get(
        scene
            .session
            .media()
            .download(
                remote,
                Optional.empty(),
                piece -> got.writeBytes(ByteString.copyFrom(piece).toByteArray())));
    assertThat(got.toByteArray()).isEqualTo(bytes);
    assertThat(scene.mediaHosts.requests.getLast().uri().getQuery())
        .contains("mms-type=newsletter-image");
  }

  private static MediaSource source(byte[] bytes) {
    return new MediaSource() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  @Test
  void aWatchedNewsletterTellsHowItsPostsAreTaken() {
    var watch = newsletters.watch(NEWS);
    Node iq = peer.take(node -> node.has("xmlns", "newsletter"));
    assertThat(iq.jid("to")).isEqualTo(NEWS);
    peer.send(
        Scene.result(iq).child(Node.of("live_updates").with("duration", 300).build()).build());
    assertThat(Scene.get(watch)).isEqualTo(Duration.ofMinutes(5));
    Node messages =
        Node.of("messages")
            .child(Node.of("message").with("server_id", 101).child(tally("reactions")).build())
            .build();
    assertThat(
            told(
                notification("newsletter")
                    .with("from", NEWS)
                    .child(Node.of("live_updates").child(messages).build())))
        .isEqualTo(
            new NewsletterUpdate.Tallied(
                List.of(new PostTally(101, OptionalLong.empty(), Map.of("👍", 3L)))));
  }

  @Test
  void whatHappensToNewslettersIsTold() {
    assertThat(mex("Join", "on_join", METADATA)).isEqualTo(new NewsletterUpdate.Joined(INFO));
    String id = "\"id\":\"120363000000000001@newsletter\"";
    assertThat(mex("Leave", "on_leave", "{" + id + "}")).isEqualTo(new NewsletterUpdate.Left());
    assertThat(mex("MuteChange", "on_mute_change", "{" + id + ",\"mute\":\"ON\"}"))
        .isEqualTo(new NewsletterUpdate.Muted(true));
    assertThat(
            mex("StateChange", "on_state_change", "{" + id + ",\"state\":{\"type\":\"DELETED\"}}"))
        .isEqualTo(new NewsletterUpdate.StateChanged(NewsletterState.DELETED));
    assertThat(
            mex(
                "Update",
                "on_metadata_update",
                "{" + id + ",\"thread_metadata\":{\"name\":{\"text\":\"New\"}}}"))
        .isEqualTo(new NewsletterUpdate.Described(Optional.of("New"), Optional.empty()));
    assertThat(mex("Milestone", "on_milestone", "{" + id + "}"))
        .isEqualTo(new NewsletterUpdate.Unknown("NotificationNewsletterMilestone"));
  }

  @Test
  void whatCannotBeReadIsAcknowledgedAndLeft() {
    peer.send(
        notification("mex")
            .child(
                Node.of("update")
                    .with("op_name", "NotificationNewsletterJoin")
                    .bytes(new byte[] {1})
                    .build())
            .build());
    assertThat(peer.take("ack").attr("id")).isEqualTo("N1");
    assertThat(scene.events).noneMatch(SessionEvent.NewsletterChanged.class::isInstance);
  }

  private NewsletterUpdate mex(String operation, String member, String json) {
    return told(
        notification("mex")
            .with("from", Jid.WHATSAPP)
            .child(
                Node.of("update")
                    .with("op_name", "NotificationNewsletter" + operation)
                    .bytes(
                        ("{\"data\":{\"xwa2_notify_newsletter_" + member + "\":" + json + "}}")
                            .getBytes(UTF_8))
                    .build()));
  }

  private static Node.Builder notification(String type) {
    return Node.of("notification").with("id", "N1").with("type", type).with("t", 1700000000);
  }

  private NewsletterUpdate told(Node.Builder notification) {
    peer.send(notification.build());
    assertThat(peer.take("ack").attr("id")).isEqualTo("N1");
    var event = scene.take(SessionEvent.NewsletterChanged.class);
    assertThat(event.newsletter()).isEqualTo(NEWS);
    assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1700000000));
    return event.update();
  }
}
