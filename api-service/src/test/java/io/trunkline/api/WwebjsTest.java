package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.api.media.Recorded;
import io.trunkline.contract.Caller;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Order;
import io.trunkline.proto.content.Payment;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Unknown;
import io.trunkline.proto.content.WhatsAppMedia;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ChatLabel;
import io.trunkline.proto.event.Label;
import io.trunkline.proto.presence.ShowTyping;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// The dialect wwebjs on a connected session: clients, chats, contacts, groups and messages.
class WwebjsTest extends ApiTest {
  private static final String ASHA = "12025550108";
  private static final String ASHA_JID = ASHA + "@s.whatsapp.net";
  private static final String ASHA_ID = ASHA + "@c.us";
  private static final KeyPair KEYS = keyPair();
  private static final String OPUS =
      Base64.getEncoder()
          .encodeToString("OggS%24sOpusHead\1\1".formatted("").getBytes(StandardCharsets.US_ASCII));

  private static FakeMediaStore store;

  private UUID tenant;
  private UUID session;
  private Caller caller;

  @DynamicPropertySource
  static void media(DynamicPropertyRegistry registry) {
    store = new FakeMediaStore(KEYS.getPublic());
    registry.add("trunkline.api.media.workers", () -> store.url().toString());
    registry.add(
        "trunkline.api.media.identity-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
  }

  @AfterAll
  static void closeStore() {
    store.close();
  }

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void connect() {
    tenant = newTenant();
    caller = tenant(tenant);
    session = connected(tenant, "s1");
  }

  @ParameterizedTest
  @CsvSource({
    "/client/getChats",
    "/chat/archive",
    "/contact/block",
    "/groupChat/leave",
    "/message/react"
  })
  void sessionsThatAreUnknownOrNotConnectedAreNotFound(String path) {
    fails(post(caller, path + "/none", Map.of()), 404, "session_not_found");
    worker().lose(session);
    eventually(() -> fails(post(caller, path + "/s1", Map.of()), 404, "session_not_connected"));
  }

  @Test
  void aTextIsSentAndShownAsWhatsappWebJsShowsIt() {
    var message =
        send("string", "see https://example.org/x now", Map.of()).expect(200).body().get("message");
    var id = message.at("/id/id").stringValue();
    assertThat(message.at("/id/_serialized").stringValue()).isEqualTo("true_" + ASHA_ID + "_" + id);
    assertThat(message.at("/id/remote").stringValue()).isEqualTo(ASHA_ID);
    assertThat(message.get("ack").intValue()).isEqualTo(1);
    assertThat(message.get("type").stringValue()).isEqualTo("chat");
    assertThat(message.get("body").stringValue()).isEqualTo("see https://example.org/x now");
    assertThat(message.get("from").stringValue()).isEqualTo("919876500000@c.us");
    assertThat(message.get("to").stringValue()).isEqualTo(ASHA_ID);
    assertThat(message.get("fromMe").booleanValue()).isTrue();
    assertThat(message.get("deviceType").stringValue()).isEqualTo("android");
    assertThat(message.at("/links/0/link").stringValue()).isEqualTo("https://example.org/x");
    assertThat(message.at("/_data/size").isNull()).isTrue();
    for (var absent : List.of("author", "location", "duration", "inviteV4", "pollName", "token")) {
      assertThat(message.has(absent)).as(absent).isFalse();
    }
    assertThat(lastSent().getText().getBody()).isEqualTo("see https://example.org/x now");
    assertThat(worker().sends(session).getLast().getSend().getMessage().getTo())
        .isEqualTo(ASHA_JID);
  }

  @Test
  void placesCardsAndPollsAreSent() {
    send("Location", Map.of("latitude", 1.5, "longitude", -2.5, "description", "Home\nStreet 1"))
        .expect(200);
    assertThat(lastSent().getLocation().getName()).isEqualTo("Home");
    assertThat(lastSent().getLocation().getAddress()).isEqualTo("Street 1");
    var card = send("Contact", Map.of("contactId", ASHA_ID)).expect(200).body().get("message");
    assertThat(card.get("type").stringValue()).isEqualTo("vcard");
    assertThat(card.at("/vCards/0").stringValue())
        .contains("TEL;type=CELL;waid=" + ASHA + ":+1 202-555-0108");
    var poll =
        send("Poll", Map.of("pollName", "Lunch?", "pollOptions", List.of("Yes", "No")))
            .expect(200)
            .body()
            .get("message");
    assertThat(poll.get("type").stringValue()).isEqualTo("poll_creation");
    assertThat(poll.get("pollOptions").toString())
        .isEqualTo("[{\"name\":\"Yes\",\"localId\":0},{\"name\":\"No\",\"localId\":1}]");
    assertThat(poll.get("allowMultipleAnswers").booleanValue()).isFalse();
    send("string", "BEGIN:VCARD\nFN:Asha\nEND:VCARD", Map.of()).expect(200);
    assertThat(lastSent().getContact().getDisplayName()).isEqualTo("Asha");
  }

  @Test
  void aRecordingIsSentAsAVoiceNoteWithItsLengthAndWaveform(@TempDir Path folder)
      throws IOException {
    Recorded.assumeConverter();
    var sound = Recorded.file(folder, "sound.mp3", "sine=440:duration=3").getByteArray();
    var audio =
        Map.of(
            "mimetype",
            "audio/mpeg",
            "filename",
            "sound.mp3",
            "data",
            Base64.getEncoder().encodeToString(sound));
    var voice = send("MessageMedia", audio, Map.of("sendAudioAsVoice", true)).expect(200).body();
    assertThat(voice.at("/message/type").stringValue()).isEqualTo("ptt");
    var sent = lastSent().getAudio();
    assertThat(sent.getDurationS()).isEqualTo(3);
    assertThat(sent.getWaveform().size()).isEqualTo(64);
    assertThat(sent.getMedia().getMimetype()).isEqualTo("audio/ogg; codecs=opus");
    assertThat(sent.getMedia().getFileName()).isEqualTo("sound.ogg");
    var kept = store.get(tenant, sent.getMedia().getStored().getReference());
    assertThat(kept).hasSize((int) sent.getMedia().getLength());
    assertThat(new String(kept, 28, 8, StandardCharsets.US_ASCII)).isEqualTo("OpusHead");

    var broken = Map.of("mimetype", "audio/mpeg", "data", "AAAA");
    fails(
        send("MessageMedia", broken, Map.of("sendAudioAsVoice", true)),
        400,
        "The recording cannot be turned into a voice note");
  }

  @Test
  void filesAreKeptAndSentAsTheOptionsSay() {
    var file = Map.of("mimetype", "image/png", "data", "iVBORw0KGgo=", "filename", "a.png");
    var image =
        send("MessageMedia", file, Map.of("caption", "look")).expect(200).body().get("message");
    assertThat(image.get("type").stringValue()).isEqualTo("image");
    assertThat(image.get("hasMedia").booleanValue()).isTrue();
    assertThat(image.get("body").stringValue()).isEqualTo("look");
    assertThat(image.at("/_data/mimetype").stringValue()).isEqualTo("image/png");
    var media = lastSent().getImage().getMedia();
    assertThat(store.get(tenant, media.getStored().getReference()))
        .isEqualTo(Base64.getDecoder().decode("iVBORw0KGgo="));

    send("MessageMedia", file, Map.of("sendMediaAsSticker", true)).expect(200);
    assertThat(lastSent().hasSticker()).isTrue();
    send("MessageMedia", file, Map.of("sendMediaAsDocument", true)).expect(200);
    assertThat(lastSent().getDocument().getMedia().getFileName()).isEqualTo("a.png");
    var audio = Map.of("mimetype", "audio/ogg", "data", OPUS);
    var voice = send("MessageMedia", audio, Map.of("sendAudioAsVoice", true)).expect(200).body();
    assertThat(voice.at("/message/type").stringValue()).isEqualTo("ptt");
    assertThat(lastSent().getAudio().getMedia().getMimetype()).isEqualTo("audio/ogg; codecs=opus");
    send("string", "words", Map.of("media", file)).expect(200);
    assertThat(lastSent().getImage().getCaption()).isEqualTo("words");

    fails(send("string", "words", Map.of("media", Map.of())), 400, "invalid media options");
    fails(send("MessageMedia", Map.of("mimetype", "a/b")), 400, "data is required");

    var downloaded =
        post(
                caller,
                "/message/downloadMedia/s1",
                Map.of("chatId", ASHA_ID, "messageId", image.at("/id/id").stringValue()))
            .expect(200)
            .body()
            .get("messageMedia");
    assertThat(downloaded.get("data").stringValue()).isEqualTo("iVBORw0KGgo=");
    assertThat(downloaded.get("filesize").intValue()).isEqualTo(8);
  }

  @Test
  void aFileOfAnotherIsFetchedFromWhatsApp() throws NoSuchAlgorithmException {
    var bytes = new byte[] {1, 2, 3};
    store.put(tenant, bytes);
    worker()
        .receive(
            session,
            "IMG1",
            ASHA_JID,
            Content.newBuilder()
                .setImage(
                    Image.newBuilder()
                        .setMedia(
                            MediaRef.newBuilder()
                                .setKind(MediaRef.Kind.IMAGE)
                                .setMimetype("image/png")
                                .setLength(bytes.length)
                                .setSha256(
                                    ByteString.copyFrom(
                                        MessageDigest.getInstance("SHA-256").digest(bytes)))
                                .setWhatsapp(WhatsAppMedia.newBuilder().setUrl("https://m"))))
                .build());
    awaitMessage("IMG1");
    assertThat(ofMessage("downloadMedia", "IMG1", Map.of()).at("/messageMedia/data").stringValue())
        .isEqualTo("AQID");
    worker().receive(session, "T1", ASHA_JID, "no file");
    awaitMessage("T1");
    fails(message("downloadMedia", "T1", Map.of()), 500, "Message media not found");
  }

  @Test
  void optionsQuoteMentionAndAreChecked() {
    receive("IN1", "first");
    send("string", "reply", Map.of("quotedMessageId", "IN1", "mentions", List.of(ASHA_ID)))
        .expect(200);
    assertThat(lastSent().getQuote().getWhatsappId()).isEqualTo("IN1");
    assertThat(lastSent().getQuote().getParticipant()).isEqualTo(ASHA_JID);
    assertThat(lastSent().getMentionsList()).containsExactly(ASHA_JID);
    send("string", "reply", Map.of("quotedMessageId", "NONE")).expect(200);
    assertThat(lastSent().hasQuote()).isFalse();
    fails(
        send("string", "reply", Map.of("quotedMessageId", "NONE", "ignoreQuoteErrors", false)),
        500,
        "Could not get the quoted message.");
    fails(send("Nonsense", "x"), 400, "invalid contentType");
    fails(
        post(caller, "/client/sendMessage/s1", Map.of("contentType", "string", "content", "x")),
        400,
        "chatId is required");
    fails(
        post(
            caller,
            "/client/sendMessage/s1",
            Map.of("chatId", "what", "contentType", "string", "content", "x")),
        500,
        "wid error: invalid wid");
    fails(
        post(
            caller,
            "/client/sendMessage/s1",
            Map.of("chatId", FakePeople.NOBODY, "contentType", "string", "content", "x")),
        500,
        "The number is not on WhatsApp");
  }

  @Test
  void anIdempotencyKeySendsOnce() {
    var body = Map.of("chatId", ASHA_ID, "contentType", "string", "content", "once");
    var first = post(caller, "/client/sendMessage/s1", body, "key-1").expect(200);
    var second = post(caller, "/client/sendMessage/s1", body, "key-1").expect(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(worker().sends(session)).hasSize(1);
  }

  @Test
  void chatsAreListedWithTheirLastMessage() {
    receive("IN1", "hello");
    var chat = get(caller, "/client/getChats/s1").expect(200).body().at("/chats/0");
    assertThat(chat.at("/id/_serialized").stringValue()).isEqualTo(ASHA_ID);
    assertThat(chat.get("name").stringValue()).isEqualTo("Asha");
    assertThat(chat.get("unreadCount").intValue()).isEqualTo(1);
    assertThat(chat.get("isGroup").booleanValue()).isFalse();
    assertThat(chat.get("muteExpiration").intValue()).isZero();
    assertThat(chat.at("/lastMessage/id/_serialized").stringValue())
        .isEqualTo("false_" + ASHA_ID + "_IN1");
    assertThat(chat.at("/lastMessage/_data/notifyName").stringValue()).isEqualTo("Asha");
    assertThat(chat.has("groupMetadata")).isFalse();
    var later = Map.of("searchOptions", Map.of("since", 4_000_000_000L));
    assertThat(post(caller, "/client/getChats/s1", later).body().get("chats").isEmpty()).isTrue();
    var unread = Map.of("searchOptions", Map.of("unread", true));
    assertThat(post(caller, "/client/getChats/s1", unread).body().get("chats").size()).isEqualTo(1);
    assertThat(client("getChatById", Map.of("chatId", ASHA)).at("/chat/id/user").stringValue())
        .isEqualTo(ASHA);
    fails(
        post(caller, "/client/getChatById/s1", Map.of("chatId", "12025550109")),
        500,
        "Chat not found");
    fails(post(caller, "/chat/archive/s1", Map.of("chatId", "12025550109")), 404, "Chat not Found");
  }

  @Test
  void messagesAreFetchedOldestFirstWithinTheSearch() {
    receive("IN1", "one");
    send("string", "two", Map.of()).expect(200);
    var all = chat("fetchMessages", Map.of()).get("messages");
    assertThat(bodies(all)).containsExactlyInAnyOrder("one", "two");
    assertThat(bodies(searched(Map.of("fromMe", true)))).containsExactly("two");
    assertThat(bodies(searched(Map.of("fromMe", false)))).containsExactly("one");
    assertThat(searched(Map.of("limit", 1)).size()).isEqualTo(1);
    assertThat(searched(Map.of("since", 4_000_000_000L)).isEmpty()).isTrue();
    var found = client("searchMessages", Map.of("query", "WO")).get("messages");
    assertThat(bodies(found)).containsExactly("two");
  }

  private JsonNode searched(Map<String, Object> options) {
    return chat("fetchMessages", Map.of("searchOptions", options)).get("messages");
  }

  @Test
  void marksOfAChatBecomeCommands() {
    receive("IN1", "hello");
    assertThat(chat("archive", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(lastChatCommand().getChat().getArchive().getOn()).isTrue();
    assertThat(lastChatCommand().getChat().getArchive().getLast().getMessage().getWhatsappId())
        .isEqualTo("IN1");
    assertThat(chat("unarchive", Map.of()).get("result").booleanValue()).isFalse();
    assertThat(chat("pin", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(lastChatCommand().getChat().getPin()).isTrue();
    assertThat(chat("unpin", Map.of()).get("result").booleanValue()).isFalse();
    assertThat(chat("mute", Map.of()).get("result").toString())
        .isEqualTo("{\"isMuted\":true,\"muteExpiration\":-1}");
    assertThat(chat("mute", Map.of("unmuteDate", 1_900_000_000L)).get("result").toString())
        .isEqualTo("{\"isMuted\":true,\"muteExpiration\":1900000000}");
    assertThat(lastChatCommand().getChat().getMute().getUntilMs()).isEqualTo(1_900_000_000_000L);
    assertThat(chat("unmute", Map.of()).get("result").toString())
        .isEqualTo("{\"isMuted\":false,\"muteExpiration\":0}");
    assertThat(chat("markUnread", Map.of()).toString()).isEqualTo("{\"success\":true}");
    assertThat(lastChatCommand().getChat().getRead().getOn()).isFalse();
    assertThat(chat("clearMessages", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(lastChatCommand().getChat().hasClear()).isTrue();
    assertThat(chat("delete", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(lastChatCommand().getChat().hasDelete()).isTrue();
    assertThat(client("archiveChat", Map.of("chatId", ASHA_ID)).get("result").booleanValue())
        .isTrue();
  }

  @Test
  void seenAndTypingReachThePartner() {
    receive("IN1", "hello");
    assertThat(chat("sendSeen", Map.of()).get("result").booleanValue()).isTrue();
    var read = worker().commands(session).stream().filter(Command::hasPresence).toList().getLast();
    assertThat(read.getPresence().getRead().getWhatsappIdsList()).containsExactly("IN1");
    assertThat(lastChatCommand().getChat().getRead().getOn()).isTrue();
    var states =
        Map.of(
            "sendStateTyping", ShowTyping.State.COMPOSING,
            "sendStateRecording", ShowTyping.State.RECORDING,
            "clearState", ShowTyping.State.PAUSED);
    states.forEach(
        (call, state) -> {
          assertThat(chat(call, Map.of()).get("result").booleanValue()).isTrue();
          assertThat(worker().commands(session).getLast().getPresence().getTyping().getState())
              .isEqualTo(state);
        });
    client("sendPresenceUpdate", Map.of("presence", "unavailable"));
    assertThat(worker().commands(session).getLast().getPresence().getShowAvailable()).isFalse();
    fails(
        post(caller, "/client/sendPresenceUpdate/s1", Map.of("presence", "dancing")),
        400,
        "presence must be available, unavailable, composing, recording or paused");
  }

  @Test
  void labelsAreShownWithTheirColour() {
    receive("IN1", "hello");
    change(change -> change.setLabel(Label.newBuilder().setId("1").setName("New").setColor(0)));
    change(change -> change.setChatLabel(ChatLabel.newBuilder().setLabelId("1").setLabeled(true)));
    eventually(
        () ->
            assertThat(chat("getLabels", Map.of()).get("labels").toString())
                .isEqualTo("[{\"id\":\"1\",\"name\":\"New\",\"hexColor\":\"#ff9485\"}]"));
    assertThat(client("getLabels", Map.of()).get("labels").size()).isEqualTo(1);
    assertThat(client("getChatsByLabelId", Map.of("labelId", "1")).get("chats").size())
        .isEqualTo(1);
    chat("changeLabels", Map.of("labelIds", List.of()));
    assertThat(lastChatCommand().getChat().getLabelChat().getLabeled()).isFalse();
  }

  @Test
  void contactsAreShownAndLookedUp() {
    receive("IN1", "hello");
    var contact = client("getContactById", Map.of("contactId", ASHA_ID)).get("contact");
    assertThat(contact.at("/id/_serialized").stringValue()).isEqualTo(ASHA_ID);
    assertThat(contact.get("number").stringValue()).isEqualTo(ASHA);
    assertThat(contact.get("pushname").stringValue()).isEqualTo("Asha");
    assertThat(contact.get("isWAContact").booleanValue()).isTrue();
    assertThat(client("getContacts", Map.of()).get("contacts").size()).isEqualTo(1);
    fails(
        post(caller, "/client/getContactById/s1", Map.of("contactId", FakePeople.NOBODY)),
        500,
        "Contact not found");
    assertThat(contact("getAbout", Map.of()).get("result").stringValue()).isEqualTo("At work");
    assertThat(contact("getProfilePicUrl", Map.of()).get("result").stringValue())
        .isEqualTo("https://pps.example/full.jpg");
    assertThat(contact("getFormattedNumber", Map.of()).get("result").stringValue())
        .isEqualTo("+1 202-555-0108");
    assertThat(contact("getCountryCode", Map.of()).get("result").stringValue()).isEqualTo("1");
    assertThat(client("isRegisteredUser", Map.of("number", ASHA)).get("result").booleanValue())
        .isTrue();
    assertThat(
            client("isRegisteredUser", Map.of("number", FakePeople.NOBODY))
                .get("result")
                .booleanValue())
        .isFalse();
    assertThat(client("getNumberId", Map.of("number", ASHA)).at("/result/user").stringValue())
        .isEqualTo(ASHA);
    assertThat(client("getNumberId", Map.of("number", FakePeople.NOBODY)).get("result").isNull())
        .isTrue();
    var shy = Map.<String, Object>of("contactId", FakePeople.SHY);
    assertThat(client("getProfilePicUrl", shy).has("result")).isFalse();
    assertThat(
            post(caller, "/contact/getProfilePicUrl/s1", shy)
                .expect(200)
                .body()
                .get("result")
                .isNull())
        .isTrue();
  }

  @Test
  void blockingShowsInTheContact() {
    assertThat(contact("block", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(contact("isBlocked", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(
            client("getBlockedContacts", Map.of())
                .at("/blockedContacts/0/isBlocked")
                .booleanValue())
        .isTrue();
    assertThat(client("unblockContact", Map.of("contactId", ASHA)).get("result").booleanValue())
        .isTrue();
    assertThat(contact("isBlocked", Map.of()).get("result").booleanValue()).isFalse();
  }

  @Test
  void theOwnProfileIsShownAndSet() {
    var info = client("getInfo", Map.of()).get("sessionInfo");
    assertThat(info.get("pushname").stringValue()).isEqualTo("Shop");
    assertThat(info.at("/wid/_serialized").stringValue()).isEqualTo("919876500000@c.us");
    client("setStatus", Map.of("status", "Open"));
    assertThat(worker().commands(session).getLast().getAccount().getSetAbout()).isEqualTo("Open");
    assertThat(
            client("setDisplayName", Map.of("displayName", "Shop 2")).get("result").booleanValue())
        .isTrue();
    assertThat(worker().commands(session).getLast().getAccount().getSetPushName())
        .isEqualTo("Shop 2");
    assertThat(client("getState", null).get("state").stringValue()).isEqualTo("CONNECTED");
  }

  @Test
  void groupsAreMadeAndChanged() throws IOException {
    var group = newGroup();
    assertThat(ofGroup("getParticipants", group, Map.of()).get("result").size()).isEqualTo(2);
    var info = ofGroup("getGroupInfo", group, Map.of());
    assertThat(info.at("/chat/isGroup").booleanValue()).isTrue();
    assertThat(info.at("/chat/groupMetadata/subject").stringValue()).isEqualTo("Team");
    assertThat(info.at("/result/restrict").booleanValue()).isTrue();
    for (var call : List.of("promoteParticipants", "demoteParticipants", "removeParticipants")) {
      assertThat(
              ofGroup(call, group, Map.of("participantIds", ASHA_ID))
                  .at("/result/status")
                  .intValue())
          .as(call)
          .isEqualTo(200);
    }
    var added =
        ofGroup("addParticipants", group, Map.of("contactIds", List.of(ASHA_ID, FakePeople.SHY)))
            .get("result");
    assertThat(added.at("/" + ASHA_ID + "/code").intValue()).isEqualTo(200);
    var shy = added.get("919000000403@c.us");
    assertThat(shy.get("code").intValue()).isEqualTo(403);
    assertThat(shy.get("isInviteV4Sent").booleanValue()).isTrue();
    assertThat(lastSent().getGroupInvite().getCode()).isEqualTo("V4CODE");
    assertThat(ofGroup("setSubject", group, Map.of("subject", "New")).get("result").booleanValue())
        .isTrue();
    ofGroup("setDescription", group, Map.of("description", "About"));
    ofGroup("setMessagesAdminsOnly", group, Map.of());
    ofGroup("setInfoAdminsOnly", group, Map.of("adminsOnly", false));
    var changed = ofGroup("getGroupInfo", group, Map.of()).get("result");
    assertThat(changed.get("subject").stringValue()).isEqualTo("New");
    assertThat(changed.get("desc").stringValue()).isEqualTo("About");
    assertThat(changed.get("announce").booleanValue()).isTrue();
    assertThat(changed.get("restrict").booleanValue()).isFalse();
    assertThat(ofGroup("getInviteCode", group, Map.of()).get("inviteCode").stringValue())
        .isEqualTo("AbCdEf");
    assertThat(ofGroup("revokeInvite", group, Map.of()).get("result").stringValue())
        .isEqualTo("GhIjKl");
    var picture = Map.<String, Object>of("pictureMimeType", "image/png", "pictureData", png());
    assertThat(ofGroup("setPicture", group, picture).get("result").booleanValue()).isTrue();
    var jpeg = worker().commands(session).getLast().getGroup().getPicture().toByteArray();
    assertThat(ImageIO.read(new java.io.ByteArrayInputStream(jpeg)).getWidth()).isEqualTo(640);
    assertThat(ofGroup("deletePicture", group, Map.of()).get("result").booleanValue()).isTrue();
    assertThat(client("getCommonGroups", Map.of("contactId", ASHA_ID)).get("groups").toString())
        .contains(group);
    assertThat(ofGroup("leave", group, Map.of()).toString()).isEqualTo("{\"success\":true}");
    fails(
        post(caller, "/groupChat/getGroupInfo/s1", Map.of("chatId", group)), 500, "Chat not found");
    fails(
        post(caller, "/groupChat/getGroupInfo/s1", Map.of("chatId", ASHA_ID)),
        500,
        "The chat is not a group");
  }

  private String newGroup() {
    var created =
        client(
                "createGroup",
                Map.of("title", "Team", "participants", List.of(ASHA_ID, FakePeople.SHY)))
            .get("response");
    assertThat(created.get("title").stringValue()).isEqualTo("Team");
    var members = created.get("participants");
    assertThat(members.at("/919876500000@c.us/isGroupCreator").booleanValue()).isTrue();
    assertThat(members.get(ASHA_ID).get("statusCode").intValue()).isEqualTo(200);
    assertThat(members.get("919000000403@c.us").get("statusCode").intValue()).isEqualTo(403);
    return created.at("/gid/_serialized").stringValue();
  }

  @Test
  void invitationsAreFollowed() {
    var code = Map.<String, Object>of("inviteCode", "https://chat.whatsapp.com/AbCd?x=1");
    assertThat(call("/groupChat/acceptInvite", code).get("acceptInvite").stringValue())
        .isEqualTo("120363@g.us");
    assertThat(worker().commands(session).getLast().getGroup().getJoin()).isEqualTo("AbCd");
    assertThat(call("/groupChat/getInviteInfo", code).at("/inviteInfo/subject").stringValue())
        .isEqualTo("Invited");
  }

  @Test
  void aMessageIsReactedToEditedPinnedForwardedAndDeleted() {
    receive("IN1", "hello");
    var own =
        send("string", "mine", Map.of()).expect(200).body().at("/message/id/id").stringValue();
    ofMessage("react", "IN1", Map.of("reaction", "👍"));
    assertThat(lastSent().getReaction().getTarget().getWhatsappId()).isEqualTo("IN1");
    eventually(
        () -> {
          var reactions = ofMessage("getReactions", "IN1", Map.of()).get("result");
          assertThat(reactions.at("/0/aggregateEmoji").stringValue("")).isEqualTo("👍");
          assertThat(reactions.at("/0/hasReactionByMe").booleanValue(false)).isTrue();
        });
    var edited = ofMessage("edit", own, Map.of("content", "better")).get("message");
    assertThat(edited.get("body").stringValue()).isEqualTo("better");
    assertThat(lastSent().getEdit().getContent().getText().getBody()).isEqualTo("better");
    eventually(
        () ->
            assertThat(ofMessage("getClassInfo", own, Map.of()).at("/message/body").stringValue())
                .isEqualTo("better"));
    assertThat(ofMessage("edit", "IN1", Map.of("content", "x")).get("message").isNull()).isTrue();
    assertThat(ofMessage("pin", "IN1", Map.of("duration", 86_400)).get("result").booleanValue())
        .isTrue();
    assertThat(lastSent().getPin().getDurationS()).isEqualTo(86_400);
    assertThat(ofMessage("unpin", "IN1", Map.of()).get("result").booleanValue()).isTrue();
    assertThat(lastSent().getPin().getIsPinned()).isFalse();
    ofMessage("forward", "IN1", Map.of("destinationChatId", "12025550109"));
    assertThat(lastSent().getForwarding().getScore()).isEqualTo(1);
    assertThat(lastSent().getText().getBody()).isEqualTo("hello");
    ofMessage("star", "IN1", Map.of());
    assertThat(lastChatCommand().getChat().getStar().getStarred()).isTrue();
    ofMessage("star", "IN1", Map.of("star", false));
    assertThat(lastChatCommand().getChat().getStar().getStarred()).isFalse();
    ofMessage("delete", "IN1", Map.of("everyone", true));
    assertThat(lastChatCommand().getChat().getDeleteMessage().getMessage().getWhatsappId())
        .isEqualTo("IN1");
    ofMessage("delete", own, Map.of("everyone", true));
    assertThat(lastSent().getRevoke().getTarget().getFromMe()).isTrue();
    eventually(
        () ->
            assertThat(ofMessage("getClassInfo", own, Map.of()).at("/message/type").stringValue())
                .isEqualTo("revoked"));
    fails(message("react", "NONE", Map.of()), 500, "Message not found");
    fails(
        message("pin", "IN1", Map.of("duration", 5)),
        400,
        "duration must be 86400, 604800 or 2592000");
  }

  @Test
  void aMessageTellsWhomItReachedWhatItQuotesAndWhomItMentions() {
    receive("IN1", "hello");
    var own =
        send("string", "hi", Map.of("quotedMessageId", "IN1", "mentions", List.of(ASHA)))
            .expect(200)
            .body()
            .at("/message/id/_serialized")
            .stringValue();
    var id = own.substring(own.lastIndexOf('_') + 1);
    assertThat(ofMessage("getInfo", own, Map.of()).at("/info/deliveryRemaining").intValue())
        .isEqualTo(1);
    worker().status(session, id, MessageStatus.READ);
    eventually(
        () -> {
          var info = ofMessage("getInfo", own, Map.of()).get("info");
          assertThat(info.at("/read/0/id/_serialized").stringValue()).isEqualTo(ASHA_ID);
          assertThat(info.get("readRemaining").intValue()).isZero();
          assertThat(info.get("playedRemaining").intValue()).isEqualTo(1);
        });
    assertThat(ofMessage("getInfo", "IN1", Map.of()).get("info").isNull()).isTrue();
    assertThat(ofMessage("getQuotedMessage", own, Map.of()).at("/quotedMessage/body").stringValue())
        .isEqualTo("hello");
    assertThat(ofMessage("getQuotedMessage", "IN1", Map.of()).has("quotedMessage")).isFalse();
    assertThat(ofMessage("getMentions", own, Map.of()).at("/contacts/0/number").stringValue())
        .isEqualTo(ASHA);
    var reply =
        ofMessage("reply", "IN1", Map.of("contentType", "string", "content", "yes"))
            .get("repliedMessage");
    assertThat(reply.get("hasQuotedMsg").booleanValue()).isTrue();
  }

  @Test
  void votesInAPollAreTold() throws NoSuchAlgorithmException {
    var poll =
        send("Poll", Map.of("pollName", "Lunch?", "pollOptions", List.of("Yes", "No")))
            .expect(200)
            .body()
            .at("/message/id/id")
            .stringValue();
    var hash = MessageDigest.getInstance("SHA-256").digest("No".getBytes(StandardCharsets.UTF_8));
    worker()
        .receive(
            session,
            "V1",
            ASHA_JID,
            Content.newBuilder()
                .setPollVote(
                    PollVote.newBuilder()
                        .setTarget(MessageKey.newBuilder().setWhatsappId(poll).setFromMe(true))
                        .addOptionHashes(ByteString.copyFrom(hash)))
                .build());
    eventually(
        () -> {
          var votes = ofMessage("getPollVotes", poll, Map.of()).get("votes");
          assertThat(votes.at("/0/voter").stringValue()).isEqualTo(ASHA_ID);
          assertThat(votes.at("/0/selectedOptions/0/name").stringValue()).isEqualTo("No");
        });
  }

  @Test
  void aChannelIsMadeChangedWrittenAndRead() {
    var made = call("/client/createChannel", Map.of("title", "News")).get("result");
    var jid = made.at("/nid/_serialized").stringValue();
    assertThat(made.get("inviteLink").stringValue()).endsWith("/0029VaAbCd");
    Map<String, Object> channel = Map.of("chatId", jid);
    for (var change :
        List.of(
            Map.entry("setSubject", with(channel, "newSubject", "New")),
            Map.entry("setDescription", with(channel, "newDescription", "Ours")),
            Map.entry("setReactionSetting", with(channel, "reactionCode", 2)),
            Map.entry("mute", channel),
            Map.entry("sendSeen", channel))) {
      assertThat(call("/channel/" + change.getKey(), change.getValue()).get("result").asBoolean())
          .as(change.getKey())
          .isTrue();
    }
    var view = call("/channel/getClassInfo", channel).get("channel");
    assertThat(view.get("name").stringValue()).isEqualTo("New");
    assertThat(view.get("muteExpiration").intValue()).isEqualTo(-1);
    assertThat(view.get("isReadOnly").asBoolean()).isFalse();
    assertThat(view.at("/channelMetadata/reactionCodesSetting").intValue()).isEqualTo(2);
    assertThat(view.at("/channelMetadata/membershipType").stringValue()).isEqualTo("owner");
    var post = call("/channel/fetchMessages", channel).at("/messages/0");
    assertThat(post.get("body").stringValue()).isEqualTo("news");
    assertThat(post.get("from").stringValue()).isEqualTo(jid);
    assertThat(post.get("hasReaction").asBoolean()).isTrue();
    var subscriber = call("/channel/getSubscribers", channel).at("/result/0");
    assertThat(subscriber.at("/contact/number").stringValue()).isEqualTo(ASHA);
    assertThat(subscriber.get("role").stringValue()).isEqualTo("subscriber");

    var sent =
        call(
                "/channel/sendMessage",
                with(with(channel, "contentType", "string"), "content", "to all"))
            .get("message");
    assertThat(sent.get("to").stringValue()).isEqualTo(jid);
    assertThat(sent.get("ack").intValue()).isEqualTo(1);
    fails(
        post(caller, "/channel/sendMessage/s1", with(channel, "contentType", "Poll")),
        400,
        "invalid contentType");
    fails(post(caller, "/channel/mute/s1", Map.of("chatId", ASHA_ID)), 500, "Channel not found");
    Map<String, Object> foreign = Map.of("chatId", FakeNewsletters.FOREIGN);
    assertThat(call("/channel/deleteChannel", foreign).get("result").asBoolean()).isFalse();
    fails(post(caller, "/channel/getClassInfo/s1", foreign), 500, "Channel not found");
  }

  @Test
  void anAdminOfAChannelIsInvitedByAMessage() {
    var jid =
        call("/client/createChannel", Map.of("title", "News"))
            .at("/result/nid/_serialized")
            .stringValue();
    Map<String, Object> invited = Map.of("chatId", jid, "userId", ASHA_ID);
    assertTrue(
        call(
            "/channel/sendChannelAdminInvite",
            with(invited, "options", Map.of("comment", "Help us"))));
    var invite = lastSent().getNewsletterInvite();
    assertThat(invite.getNewsletter()).isEqualTo(jid);
    assertThat(invite.getName()).isEqualTo("News");
    assertThat(invite.getCaption()).isEqualTo("Help us");
    assertThat(invite.getAsAdmin()).isTrue();
    assertThat(invite.getExpiresAtS()).isEqualTo(1768000000);
    assertTrue(call("/channel/revokeChannelAdminInvite", invited));
    assertTrue(call("/channel/acceptChannelAdminInvite", Map.of("chatId", jid)));

    var sends = worker().sends(session).size();
    for (var name : List.of("send", "revoke", "accept")) {
      var refused = Map.<String, Object>of("chatId", FakeNewsletters.FOREIGN, "userId", ASHA_ID);
      assertThat(call("/channel/" + name + "ChannelAdminInvite", refused).get("result").asBoolean())
          .as(name)
          .isFalse();
    }
    assertThat(worker().sends(session)).hasSize(sends);
    fails(
        post(caller, "/channel/sendChannelAdminInvite/s1", Map.of("chatId", jid)),
        400,
        "userId is required");
  }

  private static void assertTrue(JsonNode reply) {
    assertThat(reply.get("result").asBoolean()).isTrue();
  }

  @Test
  void ordersAndPaymentsAreTold() {
    receive("TEXT1", "hello");
    assertThat(ofMessage("getOrder", "TEXT1", Map.of()).has("order")).isFalse();
    assertThat(ofMessage("getPayment", "TEXT1", Map.of()).has("payment")).isFalse();
    worker()
        .receive(
            session,
            "ORDER1",
            ASHA_JID,
            Content.newBuilder()
                .setOrder(Order.newBuilder().setOrderId("4711").setToken("tok"))
                .build());
    awaitMessage("ORDER1");
    assertThat(ofMessage("getOrder", "ORDER1", Map.of()).get("order"))
        .hasToString(
            "{\"products\":[{\"id\":\"P1\",\"price\":\"1500\",\"thumbnailUrl\":\"\","
                + "\"currency\":\"USD\",\"name\":\"tok\",\"quantity\":2,\"data\":null}],"
                + "\"subtotal\":\"3000\",\"total\":\"3000\",\"currency\":\"USD\","
                + "\"createdAt\":1767600000}");
    worker()
        .receive(
            session,
            "PAY1",
            ASHA_JID,
            Content.newBuilder()
                .setUnknown(
                    Unknown.newBuilder()
                        .setKind("requestPaymentMessage")
                        .setPayment(
                            Payment.newBuilder()
                                .setCurrency("INR")
                                .setAmount1000(250_000)
                                .setRequestedFrom(FakePeople.OWN)
                                .setNote("Lunch")))
                .build());
    awaitMessage("PAY1");
    var payment = ofMessage("getPayment", "PAY1", Map.of()).get("payment");
    assertThat(payment.at("/id/id").stringValue()).isEqualTo("PAY1");
    assertThat(payment.get("paymentCurrency").stringValue()).isEqualTo("INR");
    assertThat(payment.get("paymentAmount1000").longValue()).isEqualTo(250_000);
    assertThat(payment.at("/paymentMessageReceiverJid/server").stringValue()).isEqualTo("c.us");
    assertThat(payment.get("paymentNote").stringValue()).isEqualTo("Lunch");
    assertThat(payment.get("paymentTxnStatus").isNull()).isTrue();
    assertThat(ofMessage("getClassInfo", "PAY1", Map.of()).at("/message/type").stringValue())
        .isEqualTo("payment");
  }

  @Test
  void methodsRunByTheirNames() {
    receive("RUN1", "hello");
    assertThat(get(caller, "/client/getWWebVersion/s1").expect(200).body().get("result"))
        .hasToString("\"2.3000.1045649367\"");
    assertThat(run("client", Map.of("method", "getWWebVersion")).stringValue())
        .isEqualTo("2.3000.1045649367");
    assertThat(
            run("client", Map.of("method", "getNumberId", "options", ASHA))
                .get("_serialized")
                .stringValue())
        .isEqualTo(ASHA_ID);
    assertThat(
            run("client", Map.of("method", "getContactLidAndPhone", "options", List.of(ASHA)))
                .at("/0/lid")
                .stringValue())
        .isEqualTo("77@lid");
    var sent =
        run(
            "client",
            Map.of(
                "method",
                "sendMessage",
                "options",
                Map.of("chatId", ASHA_ID, "contentType", "string", "content", "by name")));
    assertThat(sent.get("body").stringValue()).isEqualTo("by name");
    Map<String, Object> chat = Map.of("chatId", ASHA_ID);
    assertThat(
            run("chat", with(with(chat, "method", "fetchMessages"), "options", Map.of("limit", 1))))
        .hasSize(1);
    assertThat(run("chat", with(chat, "method", "archive")).booleanValue()).isTrue();
    var message = with(chat, "messageId", "RUN1");
    call("/message/runMethod", with(with(message, "method", "react"), "options", "👍"));
    assertThat(lastSent().getReaction().getText()).isEqualTo("👍");
    var group =
        call("/client/createGroup", Map.of("title", "Team", "participants", List.of(ASHA)))
            .at("/response/gid/_serialized")
            .stringValue();
    assertThat(
            run("groupChat", Map.of("chatId", group, "method", "setSubject", "options", "New"))
                .booleanValue())
        .isTrue();
    for (var name : List.of("noSuchMethod", "runMethod", "../chat/archive")) {
      fails(
          post(caller, "/client/runMethod/s1", Map.of("method", name)),
          500,
          "Method " + name + " is not implemented");
    }
    fails(post(caller, "/client/runMethod/s1", Map.of()), 400, "method is required");
    fails(
        post(caller, "/client/runMethod/s1", Map.of("method", "getNumberId")),
        400,
        "number is required");
    fails(post(caller, "/chat/runMethod/none", Map.of()), 404, "session_not_found");
    fails(
        post(
            caller,
            "/message/runMethod/s1",
            Map.of("chatId", ASHA_ID, "messageId", "NONE", "method", "star")),
        500,
        "Message not found");
  }

  @Test
  void aMethodWithAKeyRunsOnce() {
    var body =
        Map.of(
            "method",
            "sendMessage",
            "options",
            Map.of("chatId", ASHA_ID, "contentType", "string", "content", "once"));
    var first = post(caller, "/client/runMethod/s1", body, "run-1").expect(200);
    var second = post(caller, "/client/runMethod/s1", body, "run-1").expect(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(worker().sends(session)).hasSize(1);
  }

  private JsonNode run(String family, Map<String, Object> body) {
    return call("/" + family + "/runMethod", body).get("data");
  }

  @Test
  void formsAreTakenAsJsonIs() {
    var sent =
        form(
                "/client/sendMessage/s1",
                "chatId=12025550108%40c.us&contentType=string&content=a+b&options%5Bmentions%5D%5B%5D="
                    + "12025550108%40c.us&options[sendSeen]=false")
            .expect(200)
            .body()
            .get("message");
    assertThat(sent.get("body").stringValue()).isEqualTo("a b");
    assertThat(sent.at("/mentionedIds/0").stringValue()).isEqualTo(ASHA_ID);
    form(
            "/client/sendMessage/s1",
            "chatId=12025550108&contentType=Location&content[latitude]=1.5&content[longitude]=-2")
        .expect(200);
    assertThat(lastSent().getLocation().getLongitude()).isEqualTo(-2);
    assertThat(
            form("/chat/mute/s1", "chatId=12025550108&unmuteDate=1999999999")
                .expect(200)
                .body()
                .at("/result/muteExpiration")
                .longValue())
        .isEqualTo(1999999999);
    fails(form("/chat/mute/s1", "chatId=1&chatId=2"), 400, "chatId must be given once");
    fails(
        form("/chat/mute/s1", "chatId=1&chatId[a]=2"),
        400,
        "chatId must be a text, a list or an object");
  }

  private Answer form(String path, String body) {
    return call(
        caller, "POST", path, body, Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  @Test
  void whatIsUnknownSaysSo() {
    get(caller, "/client/noSuchCall/s1").expect(404);
    get(caller, "/client/sendMessage/s1").expect(405);
    fails(call(caller, "POST", "/chat/pin/s1", "{", Map.of()), 400, "The body is not valid JSON");
  }

  private static void fails(Answer answer, int status, String error) {
    WwebjsSessionTest.fails(answer, status, error);
  }

  private Content lastSent() {
    return worker().sends(session).getLast().getSend().getMessage().getContent();
  }

  private Command lastChatCommand() {
    return worker().commands(session).stream().filter(Command::hasChat).toList().getLast();
  }

  private void receive(String id, String text) {
    worker().receive(session, id, ASHA_JID, text);
    awaitMessage(id);
  }

  private void awaitMessage(String id) {
    eventually(() -> message("getClassInfo", id, Map.of()).expect(200));
  }

  private void change(java.util.function.UnaryOperator<ChatChange.Builder> what) {
    var change =
        what.apply(
            ChatChange.newBuilder()
                .setAbout(worker().address(ASHA_JID))
                .setAtMs(Instant.now().toEpochMilli()));
    worker()
        .emit(
            session.toString(),
            event -> event.setChat(ChatChanges.newBuilder().addChanges(change)));
  }

  private Answer send(String contentType, Object content) {
    return send(contentType, content, Map.of());
  }

  private Answer send(String contentType, Object content, Map<String, Object> options) {
    return post(
        caller,
        "/client/sendMessage/s1",
        Map.of(
            "chatId", ASHA_ID, "contentType", contentType, "content", content, "options", options));
  }

  private JsonNode call(String path, Map<String, Object> body) {
    return body == null
        ? get(caller, path + "/s1").expect(200).body()
        : post(caller, path + "/s1", body).expect(200).body();
  }

  private JsonNode client(String name, Map<String, Object> body) {
    return call("/client/" + name, body);
  }

  private JsonNode chat(String name, Map<String, Object> more) {
    return call("/chat/" + name, with(more, "chatId", ASHA_ID));
  }

  private JsonNode contact(String name, Map<String, Object> more) {
    return call("/contact/" + name, with(more, "contactId", ASHA_ID));
  }

  private JsonNode ofGroup(String name, String group, Map<String, Object> more) {
    return call("/groupChat/" + name, with(more, "chatId", group));
  }

  private Answer message(String name, String id, Map<String, Object> more) {
    return post(
        caller, "/message/" + name + "/s1", with(with(more, "chatId", ASHA_ID), "messageId", id));
  }

  private JsonNode ofMessage(String name, String id, Map<String, Object> more) {
    return message(name, id, more).expect(200).body();
  }

  private static Map<String, Object> with(Map<String, Object> more, String key, Object value) {
    var body = new HashMap<>(more);
    body.put(key, value);
    return body;
  }

  private static List<String> bodies(JsonNode messages) {
    return messages.valueStream().map(message -> message.get("body").stringValue()).toList();
  }

  private static String png() throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
