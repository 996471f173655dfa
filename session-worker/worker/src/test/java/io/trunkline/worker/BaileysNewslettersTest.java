package io.trunkline.worker;

import static io.trunkline.worker.GroupScene.is;
import static io.trunkline.worker.Scene.FRIEND;
import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.newsletter.CreateNewsletter;
import io.trunkline.proto.newsletter.DeleteNewsletter;
import io.trunkline.proto.newsletter.GetNewsletter;
import io.trunkline.proto.newsletter.ListNewsletterPosts;
import io.trunkline.proto.newsletter.ListPostTallies;
import io.trunkline.proto.newsletter.ListSubscribedNewsletters;
import io.trunkline.proto.newsletter.Newsletter;
import io.trunkline.proto.newsletter.NewsletterChanged;
import io.trunkline.proto.newsletter.NewsletterCommand;
import io.trunkline.proto.newsletter.NewsletterReactions;
import io.trunkline.proto.newsletter.NewsletterReply;
import io.trunkline.proto.newsletter.NewsletterRole;
import io.trunkline.proto.newsletter.NewsletterState;
import io.trunkline.proto.newsletter.ReactToPost;
import io.trunkline.proto.newsletter.SearchNewsletters;
import io.trunkline.proto.newsletter.ViewPosts;
import io.trunkline.proto.newsletter.WatchNewsletter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Baileys and a session in one newsletter: each makes, follows, writes, reads and reacts, and the
/// other has it.
@ExtendWith(OneScene.class)
class BaileysNewslettersTest {
  private static final byte[] JPEG = {-1, -40, -1, 12};

  private static Scene scene;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
  }

  private static NewsletterCommand.Builder operation() {
    return NewsletterCommand.newBuilder();
  }

  private static NewsletterReply ask(String jid, NewsletterCommand.Builder operation) {
    return scene.ask(scene.command().setNewsletter(operation.setNewsletter(jid))).getNewsletter();
  }

  private static void refuses(String jid, NewsletterCommand.Builder operation, String code) {
    var reply = scene.answer(scene.command().setNewsletter(operation.setNewsletter(jid)));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.REFUSED);
    assertThat(reply.getReason()).isEqualTo(code);
  }

  private static Newsletter ours(String name) {
    var create = CreateNewsletter.newBuilder().setName(name).setDescription("told by us");
    return ask("", operation().setCreate(create)).getNewsletters(0);
  }

  private static Newsletter seen(String jid) {
    return ask(jid, operation().setGet(GetNewsletter.getDefaultInstance())).getNewsletters(0);
  }

  private static JsonNode metadata(String jid) {
    return scene.call("newsletterMetadata", "jid", jid);
  }

  private static NewsletterChanged changed(String jid, Predicate<NewsletterChanged> fits) {
    return scene
        .event(
            event ->
                event.getNewsletter().getNewsletter().equals(jid)
                    && fits.test(event.getNewsletter()))
        .getNewsletter();
  }

  private static Content.Builder text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setBody(text));
  }

  private static JsonNode view(String jid) {
    return scene.phones().get("/newsletters/" + jid);
  }

  @Test
  void madeByOursAndFollowedByTheirs() {
    var made = ours("Ours");
    assertThat(made.getRole()).isEqualTo(NewsletterRole.NEWSLETTER_ROLE_OWNER);
    var jid = made.getJid();
    var metadata = metadata(jid);
    assertThat(metadata.at("/thread_metadata/name/text").asString()).isEqualTo("Ours");
    assertThat(metadata.at("/thread_metadata/description/text").asString()).isEqualTo("told by us");
    assertThat(
            scene.call("newsletterMetadata", "invite", made.getInviteCode()).path("id").asString())
        .isEqualTo(jid);
    scene.call("newsletterFollow", jid);
    assertThat(metadata(jid).at("/viewer_metadata/role").asString()).isEqualTo("SUBSCRIBER");
    var follower = ask(jid, operation().setSubscribers(10)).getSubscribers(0);
    assertThat(follower.getUser().getLid()).isEqualTo(scene.lid(THEIRS));
    assertThat(follower.getName())
        .isEqualTo(scene.phones().get("/phones/" + THEIRS).path("name").asString());

    var id = scene.send(jid, text("from ours"));
    var shown = scene.shown(id);
    assertThat(shown.at("/key/remoteJid").asString()).isEqualTo(jid);
    assertThat(
            shown
                .at("/message/extendedTextMessage/text")
                .asString(shown.at("/message/conversation").asString("")))
        .isEqualTo("from ours");
    var serverId = shown.at("/key/server_id").asString();
    ask(jid, operation().setWatch(WatchNewsletter.getDefaultInstance()));
    scene.call("newsletterReactMessage", jid, serverId, "👍");
    var tally = changed(jid, NewsletterChanged::hasTallied).getTallied().getPosts(0);
    assertThat(tally.getServerId()).isEqualTo(Long.parseLong(serverId));
    assertThat(tally.getReactionsMap()).containsExactly(Map.entry("👍", 1L));

    scene.call("newsletterUnfollow", jid);
    assertThat(seen(jid).getSubscribers()).isZero();
  }

  @Test
  void madeByTheirsAndFollowedByOurs() {
    var made = scene.call("newsletterCreate", "Theirs", "told by them");
    var jid = made.path("id").asString();
    assertThat(
            ask("", operation().setByInvite(made.path("invite").asString()))
                .getNewsletters(0)
                .getJid())
        .isEqualTo(jid);
    ask(jid, operation().setFollow(true));
    assertThat(changed(jid, NewsletterChanged::hasJoined).getJoined().getName())
        .isEqualTo("Theirs");
    assertThat(listed(ListSubscribedNewsletters.getDefaultInstance())).contains(jid);
    var search = SearchNewsletters.newBuilder().setText("told by them").setLimit(100);
    assertThat(ask("", operation().setDirectory(search)).getNewslettersList())
        .extracting(Newsletter::getJid)
        .contains(jid);
    ask(jid, operation().setMute(true));
    changed(jid, NewsletterChanged::getMuted);
    assertThat(seen(jid).getMuted()).isTrue();
    ask(jid, operation().setMute(false));
    assertThat(seen(jid).getMuted()).isFalse();

    var id = scene.say(jid, Map.of("text", "from theirs"), Map.of());
    var message = scene.received(id);
    assertThat(message.getChat().getOther()).isEqualTo(jid);
    assertThat(message.getSender().getOther()).isEqualTo(jid);
    assertThat(message.getFromMe()).isFalse();
    assertThat(message.getContent().getText().getBody()).isEqualTo("from theirs");
    assertThat(message.getServerId()).isPositive();
    ask(
        jid,
        operation()
            .setReact(ReactToPost.newBuilder().setServerId(message.getServerId()).setEmoji("🎉")));
    ask(jid, operation().setView(ViewPosts.newBuilder().addServerIds(message.getServerId())));
    var posts = ask(jid, operation().setPosts(ListNewsletterPosts.newBuilder().setCount(5)));
    assertThat(posts.getPosts(0).getWhatsappId()).isEqualTo(id);
    assertThat(posts.getPosts(0).getTally().getReactionsMap()).containsExactly(Map.entry("🎉", 1L));
    assertThat(posts.getPosts(0).getTally().getViews()).isEqualTo(1);
    var tallies = ask(jid, operation().setTallies(ListPostTallies.newBuilder().setCount(5)));
    assertThat(tallies.getTallies(0)).isEqualTo(posts.getPosts(0).getTally());
    assertThat(scene.call("newsletterFetchMessages", jid, 5, 0, 0).toString()).contains("🎉");

    ask(jid, operation().setFollow(false));
    changed(jid, NewsletterChanged::getLeft);
    assertThat(seen(jid).getRole()).isEqualTo(NewsletterRole.NEWSLETTER_ROLE_GUEST);
  }

  private static List<String> listed(ListSubscribedNewsletters asked) {
    return ask("", operation().setSubscribed(asked)).getNewslettersList().stream()
        .map(Newsletter::getJid)
        .toList();
  }

  @Test
  void changedByEither() {
    var jid = ours("Before").getJid();
    ask(jid, operation().setName("After"));
    ask(jid, operation().setDescription("described"));
    ask(jid, operation().setPicture(ByteString.copyFrom(JPEG)));
    ask(jid, operation().setReactions(NewsletterReactions.NEWSLETTER_REACTIONS_BASIC));
    var metadata = metadata(jid);
    assertThat(metadata.at("/thread_metadata/name/text").asString()).isEqualTo("After");
    assertThat(metadata.at("/thread_metadata/description/text").asString()).isEqualTo("described");
    assertThat(metadata.at("/thread_metadata/picture/direct_path").asString()).isNotEmpty();
    assertThat(metadata.at("/thread_metadata/settings/reaction_codes/value").asString())
        .isEqualTo("BASIC");

    var theirs = scene.call("newsletterCreate", "Their before", "x").path("id").asString();
    ask(theirs, operation().setFollow(true));
    scene.call("newsletterUpdateName", theirs, "Their after");
    changed(theirs, change -> change.getDescribed().getName().equals("Their after"));
    scene.call("newsletterUpdateDescription", theirs, "described by them");
    assertThat(seen(theirs).getDescription()).isEqualTo("described by them");
    refuses(theirs, operation().setName("Not ours"), "403");
    scene.call("newsletterDelete", theirs);
    changed(theirs, change -> change.getState() == NewsletterState.NEWSLETTER_STATE_DELETED);
    refuses(theirs, operation().setGet(GetNewsletter.getDefaultInstance()), "404");
    ask(jid, operation().setDelete(DeleteNewsletter.getDefaultInstance()));
    assertThat(scene.refusal("newsletterMetadata", "jid", jid)).contains("404");
  }

  @Test
  void anotherAdminAndAnotherOwner() {
    var jid = ours("Handed over").getJid();
    admin(jid, THEIRS);
    admin(jid, FRIEND);
    assertThat(scene.call("newsletterAdminCount", jid).asInt()).isEqualTo(3);
    ask(jid, operation().setDemote(scene.lid(FRIEND)));
    assertThat(metadata(jid).at("/viewer_metadata/role").asString()).isEqualTo("ADMIN");
    ask(jid, operation().setChangeOwner(scene.lid(THEIRS)));
    assertThat(metadata(jid).at("/viewer_metadata/role").asString()).isEqualTo("OWNER");
    scene.call("newsletterChangeOwner", jid, scene.lid(OURS));
    assertThat(seen(jid).getRole()).isEqualTo(NewsletterRole.NEWSLETTER_ROLE_OWNER);
  }

  private static void admin(String jid, String number) {
    scene.phones().act("/newsletters/" + jid + "/follow", Map.of("actor", number));
    scene.phones().act("/newsletters/" + jid + "/admins", Map.of("actor", OURS, "user", number));
  }

  @Test
  void filesAreNotEncrypted() {
    var jid = ours("Pictures").getJid();
    scene.call("newsletterFollow", jid);
    var image =
        Image.newBuilder()
            .setMedia(scene.keep(MediaRef.Kind.IMAGE, "image/jpeg", JPEG))
            .setCaption("look");
    var id = scene.send(jid, Content.newBuilder().setImage(image));
    var shown = scene.shown(id).at("/message/imageMessage");
    assertThat(shown.path("caption").asString()).isEqualTo("look");
    assertThat(shown.has("mediaKey")).isFalse();

    var friends =
        scene
            .phones()
            .act("/newsletters", Map.of("owner", FRIEND, "name", "Friend's"))
            .path("jid")
            .asString();
    ask(friends, operation().setFollow(true));
    var posted =
        scene
            .phones()
            .act(
                "/newsletters/" + friends + "/posts",
                Map.of(
                    "actor",
                    FRIEND,
                    "kind",
                    "image",
                    "mediaBase64",
                    Base64.getEncoder().encodeToString(JPEG)));
    var message = scene.received(posted.path("id").asString());
    var media = message.getContent().getImage().getMedia();
    assertThat(media.getLength()).isEqualTo(JPEG.length);
    assertThat(media.getWhatsapp().getMediaKey().isEmpty()).isTrue();
  }

  @Test
  void whatOurPhonePostsIsOurs() {
    var jid = ours("By phone").getJid();
    var posted =
        scene
            .phones()
            .act("/newsletters/" + jid + "/posts", Map.of("actor", OURS, "text", "typed"));
    var message = scene.received(posted.path("id").asString());
    assertThat(message.getFromMe()).isTrue();
    assertThat(message.getChat().getOther()).isEqualTo(jid);
    scene.send(jid, text("sent"));
    var posts = view(jid).path("posts");
    assertThat(posts.size()).isEqualTo(2);
    assertThat(is(posts.get(1).path("text"), "sent")).isTrue();
  }
}
