package io.trunkline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
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

/// The dialect wwebjs through the front door: every documented call, with the phone as judge of its
/// effect.
@ExtendWith(OneInstallation.class)
class WwebjsContractIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /// Of this test alone, since what a phone shows is counted.
  private final String peerNumber = number();

  private final String thirdNumber = number();
  private final Installation installation;
  private final Simulator simulator;
  private final Http control;
  private final Http anonymous;
  private final Http tenant;

  WwebjsContractIT(Installation installation) {
    this.installation = installation;
    this.simulator = installation.simulator();
    this.control = new Http(installation.env("SIMULATOR_URL"));
    this.anonymous = installation.anonymous();
    this.tenant = NewTenant.of(installation);
  }

  @Test
  void pingIsOpenAndEverythingElseAsksForAKey() {
    assertThat(anonymous.with("X-Forwarded-For", "203.0.113.9").get("/ping").raw().body())
        .isEqualTo("{\"success\":true,\"message\":\"pong\"}");
    for (var path : List.of("/session/status/s", "/session/getSessions", "/client/getChats/s")) {
      for (var http :
          List.of(
              anonymous.with("X-Forwarded-For", "203.0.113.9"),
              anonymous.with("x-api-key", "tlk_wrong"),
              anonymous.with("Authorization", "Bearer tlk_wrong"))) {
        var reply = http.get(path);
        assertThat(reply.status()).as(path).isEqualTo(403);
        assertThat(reply.raw().body())
            .isEqualTo("{\"success\":false,\"error\":\"Invalid API key\"}");
      }
    }
  }

  @Test
  void sessionsOfAnotherTenantDoNotExist() {
    get(tenant, "/session/start/secret");
    var other = NewTenant.of(installation);
    assertThat(get(other, "/session/status/secret").path("message").asString())
        .isEqualTo("session_not_found");
    assertThat(get(other, "/session/qr/secret").path("message").asString())
        .isEqualTo("session_not_found");
    assertThat(get(other, "/session/getSessions").path("result")).isEmpty();
    assertError(other.post("/client/getChats/secret", Map.of()), 404, "session_not_found");
    assertError(tenant.post("/client/getChats/secret", Map.of()), 404, "session_not_connected");
    assertError(tenant.get("/session/start/no.dots"), 422, "Session should be alphanumerical or -");
  }

  @Test
  void aSessionLivesByTheSessionCalls() {
    var own = simulator.phone(number(), "Own");
    link("life", own);
    assertThat(get(tenant, "/session/getSessions").path("result").toString())
        .isEqualTo("[\"life\"]");
    assertError(tenant.get("/session/start/life"), 422, "Session already exists for: life");

    assertThat(get(tenant, "/session/stop/life").path("message").asString())
        .isEqualTo("Session stopped successfully");
    assertThat(get(tenant, "/session/status/life").path("message").asString())
        .isEqualTo("session_not_found");
    get(tenant, "/session/start/life");
    awaitConnected("life");
    assertThat(get(tenant, "/session/restart/life").path("message").asString())
        .isEqualTo("Restarted successfully");
    awaitConnected("life");

    assertThat(get(tenant, "/session/logout/life").path("message").asString())
        .isEqualTo("Logged out successfully");
    until("the phone to have no device", () -> own.state().path("linkedDevices").isEmpty());
    assertThat(get(tenant, "/session/status/life").path("state").isNull()).isTrue();

    link("life", own);
    own.unlink(own.state().path("linkedDevices").get(0).path("deviceJid").asString());
    until("UNPAIRED", () -> state("life").equals("UNPAIRED"));
    get(tenant, "/session/restart/life");
    until("a QR", () -> get(tenant, "/session/qr/life").path("success").asBoolean());
    var gone = tenant.delete("/session/terminate/life");
    assertThat(gone.body().path("message").asString()).isEqualTo("Logged out successfully");
    assertThat(tenant.get("/session/terminate/life").body().path("message").asString())
        .isEqualTo("session_not_found");
  }

  @Test
  void aPairingCodeLinksAPhone() {
    var own = simulator.phone(number(), "Own");
    get(tenant, "/session/start/code");
    var reply =
        tenant.post("/session/requestPairingCode/code", Map.of("phoneNumber", own.number()));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    var code = reply.body().path("result").asString();
    assertThat(code).matches("[A-Z0-9]{8}");
    var typed =
        control.post(
            "/phones/" + own.number() + "/link-code",
            Map.of("code", code.substring(0, 4) + "-" + code.substring(4)));
    assertThat(typed.status()).as(typed.toString()).isEqualTo(200);
    awaitConnected("code");
  }

  @Test
  void everyKindOfContentReachesThePhone() {
    var own = simulator.phone(number(), "Own");
    var peer = simulator.phone(peerNumber, "Peer");
    link("send", own);
    var png = Map.of("mimetype", "image/png", "data", png(), "filename", "a.png");
    var text = send("send", "string", "hello", Map.of());
    assertThat(text.path("ack").asInt()).isEqualTo(1);
    assertThat(text.path("type").asString()).isEqualTo("chat");
    var textId = text.path("id").path("_serialized").asString();
    assertThat(textId).startsWith("true_" + peerNumber + "@c.us_");
    send("send", "MessageMedia", png, Map.of("caption", "look"));
    send("send", "MessageMedia", png, Map.of("sendMediaAsDocument", true));
    send(
        "send",
        "Location",
        Map.of("latitude", 1.5, "longitude", 2.5, "description", "Home"),
        Map.of());
    send("send", "Contact", Map.of("contactId", thirdNumber), Map.of());
    send(
        "send",
        "Poll",
        Map.of("pollName", "Lunch?", "pollOptions", List.of("Yes", "No")),
        Map.of());
    send("send", "string", "answer", Map.of("quotedMessageId", textId));
    until("seven messages", () -> kinds(peer).size() == 7);
    assertThat(kinds(peer))
        .containsExactly("text", "image", "document", "location", "contact", "poll", "text");
    assertThat(peer.shown().get(1).all().path("caption").asString()).isEqualTo("look");
    assertThat(peer.shown().getLast().quotedId()).isEqualTo(peer.shown().getFirst().id());
    assertError(
        sending("send", "MessageMediaFromURL", "http://10.0.0.1/a.png", Map.of()), 500, null);
    assertError(sending("send", "Nonsense", "x", Map.of()), 400, "invalid contentType");
    assertError(
        tenant.post(
            "/client/sendMessage/send",
            Map.of("chatId", "96179999999", "contentType", "string", "content", "x")),
        500,
        "The number is not on WhatsApp");
  }

  @Test
  void messagesOfAChatAreActedUpon() {
    var own = simulator.phone(number(), "Own");
    var peer = simulator.phone(peerNumber, "Peer");
    var third = simulator.phone(thirdNumber, "Third");
    link("msg", own);
    var from = peer.send(own.number(), "question");
    awaitMessage("msg", from);
    var mine = send("msg", "string", "mine", Map.of()).path("id").path("id").asString();
    until("the text", () -> shows(peer, mine));

    message("msg", "react", from, Map.of("reaction", "👍"));
    until("the reaction", () -> kinds(peer).contains("reaction"));
    until(
        "the reaction in the store",
        () ->
            message("msg", "getReactions", from, Map.of())
                .path("result")
                .path(0)
                .path("hasReactionByMe")
                .asBoolean());
    assertThat(
            message("msg", "edit", mine, Map.of("content", "better"))
                .path("message")
                .path("body")
                .asString())
        .isEqualTo("better");
    until("the edit", () -> kinds(peer).contains("edit"));
    assertThat(message("msg", "pin", from, Map.of()).path("result").asBoolean()).isTrue();
    until("the pin", () -> kinds(peer).contains("pin"));
    assertThat(message("msg", "unpin", from, Map.of()).path("result").asBoolean()).isTrue();
    message("msg", "forward", from, Map.of("destinationChatId", thirdNumber));
    until("the forwarded", () -> texts(third).contains("question"));
    message("msg", "star", from, Map.of());
    until(
        "the star in the store",
        () ->
            message("msg", "getClassInfo", from, Map.of())
                .path("message")
                .path("isStarred")
                .asBoolean());
    message("msg", "star", from, Map.of("star", false));

    peer.read(List.of(mine));
    until(
        "the read receipt",
        () -> !message("msg", "getInfo", mine, Map.of()).path("info").path("read").isEmpty());
    assertThat(message("msg", "getMentions", mine, Map.of()).path("contacts")).isEmpty();
    assertThat(message("msg", "getQuotedMessage", mine, Map.of()).has("quotedMessage")).isFalse();
    message("msg", "delete", mine, Map.of("everyone", true));
    until("the revocation", () -> kinds(peer).contains("revoke"));
    message("msg", "delete", from, Map.of());
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
    awaitMessage("msg", picture);
    assertThat(
            message("msg", "downloadMedia", picture, Map.of())
                .path("messageMedia")
                .path("data")
                .asString())
        .isEqualTo(png());
    assertError(
        tenant.post(
            "/message/react/msg", Map.of("chatId", peerNumber + "@c.us", "messageId", "NONE")),
        500,
        "Message not found");
  }

  @Test
  void chatsAreMarkedOnThePhoneToo() {
    var own = simulator.phone(number(), "Own");
    var peer = simulator.phone(peerNumber, "Peer");
    link("chat", own);
    var id = peer.send(own.number(), "hello");
    awaitMessage("chat", id);
    var chats = post("/client/getChats/chat", Map.of()).path("chats");
    assertThat(chats).hasSize(1);
    assertThat(chats.get(0).path("unreadCount").asInt()).isEqualTo(1);
    assertThat(get(tenant, "/client/getChats/chat").path("chats")).hasSize(1);
    assertThat(
            post("/client/getChatById/chat", chatId())
                .path("chat")
                .path("id")
                .path("user")
                .asString())
        .isEqualTo(peerNumber);
    assertThat(chat("fetchMessages", Map.of()).path("messages").get(0).path("body").asString())
        .isEqualTo("hello");

    assertThat(chat("sendSeen", Map.of()).path("result").asBoolean()).isTrue();
    until("nothing unread", () -> chats().get(0).path("unreadCount").asInt() == 0);
    chat("markUnread", Map.of());
    until("unread again", () -> chats().get(0).path("unreadCount").asInt() == -1);
    assertThat(chat("archive", Map.of()).path("result").asBoolean()).isTrue();
    until("archived", () -> chats().get(0).path("archived").asBoolean());
    assertThat(phoneChat(own).path("archived").asBoolean()).isTrue();
    assertThat(chat("unarchive", Map.of()).path("result").asBoolean()).isFalse();
    assertThat(chat("pin", Map.of()).path("result").asBoolean()).isTrue();
    until("pinned", () -> phoneChat(own).path("pinned").asBoolean());
    assertThat(chat("unpin", Map.of()).path("result").asBoolean()).isFalse();
    assertThat(chat("mute", Map.of()).path("result").path("muteExpiration").asInt()).isEqualTo(-1);
    until("muted", () -> chats().get(0).path("isMuted").asBoolean());
    assertThat(phoneChat(own).path("muted").asBoolean()).isTrue();
    assertThat(chat("unmute", Map.of()).path("result").path("isMuted").asBoolean()).isFalse();
    for (var call : List.of("sendStateTyping", "sendStateRecording", "clearState")) {
      assertThat(chat(call, Map.of()).path("result").asBoolean()).as(call).isTrue();
    }
    assertThat(chat("getLabels", Map.of()).path("labels")).isEmpty();
    assertThat(chat("getContact", Map.of()).path("contact").path("number").asString())
        .isEqualTo(peerNumber);
    control.post(
        "/phones/" + own.number() + "/labels", Map.of("id", "1", "name", "New", "color", 0));
    control.post("/phones/" + own.number() + "/labels/1/chats", Map.of("jid", peerNumber));
    until(
        "the label",
        () ->
            chat("getLabels", Map.of())
                .path("labels")
                .path(0)
                .path("hexColor")
                .asString("")
                .equals("#ff9485"));
    assertThat(post("/client/getLabels/chat", Map.of()).path("labels")).hasSize(1);
    assertThat(chat("clearMessages", Map.of()).path("result").asBoolean()).isTrue();
    until("cleared", () -> chat("fetchMessages", Map.of()).path("messages").isEmpty());
    assertThat(chat("delete", Map.of()).path("result").asBoolean()).isTrue();
    until("no chat", () -> chats().isEmpty());
    assertError(tenant.post("/chat/archive/chat", chatId()), 404, "Chat not Found");
    assertError(tenant.post("/client/getChatById/chat", chatId()), 500, "Chat not found");
  }

  @Test
  void contactsAndTheOwnProfileAreShownAndChanged() {
    var own = simulator.phone(number(), "Own");
    var peer = simulator.phone(peerNumber, "Peer");
    link("people", own);
    peer.send(own.number(), "hello");
    control.post("/phones/" + peerNumber + "/profile", Map.of("about", "At work"));
    until(
        "the contact",
        () ->
            post("/client/getContacts/people", Map.of())
                .path("contacts")
                .findValuesAsString("number")
                .contains(peerNumber));
    var contact = contact("/client/getContactById").path("contact");
    assertThat(contact.path("id").path("_serialized").asString()).isEqualTo(peerNumber + "@c.us");
    assertThat(contact.path("pushname").asString()).isEqualTo("Peer");
    assertError(
        tenant.post("/client/getContactById/people", Map.of("contactId", "96179999999")),
        500,
        "Contact not found");
    var number = Map.<String, Object>of("number", peerNumber);
    assertThat(post("/client/isRegisteredUser/people", number).path("result").asBoolean()).isTrue();
    assertThat(post("/client/getNumberId/people", number).path("result").path("user").asString())
        .isEqualTo(peerNumber);
    assertThat(
            post("/client/getNumberId/people", Map.of("number", "96179999999"))
                .path("result")
                .isNull())
        .isTrue();
    assertThat(contact("/contact/getAbout").path("result").asString()).isEqualTo("At work");
    assertThat(contact("/contact/getProfilePicUrl").path("result").isNull()).isTrue();
    assertThat(contact("/client/getProfilePicUrl").has("result")).isFalse();
    assertThat(contact("/contact/getFormattedNumber").path("result").asString())
        .startsWith("+961 71 ")
        .isEqualToIgnoringWhitespace("+" + peerNumber);
    assertThat(contact("/contact/getCountryCode").path("result").asString()).isEqualTo("961");
    assertThat(contact("/contact/getCommonGroups").path("result")).isEmpty();
    assertThat(contact("/client/getCommonGroups").path("groups")).isEmpty();
    assertThat(contact("/contact/block").path("result").asBoolean()).isTrue();
    assertThat(contact("/contact/isBlocked").path("result").asBoolean()).isTrue();
    assertThat(post("/client/getBlockedContacts/people", Map.of()).path("blockedContacts"))
        .hasSize(1);
    assertThat(contact("/contact/unblock").path("result").asBoolean()).isTrue();
    assertThat(contact("/client/blockContact").path("result").asBoolean()).isTrue();
    assertThat(contact("/client/unblockContact").path("result").asBoolean()).isTrue();
    assertThat(contact("/contact/isBlocked").path("result").asBoolean()).isFalse();
    var info = post("/client/getInfo/people", Map.of()).path("sessionInfo");
    assertThat(info.path("wid").path("user").asString()).isEqualTo(own.number());
    post("/client/setStatus/people", Map.of("status", "Open"));
    until("the status", () -> phone(own).path("about").asString("").equals("Open"));
    assertThat(
            post("/client/setDisplayName/people", Map.of("displayName", "Shop"))
                .path("result")
                .asBoolean())
        .isTrue();
    post("/client/sendPresenceUpdate/people", Map.of());
    post(
        "/client/sendPresenceUpdate/people", Map.of("presence", "composing", "chatId", peerNumber));
  }

  @Test
  void groupsAreMadeRunAndLeft() {
    var own = simulator.phone(number(), "Own");
    var peer = simulator.phone(peerNumber, "Peer");
    simulator.phone(thirdNumber, "Third");
    link("group", own);
    var made =
        post(
                "/client/createGroup/group",
                Map.of("title", "Team", "participants", List.of(peerNumber + "@c.us")))
            .path("response");
    assertThat(made.path("participants").path(peerNumber + "@c.us").path("statusCode").asInt())
        .isEqualTo(200);
    var gid = made.path("gid").path("_serialized").asString();
    var group = Map.<String, Object>of("chatId", gid);
    var info = post("/groupChat/getGroupInfo/group", group);
    assertThat(info.path("result").path("subject").asString()).isEqualTo("Team");
    assertThat(info.path("chat").path("groupMetadata").path("participants")).hasSize(2);
    assertThat(post("/groupChat/getParticipants/group", group).path("result")).hasSize(2);
    var third = with(group, "participantIds", List.of(thirdNumber));
    assertThat(
            post("/groupChat/addParticipants/group", third)
                .path("result")
                .path(thirdNumber + "@c.us")
                .path("code")
                .asInt())
        .isEqualTo(200);
    for (var call : List.of("promoteParticipants", "demoteParticipants", "removeParticipants")) {
      assertThat(post("/groupChat/" + call + "/group", third).path("result").path("status").asInt())
          .as(call)
          .isEqualTo(200);
    }
    assertTrue(post("/groupChat/setSubject/group", with(group, "subject", "New")));
    assertTrue(post("/groupChat/setDescription/group", with(group, "description", "About")));
    assertTrue(post("/groupChat/setMessagesAdminsOnly/group", group));
    assertTrue(post("/groupChat/setInfoAdminsOnly/group", with(group, "adminsOnly", false)));
    var seen = control.get("/groups/" + gid).body();
    assertThat(seen.path("subject").asString()).isEqualTo("New");
    assertThat(seen.path("description").asString()).isEqualTo("About");
    assertThat(seen.path("announce").asBoolean()).isTrue();
    assertThat(seen.path("locked").asBoolean()).isFalse();
    assertTrue(
        post(
            "/groupChat/setPicture/group",
            with(with(group, "pictureMimeType", "image/png"), "pictureData", png())));
    assertThat(control.get("/groups/" + gid).body().path("pictureSha256").asString(""))
        .isNotEmpty();
    assertTrue(post("/groupChat/deletePicture/group", group));
    var code = post("/groupChat/getInviteCode/group", group).path("inviteCode").asString();
    assertThat(
            post("/groupChat/getInviteInfo/group", Map.of("inviteCode", code))
                .path("inviteInfo")
                .path("subject")
                .asString())
        .isEqualTo("New");
    assertThat(post("/groupChat/revokeInvite/group", group).path("result").asString())
        .isNotEqualTo(code);
    post("/groupChat/setMessagesAdminsOnly/group", with(group, "adminsOnly", false));
    assertThat(contactOf("group", "/contact/getCommonGroups").path("result")).hasSize(1);
    var sent =
        post(
            "/client/sendMessage/group",
            Map.of("chatId", gid, "contentType", "string", "content", "to all"));
    assertThat(sent.path("message").path("author").asString()).isEqualTo(own.number() + "@c.us");
    until("the group's text", () -> texts(peer).contains("to all"));
    assertThat(post("/groupChat/leave/group", group).path("success").asBoolean()).isTrue();

    var other =
        control
            .post(
                "/groups",
                Map.of(
                    "creator", peerNumber, "subject", "Open", "participants", List.of(thirdNumber)))
            .body();
    var joined =
        post(
            "/groupChat/acceptInvite/group",
            Map.of(
                "inviteCode", "https://chat.whatsapp.com/" + other.path("inviteCode").asString()));
    assertThat(joined.path("acceptInvite").asString()).isEqualTo(other.path("jid").asString());
    assertThat(
            post(
                    "/groupChat/setSubject/group",
                    Map.of("chatId", other.path("jid").asString(), "subject", "No right"))
                .path("success")
                .asBoolean())
        .isTrue();
    assertError(
        tenant.post("/groupChat/getGroupInfo/group", Map.of("chatId", peerNumber)),
        500,
        "The chat is not a group");
  }

  @Test
  void channelsAreMadeFollowedWrittenAndRead() {
    var own = simulator.phone(number(), "Own");
    var peer = simulator.phone(peerNumber, "Peer");
    link("channel", own);
    var made =
        post(
                "/client/createChannel/channel",
                Map.of("title", "Ours", "options", Map.of("description", "told by us")))
            .path("result");
    var jid = made.path("nid").path("_serialized").asString();
    var channel = Map.<String, Object>of("chatId", jid);
    var info = post("/channel/getClassInfo/channel", channel).path("channel");
    assertThat(info.path("description").asString()).isEqualTo("told by us");
    assertThat(info.path("isReadOnly").asBoolean()).isFalse();
    control.post("/newsletters/" + jid + "/follow", Map.of("actor", peer.number()));
    assertThat(
            post("/channel/getSubscribers/channel", channel)
                .at("/result/0/contact/id/_serialized")
                .asString())
        .as("a stranger, known by LID alone")
        .isEqualTo(control.get("/phones/" + peer.number()).body().path("lid").asString());
    assertTrue(post("/channel/setSubject/channel", with(channel, "newSubject", "New")));
    assertTrue(post("/channel/setDescription/channel", with(channel, "newDescription", "")));
    assertTrue(post("/channel/setReactionSetting/channel", with(channel, "reactionCode", 1)));
    assertTrue(
        post(
            "/channel/setProfilePicture/channel",
            with(
                channel,
                "newProfilePictureMedia",
                Map.of("mimetype", "image/png", "data", png()))));
    var text =
        post(
            "/channel/sendMessage/channel",
            with(with(channel, "contentType", "string"), "content", "to all"));
    assertThat(text.path("message").path("to").asString()).isEqualTo(jid);
    assertThat(text.path("message").path("ack").asInt()).isEqualTo(1);
    post(
        "/channel/sendMessage/channel",
        with(
            with(channel, "contentType", "MessageMedia"),
            "content",
            Map.of("mimetype", "image/png", "data", png(), "filename", "a.png")));
    var seen = control.get("/newsletters/" + jid).body();
    assertThat(seen.path("name").asString()).isEqualTo("New");
    assertThat(seen.path("reactionCodes").asString()).isEqualTo("BASIC");
    assertThat(seen.path("pictureSha256").asString("")).isNotEmpty();
    assertThat(seen.at("/posts/0/text").asString()).isEqualTo("to all");
    assertThat(seen.at("/posts/1/kind").asString()).isEqualTo("imageMessage");
    var posts = post("/channel/fetchMessages/channel", channel).path("messages");
    assertThat(posts.at("/0/id/id").asString())
        .isEqualTo(text.path("message").path("id").path("id").asString());
    assertThat(posts.at("/1/hasMedia").asBoolean()).isTrue();
    assertError(
        tenant.post(
            "/channel/sendMessage/channel",
            with(with(channel, "contentType", "Poll"), "content", Map.of())),
        400,
        "invalid contentType");
    assertThat(
            post("/channel/demoteChannelAdmin/channel", with(channel, "userId", peerNumber))
                .path("result")
                .asBoolean(true))
        .isFalse();

    var other = control.post("/newsletters", Map.of("owner", peerNumber, "name", "Theirs")).body();
    var theirs = Map.<String, Object>of("chatId", other.path("jid").asString());
    var id = Map.<String, Object>of("channelId", other.path("jid").asString());
    assertThat(
            post(
                    "/client/getChannelByInviteCode/channel",
                    Map.of("inviteCode", other.path("inviteCode").asString()))
                .path("result")
                .path("name")
                .asString())
        .isEqualTo("Theirs");
    assertTrue(post("/client/subscribeToChannel/channel", id));
    control.post(
        "/newsletters/" + other.path("jid").asString() + "/posts",
        Map.of("actor", peerNumber, "text", "from theirs"));
    until(
        "the post",
        () ->
            post("/channel/getClassInfo/channel", theirs)
                .at("/channel/lastMessage/body")
                .asString("")
                .equals("from theirs"));
    assertTrue(post("/channel/sendSeen/channel", theirs));
    assertThat(
            control
                .get("/newsletters/" + other.path("jid").asString())
                .body()
                .at("/posts/0/views")
                .asInt())
        .isEqualTo(1);
    assertTrue(post("/channel/mute/channel", theirs));
    assertTrue(post("/channel/unmute/channel", theirs));
    assertThat(get(tenant, "/client/getChannels/channel").path("result")).hasSize(2);
    assertThat(
            post(
                    "/client/searchChannels/channel",
                    Map.of("searchOptions", Map.of("searchText", "Theirs", "limit", 100)))
                .path("result"))
        .isNotEmpty();
    assertThat(
            post("/channel/setSubject/channel", with(theirs, "newSubject", "No right"))
                .path("result")
                .asBoolean(true))
        .isFalse();
    assertTrue(post("/client/unsubscribeFromChannel/channel", id));
    control.post(
        "/newsletters/" + jid + "/admins", Map.of("actor", own.number(), "user", peerNumber));
    assertTrue(
        post("/channel/transferChannelOwnership/channel", with(channel, "newOwnerId", peerNumber)));
    assertThat(post("/channel/deleteChannel/channel", channel).path("result").asBoolean(true))
        .isFalse();
    assertError(
        tenant.post("/channel/getClassInfo/channel", Map.of("chatId", peerNumber)),
        500,
        "Channel not found");
    assertError(
        tenant.post("/channel/sendChannelAdminInvite/channel", channel), 400, "userId is required");
  }

  private static void assertTrue(JsonNode reply) {
    assertThat(reply.path("result").asBoolean()).as(reply.toString()).isTrue();
  }

  /// @param error null where its words do not matter
  private static void assertError(Http.Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.body().path("success").asBoolean(true)).isFalse();
    assertThat(reply.body().size()).isEqualTo(2);
    if (error != null) {
      assertThat(reply.body().path("error").asString()).isEqualTo(error);
    }
  }

  private void link(String name, Simulator.Phone phone) {
    get(tenant, "/session/start/" + name);
    until("a QR", () -> get(tenant, "/session/qr/" + name).path("success").asBoolean());
    phone.scan(get(tenant, "/session/qr/" + name).path("qr").asString());
    awaitConnected(name);
  }

  private void awaitConnected(String name) {
    until("CONNECTED", () -> state(name).equals("CONNECTED"));
  }

  private String state(String name) {
    return get(tenant, "/session/status/" + name).path("state").asString("");
  }

  private static JsonNode get(Http http, String path) {
    var reply = http.get(path);
    assertThat(reply.status()).as(path + " " + reply).isEqualTo(200);
    return reply.body();
  }

  private JsonNode post(String path, Map<String, Object> body) {
    var reply = tenant.post(path, body);
    assertThat(reply.status()).as(path + " " + reply).isEqualTo(200);
    assertThat(reply.body().path("success").asBoolean()).isTrue();
    return reply.body();
  }

  private Map<String, Object> chatId() {
    return Map.of("chatId", peerNumber + "@c.us");
  }

  private JsonNode chat(String call, Map<String, Object> more) {
    return post("/chat/" + call + "/chat", with(more, "chatId", peerNumber + "@c.us"));
  }

  private JsonNode chats() {
    return post("/client/getChats/chat", Map.of()).path("chats");
  }

  private JsonNode contact(String path) {
    return contactOf("people", path);
  }

  private JsonNode contactOf(String session, String path) {
    return post(path + "/" + session, Map.of("contactId", peerNumber + "@c.us"));
  }

  private JsonNode message(String session, String call, String id, Map<String, Object> more) {
    return post(
        "/message/" + call + "/" + session,
        with(with(more, "chatId", peerNumber + "@c.us"), "messageId", id));
  }

  private void awaitMessage(String session, String id) {
    until(
        "message " + id,
        () ->
            tenant
                    .post(
                        "/message/getClassInfo/" + session,
                        Map.of("chatId", peerNumber + "@c.us", "messageId", id))
                    .status()
                == 200);
  }

  private Http.Reply sending(
      String session, String contentType, Object content, Map<String, Object> options) {
    return tenant.post(
        "/client/sendMessage/" + session,
        Map.of(
            "chatId",
            peerNumber + "@c.us",
            "contentType",
            contentType,
            "content",
            content,
            "options",
            options));
  }

  private JsonNode send(
      String session, String contentType, Object content, Map<String, Object> options) {
    var reply = sending(session, contentType, content, options);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.body().path("message");
  }

  private JsonNode phone(Simulator.Phone phone) {
    return control.get("/phones/" + phone.number() + "/state").body();
  }

  /// The one chat that the phone has marks of.
  private JsonNode phoneChat(Simulator.Phone phone) {
    return phone(phone).path("chats").path(0);
  }

  private static List<String> kinds(Simulator.Phone phone) {
    return phone.shown().stream().map(Simulator.Shown::kind).toList();
  }

  private static List<String> texts(Simulator.Phone phone) {
    return phone.shown().stream().map(Simulator.Shown::text).toList();
  }

  private static boolean shows(Simulator.Phone phone, String id) {
    return phone.shown().stream().anyMatch(message -> message.id().equals(id));
  }

  private static String number() {
    return "96171" + ThreadLocalRandom.current().nextInt(300_000, 999_999);
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
