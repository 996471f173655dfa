package io.trunkline.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.mex.Json;
import io.trunkline.whatsapp.protocol.mex.Mex;
import io.trunkline.whatsapp.protocol.mex.MexException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Newsletters of phones and of a linked device, over the wire and by the control API.
class NewslettersTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";
  private static final String METADATA = "6563316087068696";

  @TempDir Path data;
  private Simulator simulator;
  private ControlApi control;
  private WebDevice bob;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    List.of(ALICE, BOB).forEach(control::phone);
    bob = new WebDevice(simulator);
    String qr = bob.showQr();
    var scan =
        CompletableFuture.supplyAsync(
            () -> control.post("/phones/" + BOB + "/scan", Map.of("qr", qr)));
    bob.acceptPairing();
    assertThat(scan.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    bob.awaitClosed();
    bob.login(true);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private JsonNode post(String path, Map<String, ?> body) {
    var answer = control.post(path, body);
    assertThat(answer.status()).as(path + " " + answer).isBetween(200, 204);
    return answer.body();
  }

  private String create() {
    return post("/newsletters", Map.of("owner", ALICE, "name", "News", "description", "All of it"))
        .get("jid")
        .stringValue();
  }

  private static String id(JsonNode posted) {
    return posted.get("id").stringValue();
  }

  private Json mex(String queryId, Map<String, ?> variables) throws InterruptedException {
    return Mex.result(
        bob.query(
            Node.of("iq").with("type", "get").with("xmlns", Mex.XMLNS).with("to", Jid.WHATSAPP),
            Mex.query(queryId, variables)));
  }

  private Node stanza(String type, Jid to, Node asked) throws InterruptedException {
    String id = "newsletter-" + asked.tag();
    bob.send(
        Node.of("iq")
            .with("id", id)
            .with("type", type)
            .with("xmlns", "newsletter")
            .with("to", to)
            .child(asked)
            .build());
    return bob.await(node -> node.is("iq") && node.has("id", id));
  }

  private Node sent(Node message) throws InterruptedException {
    bob.send(message);
    return bob.await(node -> node.is("ack") && node.has("id", message.attr("id")));
  }

  private static Node.Builder message(String id, Jid to, String type) {
    return Node.of("message").with("id", id).with("to", to).with("type", type);
  }

  @Test
  void aFollowerGetsWhatThePhonePosts() throws InterruptedException {
    String jid = create();
    Jid news = Jid.parse(jid);
    var input = Map.of("key", jid, "type", "JID");
    assertThat(mex(METADATA, Map.of("input", input)).get("viewer_metadata").get("role").text())
        .contains("GUEST");
    assertThat(mex("9926858900719341", Map.of("newsletter_id", jid)).get("id").text())
        .contains(jid);
    Node joined = bob.await(node -> node.has("type", "mex"));
    assertThat(Mex.update(joined).orElseThrow().operation())
        .isEqualTo("NotificationNewsletterJoin");
    assertThat(mex("6388546374527196", Map.of()).items()).hasSize(1);

    JsonNode posted =
        post("/newsletters/" + jid + "/posts", Map.of("actor", ALICE, "text", "hello all"));
    Node post = bob.await(node -> node.is("message") && node.has("id", id(posted)));
    assertThat(post.jid("from")).isEqualTo(news);
    assertThat(post.number("server_id")).isEqualTo(posted.get("serverId").longValue());
    assertThat(post.find("is_sender")).isEmpty();
    assertThat(new String(post.requireChild("plaintext").bytes(), UTF_8)).contains("hello all");

    Node watching = stanza("set", news, Node.of("live_updates").build());
    assertThat(watching.requireChild("live_updates").number("duration")).isPositive();
    long serverId = post.number("server_id");
    Node reaction =
        message("R1", news, "reaction")
            .with("server_id", serverId)
            .child(Node.of("reaction").with("code", "👍").build())
            .build();
    assertThat(sent(reaction).find("error")).isEmpty();
    Node live = bob.await(node -> node.is("notification") && node.has("type", "newsletter"));
    assertThat(live.jid("from")).isEqualTo(news);
    bob.send(
        Node.of("receipt")
            .with("id", "V1")
            .with("to", news)
            .with("type", "view")
            .child(
                Node.of("list").child(Node.of("item").with("server_id", serverId).build()).build())
            .build());
    bob.await(node -> node.is("ack") && node.has("id", "V1"));
    Node kept =
        stanza(
                "get",
                Jid.WHATSAPP,
                Node.of("messages").with("type", "jid").with("jid", news).with("count", 5).build())
            .requireChild("messages")
            .requireChild("message");
    assertThat(kept.requireChild("reactions").requireChild("reaction").attr("code"))
        .isEqualTo("👍");
    assertThat(kept.requireChild("views_count").number("count")).isEqualTo(1);

    mex("6392786840836363", Map.of("newsletter_id", jid));
    assertThat(control.get("/newsletters/" + jid).body().get("followers").size()).isZero();
  }

  @Test
  void aLinkedDeviceOwnsAndPosts() throws InterruptedException {
    Json created =
        mex("8823471724422422", Map.of("input", Map.of("name", "Mine", "picture", "/9j/AQ==")));
    Jid mine = Jid.parse(created.get("id").text().orElseThrow());
    assertThat(created.get("viewer_metadata").get("role").text()).contains("OWNER");
    assertThat(created.get("thread_metadata").get("picture").get("direct_path").text())
        .contains("/pictures/" + mine.user());
    Node post =
        message("P1", mine, "text")
            .child(
                Node.of("plaintext")
                    .bytes(Message.newBuilder().setConversation("first").build().toByteArray())
                    .build())
            .build();
    assertThat(sent(post).number("server_id")).isEqualTo(101);
    assertThat(sent(post).number("server_id")).isEqualTo(101);
    JsonNode view = control.get("/newsletters/" + mine).body();
    assertThat(view.get("posts").size()).isEqualTo(1);
    assertThat(view.get("posts").get(0).get("text").stringValue()).isEqualTo("first");

    mex(
        "24250201037901610",
        Map.of("newsletter_id", mine.toString(), "updates", Map.of("name", "Ours")));
    assertThat(control.get("/newsletters/" + mine).body().get("name").stringValue())
        .isEqualTo("Ours");
    post("/newsletters/" + mine + "/follow", Map.of("actor", ALICE));
    Json subscribers =
        mex("9800646650009898", Map.of("input", Map.of("newsletter_id", mine.toString())));
    assertThat(subscribers.get("subscribers").get("edges").items()).hasSize(1);
    mex("30062808666639665", Map.of("newsletter_id", mine.toString()));
    assertThat(control.get("/newsletters/" + mine).status()).isEqualTo(404);
  }

  @Test
  void whoMayNotIsRefused() throws InterruptedException {
    String jid = create();
    Node post = message("P1", Jid.parse(jid), "text").child(Node.of("plaintext").build()).build();
    assertThat(sent(post).attr("error")).isEqualTo("403");
    assertThat(code("30062808666639665", Map.of("newsletter_id", jid))).isEqualTo(403);
    assertThat(code(METADATA, Map.of("input", Map.of("key", "0029None", "type", "INVITE"))))
        .isEqualTo(404);
    assertThat(code("1", Map.of())).isEqualTo(501);
    assertThat(code(METADATA, Map.of("input", Map.of("key", "no jid", "type", "JID"))))
        .isEqualTo(400);
  }

  private int code(String queryId, Map<String, ?> variables) throws InterruptedException {
    try {
      mex(queryId, variables);
      return 200;
    } catch (MexException e) {
      return e.serverCode();
    }
  }

  @Test
  void aFileOfANewsletterIsNotEncryptedAndSurvivesARestart() throws InterruptedException {
    String jid = create();
    post("/newsletters/" + jid + "/follow", Map.of("actor", BOB));
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 7};
    JsonNode posted =
        post(
            "/newsletters/" + jid + "/posts",
            Map.of(
                "actor",
                ALICE,
                "kind",
                "image",
                "caption",
                "look",
                "mediaBase64",
                Base64.getEncoder().encodeToString(jpeg)));
    Node post = bob.await(node -> node.is("message") && node.has("id", id(posted)));
    assertThat(post.requireChild("plaintext").attr("mediatype")).isEqualTo("image");
    simulator.close();
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    JsonNode kept = control.get("/newsletters/" + jid).body();
    assertThat(kept.get("posts").get(0).get("kind").stringValue()).isEqualTo("imageMessage");
    assertThat(kept.get("followers").propertyNames()).containsExactly(BOB);
  }
}
