package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// The calls that the dialect wwebjs has beyond the documented ones, through the front door, with
/// the phone as judge of their effect.
@ExtendWith(OneInstallation.class)
class WwebjsDropInIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SESSION = "extra";

  private final String peerNumber = number();
  private final Installation installation;
  private final Http control;
  private final Http tenant;
  private final Simulator.Phone own;
  private final Simulator.Phone peer;

  WwebjsDropInIT(Installation installation) {
    this.installation = installation;
    this.control = new Http(installation.env("SIMULATOR_URL"));
    this.tenant = NewTenant.of(installation);
    this.own = installation.simulator().phone(number(), "Own");
    this.peer = installation.simulator().phone(peerNumber, "Peer");
    link(tenant, SESSION, own);
  }

  @Test
  void chatsByTheirOlderNames() {
    awaitMessage(peer.send(own.number(), "first question"));
    assertThat(get("/client/getState").path("state").asString()).isEqualTo("CONNECTED");
    assertThat(get("/client/getWWebVersion").path("result").asString()).matches("2\\.\\d+\\.\\d+");
    assertThat(get("/client/getClassInfo").at("/sessionInfo/wid/user").asString())
        .isEqualTo(own.number());
    var chat = chat();
    assertThat(post("/client/archiveChat", chat).path("result").asBoolean()).isTrue();
    until("archived", () -> phoneChat().path("archived").asBoolean());
    assertThat(post("/client/unarchiveChat", chat).path("result").asBoolean(true)).isFalse();
    assertThat(post("/client/pinChat", chat).path("result").asBoolean()).isTrue();
    until("pinned", () -> phoneChat().path("pinned").asBoolean());
    assertThat(post("/client/unpinChat", chat).path("result").asBoolean(true)).isFalse();
    var later = Instant.now().plusSeconds(86_400).getEpochSecond();
    assertThat(
            post("/client/muteChat", with(chat, "unmuteDate", later))
                .at("/result/muteExpiration")
                .asLong())
        .isEqualTo(later);
    until("muted", () -> phoneChat().path("muted").asBoolean());
    assertThat(post("/client/unmuteChat", chat).at("/result/isMuted").asBoolean(true)).isFalse();
    assertThat(post("/client/sendSeen", chat).path("result").asBoolean()).isTrue();
    post("/client/markChatUnread", chat);
    until("unread", () -> classInfo().path("unreadCount").asInt() == -1);
    assertThat(post("/client/syncHistory", chat).has("result")).isTrue();
    assertThat(post("/chat/syncHistory", chat).has("result")).isTrue();

    control.post(
        "/phones/" + own.number() + "/labels", Map.of("id", "7", "name", "VIP", "color", 1));
    until("the label", () -> post("/client/getLabels", Map.of()).path("labels").size() == 1);
    post("/chat/changeLabels", with(chat, "labelIds", List.of("7")));
    until(
        "the label of the chat",
        () ->
            post("/client/getChatLabels", chat)
                .at("/chatLabels/0/name")
                .asString("")
                .equals("VIP"));
    assertThat(post("/client/getChatsByLabelId", Map.of("labelId", "7")).path("chats")).hasSize(1);
    assertThat(post("/client/getLabelById", Map.of("labelId", "7")).at("/label/name").asString())
        .isEqualTo("VIP");
    post(
        "/client/addOrRemoveLabels",
        Map.of("labelIds", List.of(), "chatIds", List.of(peerNumber + "@c.us")));
    until("no label", () -> post("/client/getChatLabels", chat).path("chatLabels").isEmpty());
    assertThat(post("/client/searchMessages", Map.of("query", "question")).path("messages"))
        .hasSize(1);
    for (var call :
        List.of(
            "sendPresenceAvailable",
            "sendPresenceUnavailable",
            "resetState",
            "openChatWindow",
            "openChatWindowAt",
            "setBackgroundSync",
            "setAutoDownloadAudio",
            "setAutoDownloadDocuments",
            "setAutoDownloadPhotos",
            "setAutoDownloadVideos")) {
      assertThat(post("/client/" + call, Map.of("flag", true))).as(call).hasSize(1);
    }
    assertThat(run("client", Map.of("method", "getState")).asString()).isEqualTo("CONNECTED");
    assertThat(
            run("chat", with(with(chat, "method", "fetchMessages"), "options", Map.of("limit", 1))))
        .hasSize(1);
    assertThat(run("chat", with(chat, "method", "archive")).asBoolean()).isTrue();
    until("archived by its name", () -> phoneChat().path("archived").asBoolean());
    var unknown = tenant.post("/client/runMethod/" + SESSION, Map.of("method", "destroy"));
    assertThat(unknown.status()).isEqualTo(500);
    assertThat(unknown.body().path("error").asString())
        .isEqualTo("Method destroy is not implemented");
  }

  @Test
  void peopleAndTheOwnPicture() {
    assertThat(
            post(
                    "/client/setProfilePicture",
                    Map.of("pictureMimetype", "image/png", "pictureData", png()))
                .path("result")
                .asBoolean())
        .isTrue();
    assertThat(phone().path("pictureId").asString("")).isNotEmpty();
    assertThat(
            tenant
                .delete("/client/deleteProfilePicture/" + SESSION)
                .body()
                .path("result")
                .asBoolean())
        .isTrue();
    assertThat(phone().path("pictureId").asString("")).isEmpty();
    awaitMessage(peer.send(own.number(), "hello"));
    assertThat(
            post("/client/getContactDeviceCount", Map.of("userId", peerNumber))
                .path("result")
                .asInt())
        .isPositive();
    assertThat(
            post("/client/getCountryCode", Map.of("number", peerNumber)).path("result").asString())
        .isEqualTo("961");
    assertThat(
            post("/client/getFormattedNumber", Map.of("number", peerNumber))
                .path("result")
                .asString())
        .startsWith("+961");
    var names = post("/client/getContactLidAndPhone", Map.of("userIds", List.of(peerNumber)));
    assertThat(names.at("/data/0/pn").asString()).isEqualTo(peerNumber + "@c.us");
    assertThat(names.at("/data/0/lid").asString())
        .isEqualTo(control.get("/phones/" + peerNumber).body().path("lid").asString());
    var contact = Map.<String, Object>of("contactId", peerNumber);
    assertThat(post("/contact/getClassInfo", contact).at("/contact/pushname").asString())
        .isEqualTo("Peer");
    assertThat(post("/contact/getChat", contact).at("/result/id/user").asString())
        .isEqualTo(peerNumber);
  }

  @Test
  void messagesOrdersAndPayments() {
    var from = peer.send(own.number(), "question");
    awaitMessage(from);
    var reply =
        message("reply", from, Map.of("contentType", "string", "content", "answer"))
            .path("repliedMessage");
    assertThat(reply.path("hasQuotedMsg").asBoolean()).isTrue();
    until("the answer", () -> peer.shown().stream().anyMatch(one -> one.quotedId().equals(from)));
    message("star", from, Map.of());
    message("unstar", from, Map.of());
    assertThat(message("getGroupMentions", from, Map.of()).path("result")).isEmpty();
    assertThat(message("getContact", from, Map.of()).at("/contact/number").asString())
        .isEqualTo(peerNumber);
    assertThat(message("runMethod", from, Map.of("method", "getReactions")).path("data")).isEmpty();
    assertThat(message("getOrder", from, Map.of())).hasSize(1);
    assertThat(message("getPayment", from, Map.of())).hasSize(1);

    var picture =
        peer.send(
            Map.of(
                "to",
                own.number(),
                "kind",
                "image",
                "mediaBase64",
                png(),
                "mimetype",
                "image/png"));
    awaitMessage(picture);
    var data =
        tenant.post("/message/downloadMediaAsData/" + SESSION, with(chat(), "messageId", picture));
    assertThat(data.status()).isEqualTo(200);
    assertThat(data.header("Content-Type")).isEqualTo("image/png");
    assertThat(data.header("Content-Length"))
        .isEqualTo(Integer.toString(Base64.getDecoder().decode(png()).length));
    assertThat(data.header("Content-Disposition")).startsWith("attachment");

    var poll =
        post(
                "/client/sendMessage",
                with(
                    with(chat(), "contentType", "Poll"),
                    "content",
                    Map.of("pollName", "Lunch?", "pollOptions", List.of("Yes", "No"))))
            .at("/message/id/id")
            .asString();
    until("the poll", () -> peer.shown().stream().anyMatch(one -> one.id().equals(poll)));
    peer.send(
        Map.of("to", own.number(), "kind", "pollVote", "targetId", poll, "options", List.of("No")));
    until(
        "the vote",
        () ->
            message("getPollVotes", poll, Map.of())
                .at("/votes/0/selectedOptions/0/name")
                .asString("")
                .equals("No"));

    control.post(
        "/orders",
        Map.of(
            "id",
            "O" + from,
            "token",
            "token of it",
            "currency",
            "USD",
            "products",
            List.of(Map.of("id", "P1", "name", "Tea", "price", 1500, "quantity", 2))));
    var order =
        peer.send(
            Map.of(
                "to", own.number(),
                "kind", "order",
                "content", Map.of("orderId", "O" + from, "token", "token of it", "itemCount", 1)));
    awaitMessage(order);
    var told = message("getOrder", order, Map.of()).path("order");
    assertThat(told.path("total").asString()).isEqualTo("3000");
    assertThat(told.at("/products/0/name").asString()).isEqualTo("Tea");
    assertThat(told.at("/products/0/quantity").asInt()).isEqualTo(2);

    var payment =
        peer.send(
            Map.of(
                "to", own.number(),
                "kind", "requestPayment",
                "content",
                    Map.of(
                        "currencyCodeIso4217",
                        "USD",
                        "amount1000",
                        5000,
                        "noteMessage",
                        Map.of("conversation", "for lunch"))));
    awaitMessage(payment);
    var asked = message("getPayment", payment, Map.of()).path("payment");
    assertThat(asked.path("paymentCurrency").asString()).isEqualTo("USD");
    assertThat(asked.path("paymentAmount1000").asInt()).isEqualTo(5000);
    assertThat(asked.path("paymentNote").asString()).isEqualTo("for lunch");
  }

  @Test
  void groupsByInvitationAndByName() {
    var made =
        post(
            "/client/createGroup",
            Map.of("title", "Team", "participants", List.of(peerNumber + "@c.us")));
    var gid = made.at("/response/gid/_serialized").asString();
    var group = Map.<String, Object>of("chatId", gid);
    assertThat(post("/groupChat/getClassInfo", group).at("/chat/name").asString())
        .isEqualTo("Team");
    assertThat(
            run("groupChat", with(with(group, "method", "setSubject"), "options", "By name"))
                .asBoolean())
        .isTrue();
    assertThat(control.get("/groups/" + gid).body().path("subject").asString())
        .isEqualTo("By name");
    for (var call : List.of("approveGroupMembershipRequests", "rejectGroupMembershipRequests")) {
      assertThat(post("/groupChat/" + call, group).path("result")).as(call).isEmpty();
    }
    assertThat(post("/groupChat/getGroupMembershipRequests", group).path("result")).isEmpty();

    var other =
        control
            .post(
                "/groups",
                Map.of("creator", peerNumber, "subject", "Open", "participants", List.of()))
            .body();
    var code = Map.<String, Object>of("inviteCode", other.path("inviteCode").asString());
    assertThat(post("/client/getInviteInfo", code).at("/inviteInfo/subject").asString())
        .isEqualTo("Open");
    assertThat(post("/client/acceptInvite", code).path("acceptInvite").asString())
        .isEqualTo(other.path("jid").asString());
    assertThat(control.get("/groups/" + other.path("jid").asString()).body().path("participants"))
        .hasSize(2);
  }

  @Test
  void adminsOfChannelsAreInvited() {
    var made = post("/client/createChannel", Map.of("title", "Ours"));
    var jid = made.at("/result/nid/_serialized").asString();
    var channel = Map.<String, Object>of("chatId", jid);
    var user = with(channel, "userId", peerNumber);
    assertTrue(
        post(
            "/channel/sendChannelAdminInvite",
            with(user, "options", Map.of("comment", "Help us"))));
    assertThat(control.get("/newsletters/" + jid).body().at("/invited/0").asString())
        .isEqualTo(peerNumber);
    until("the invitation on the phone", () -> !peer.shown().isEmpty());
    assertTrue(post("/channel/revokeChannelAdminInvite", user));
    assertThat(control.get("/newsletters/" + jid).body().path("invited")).isEmpty();
    assertThat(post("/channel/revokeChannelAdminInvite", user).path("result").asBoolean(true))
        .isFalse();

    var theirs = NewTenant.of(installation);
    link(theirs, "theirs", peer);
    assertTrue(post("/channel/sendChannelAdminInvite", user));
    var accepted = theirs.post("/channel/acceptChannelAdminInvite/theirs", channel);
    assertTrue(accepted.body());
    assertThat(control.get("/newsletters/" + jid).body().at("/admins/0").asString())
        .isEqualTo(peerNumber);
    assertThat(
            theirs
                .post("/channel/acceptChannelAdminInvite/theirs", channel)
                .body()
                .path("result")
                .asBoolean(true))
        .isFalse();
  }

  @Test
  void allSessionsOfTheTenantAreTerminated() {
    assertThat(get("/session/getPageScreenshot").path("message").asString())
        .isEqualTo("page_not_ready");
    var idle = "idle";
    tenant.get("/session/start/" + idle);
    until(
        "a QR picture",
        () -> tenant.getBytes("/session/qr/" + idle + "/image").body()[0] == (byte) 0x89);
    assertThat(tenant.get("/session/terminateInactive").body().path("message").asString())
        .isEqualTo("Flush completed successfully");
    assertThat(tenant.get("/session/getSessions").body().path("result").toString())
        .isEqualTo("[\"" + SESSION + "\"]");
    tenant.get("/session/terminateAll");
    assertThat(tenant.get("/session/getSessions").body().path("result")).isEmpty();
    until("no linked device", () -> own.state().path("linkedDevices").isEmpty());
  }

  private void link(Http caller, String name, Simulator.Phone phone) {
    caller.get("/session/start/" + name);
    until("a QR", () -> caller.get("/session/qr/" + name).body().path("success").asBoolean());
    phone.scan(caller.get("/session/qr/" + name).body().path("qr").asString());
    until(
        "CONNECTED",
        () ->
            caller
                .get("/session/status/" + name)
                .body()
                .path("state")
                .asString("")
                .equals("CONNECTED"));
  }

  private static void assertTrue(JsonNode reply) {
    assertThat(reply.path("result").asBoolean()).as(reply.toString()).isTrue();
  }

  private JsonNode run(String family, Map<String, Object> body) {
    return post("/" + family + "/runMethod", body).path("data");
  }

  private JsonNode get(String path) {
    return tenant.get(path + "/" + SESSION).body();
  }

  private JsonNode post(String path, Map<String, Object> body) {
    var reply = tenant.post(path + "/" + SESSION, body);
    assertThat(reply.status()).as(path + " " + reply).isEqualTo(200);
    assertThat(reply.body().path("success").asBoolean()).isTrue();
    return reply.body();
  }

  private Map<String, Object> chat() {
    return Map.of("chatId", peerNumber + "@c.us");
  }

  private JsonNode classInfo() {
    return post("/chat/getClassInfo", chat()).path("chat");
  }

  private JsonNode message(String call, String id, Map<String, Object> more) {
    var body = new HashMap<>(more);
    body.putAll(chat());
    body.put("messageId", id);
    return post("/message/" + call, body);
  }

  private void awaitMessage(String id) {
    until(
        "message " + id,
        () ->
            tenant.post("/message/getClassInfo/" + SESSION, with(chat(), "messageId", id)).status()
                == 200);
  }

  private JsonNode phone() {
    return control.get("/phones/" + own.number() + "/state").body();
  }

  private JsonNode phoneChat() {
    return phone().path("chats").path(0);
  }

  private static String number() {
    return "96177" + ThreadLocalRandom.current().nextInt(300_000, 999_999);
  }

  private static void until(String what, Callable<Boolean> condition) {
    Waiting.until(what, SOON, condition);
  }

  private static Map<String, Object> with(Map<String, Object> more, String key, Object value) {
    var body = new HashMap<>(more);
    body.put(key, value);
    return body;
  }

  private static String png() {
    try {
      var bytes = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", bytes);
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
