package io.trunkline.worker;

import static io.trunkline.worker.Scene.FRIEND;
import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.proto.account.AccountCommand;
import io.trunkline.proto.account.AccountReply;
import io.trunkline.proto.account.GetBlockList;
import io.trunkline.proto.account.GetPrivacy;
import io.trunkline.proto.account.RemovePicture;
import io.trunkline.proto.account.SetPrivacy;
import io.trunkline.proto.call.CallCommand;
import io.trunkline.proto.call.RejectCall;
import io.trunkline.proto.contact.ContactCommand;
import io.trunkline.proto.contact.ContactReply;
import io.trunkline.proto.contact.LookUpAbout;
import io.trunkline.proto.contact.LookUpAddress;
import io.trunkline.proto.contact.LookUpBusiness;
import io.trunkline.proto.contact.LookUpDevices;
import io.trunkline.proto.contact.LookUpDisappearing;
import io.trunkline.proto.contact.LookUpNumbers;
import io.trunkline.proto.contact.LookUpPicture;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.CallChanged;
import io.trunkline.proto.event.PresenceChanged.Activity;
import io.trunkline.proto.presence.PresenceCommand;
import io.trunkline.proto.presence.ReadMessages;
import io.trunkline.proto.presence.ShowTyping;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Baileys and a session look each other up, watch each other, change their accounts and refuse
/// calls.
@ExtendWith(OneScene.class)
class BaileysLookupsTest {
  private static final String NOBODY = "96179999999";
  private static final byte[] JPEG = {-1, -40, -1, 9};

  private static Scene scene;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
    // They become acquaintances, who are told of each other's changes.
    scene.shown(
        scene.send(Content.newBuilder().setText(Text.newBuilder().setBody("how do you do"))));
    var unused = scene.received(scene.say(Map.of("text", "how do you do")));
  }

  private static ContactReply look(ContactCommand.Builder lookup) {
    return scene.ask(scene.command().setContact(lookup)).getContact();
  }

  private static ContactCommand.Builder contact() {
    return ContactCommand.newBuilder();
  }

  private static AccountReply change(Scene.Session session, AccountCommand.Builder change) {
    return session.ask(session.command().setAccount(change)).getAccount();
  }

  private static AccountReply change(AccountCommand.Builder change) {
    return scene.ask(scene.command().setAccount(change)).getAccount();
  }

  private static AccountCommand.Builder account() {
    return AccountCommand.newBuilder();
  }

  private static boolean is(JsonNode node, String expected) {
    return node.asString("").equals(expected);
  }

  @Test
  void whoIsOnWhatsApp() {
    var numbers =
        look(contact().setNumbers(LookUpNumbers.newBuilder().addNumbers(THEIRS).addNumbers(NOBODY)))
            .getNumbers();
    assertThat(numbers.getNumbers(0).getAddress().getPn()).isEqualTo(Scene.pn(THEIRS));
    assertThat(numbers.getNumbers(1).hasAddress()).isFalse();

    var found = scene.call("onWhatsApp", "+" + OURS, "+" + NOBODY);
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/jid").asString()).isEqualTo(Scene.pn(OURS));
    assertThat(found.at("/0/exists").asBoolean()).isTrue();
  }

  @Test
  void lidOfAnother() {
    assertThat(
            look(contact().setAddress(LookUpAddress.newBuilder().setJid(Scene.pn(THEIRS))))
                .getAddress()
                .getLid())
        .isEqualTo(scene.lid(THEIRS));
    var found = scene.call("signalRepository.lidMapping.getLIDForPN", Scene.pn(OURS));
    assertThat(found.asString()).isEqualTo(scene.lid(OURS));
  }

  @Test
  void about() {
    scene.call("updateProfileStatus", "Baileys here");
    assertThat(
            look(contact().setAbout(LookUpAbout.newBuilder().setJid(scene.lid(THEIRS))))
                .getAbout()
                .getText())
        .isEqualTo("Baileys here");
    scene.event(event -> event.getContact().getAbout().equals("Baileys here"));
    scene.sibling().event(event -> event.getAccount().getAbout().equals("Baileys here"));

    change(account().setSetAbout("Trunkline here"));
    var told = scene.call("fetchStatus", scene.lid(OURS));
    assertThat(told.at("/0/status/status").asString()).isEqualTo("Trunkline here");
  }

  @Test
  void picture() throws Exception {
    change(account().setSetPicture(ByteString.copyFrom(JPEG)));
    scene.told("contacts.update", told -> is(told.at("/0/imgUrl"), "changed"));
    var url = scene.call("profilePictureUrl", scene.lid(OURS), "image").asString();
    assertThat(Phones.download(url)).isEqualTo(JPEG);

    // updateProfilePicture of Baileys needs an image library; this is what it sends.
    byte[] theirs = {-1, -40, -1, 10};
    scene.call(
        "query",
        Map.of(
            "tag",
            "iq",
            "attrs",
            Map.of("to", "s.whatsapp.net", "type", "set", "xmlns", "w:profile:picture"),
            "content",
            List.of(
                Map.of(
                    "tag",
                    "picture",
                    "attrs",
                    Map.of("type", "image"),
                    "content",
                    Scene.bytes(theirs)))));
    var id =
        scene
            .event(
                event ->
                    event.getContact().hasPicture()
                        && !event.getContact().getPicture().getRemoved()
                        && event.getContact().getContact().getLid().equals(scene.lid(THEIRS)))
            .getContact()
            .getPicture()
            .getId();
    var found = pictureOfTheirs();
    assertThat(found.getState()).isEqualTo(ContactReply.Picture.State.FOUND);
    assertThat(found.getId()).isEqualTo(id);
    assertThat(Phones.download(found.getUrl())).isEqualTo(theirs);

    scene.call("removeProfilePicture", Scene.pn(THEIRS));
    assertThat(pictureOfTheirs().getState()).isEqualTo(ContactReply.Picture.State.NONE);
    change(account().setRemovePicture(RemovePicture.getDefaultInstance()));
    scene.told("contacts.update", told -> is(told.at("/0/imgUrl"), "removed"));
  }

  private static ContactReply.Picture pictureOfTheirs() {
    return look(contact()
            .setPicture(LookUpPicture.newBuilder().setJid(scene.lid(THEIRS)).setFull(true)))
        .getPicture();
  }

  @Test
  void devices() {
    assertThat(
            look(contact().setDevices(LookUpDevices.newBuilder().setJid(scene.lid(THEIRS))))
                .getDevices()
                .getJidsList())
        .hasSizeGreaterThanOrEqualTo(2)
        .first()
        .isEqualTo(scene.lid(THEIRS));
    var devices = scene.call("getUSyncDevices", List.of(scene.lid(OURS)), false, false);
    assertThat(devices.valueStream().map(device -> device.path("device").asInt(0)).toList())
        .contains(0)
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void businessProfile() {
    var shop =
        Map.of(
            "address",
            "1 Hamra",
            "description",
            "All of it",
            "email",
            "shop@example.com",
            "websites",
            List.of("https://example.com"),
            "category",
            "Shop");
    for (var number : List.of(OURS, THEIRS)) {
      scene.phones().act(number, "/business", shop);
    }
    var told =
        look(contact().setBusiness(LookUpBusiness.newBuilder().setJid(scene.lid(THEIRS))))
            .getBusiness();
    assertThat(told.getIsBusiness()).isTrue();
    assertThat(told.getDescription()).isEqualTo("All of it");
    assertThat(told.getWebsitesList()).containsExactly("https://example.com");
    assertThat(told.getCategories(0).getName()).isEqualTo("Shop");
    assertThat(
            look(contact().setBusiness(LookUpBusiness.newBuilder().setJid(scene.lid(FRIEND))))
                .getBusiness()
                .getIsBusiness())
        .isFalse();

    var theirs = scene.call("getBusinessProfile", scene.lid(OURS));
    assertThat(theirs.path("address").asString()).isEqualTo("1 Hamra");
    assertThat(theirs.path("email").asString()).isEqualTo("shop@example.com");
    assertThat(theirs.path("category").asString()).isEqualTo("Shop");
  }

  @Test
  void disappearingDefault() {
    scene.call("updateDefaultDisappearingMode", 86_400);
    assertThat(
            look(contact()
                    .setDisappearing(LookUpDisappearing.newBuilder().setJid(scene.lid(THEIRS))))
                .getDisappearing()
                .getTimerSeconds())
        .isEqualTo(86_400);
    change(account().setSetDisappearingSeconds(604_800));
    var told = scene.call("fetchDisappearingDuration", scene.lid(OURS));
    assertThat(told.at("/0/disappearing_mode/duration").asInt()).isEqualTo(604_800);
    scene.call("updateDefaultDisappearingMode", 0);
    change(account().setSetDisappearingSeconds(0));
  }

  @Test
  void presenceAndTyping() {
    scene.ask(
        scene.command().setPresence(PresenceCommand.newBuilder().setWatch(scene.lid(THEIRS))));
    for (var state : List.of("unavailable", "available")) {
      scene.call("sendPresenceUpdate", state);
      presence(Activity.valueOf(state.toUpperCase(Locale.ROOT)));
    }
    for (var state : List.of("composing", "recording", "paused")) {
      scene.call("sendPresenceUpdate", state, scene.lid(OURS));
      presence(Activity.valueOf(state.toUpperCase(Locale.ROOT)));
    }

    scene.call("presenceSubscribe", scene.lid(OURS));
    for (var isAvailable : List.of(false, true)) {
      scene.ask(
          scene.command().setPresence(PresenceCommand.newBuilder().setShowAvailable(isAvailable)));
      presence(isAvailable ? "available" : "unavailable");
    }
    show(ShowTyping.State.COMPOSING);
    presence("composing");
    show(ShowTyping.State.RECORDING);
    presence("recording");
  }

  private static void presence(Activity activity) {
    scene.event(
        event ->
            event.getPresence().getActivity() == activity
                && event.getPresence().getParticipant().getLid().equals(scene.lid(THEIRS)));
  }

  private static void presence(String expected) {
    scene.told(
        "presence.update",
        told ->
            told.path("presences")
                .valueStream()
                .anyMatch(one -> is(one.path("lastKnownPresence"), expected)));
  }

  private static void show(ShowTyping.State state) {
    var typing = ShowTyping.newBuilder().setChat(scene.lid(THEIRS)).setState(state);
    scene.ask(scene.command().setPresence(PresenceCommand.newBuilder().setTyping(typing)));
  }

  @Test
  void receipts() {
    var ours = scene.send(Content.newBuilder().setText(Text.newBuilder().setBody("read me")));
    scene.shown(ours);
    status(ours, MessageStatus.DELIVERED);
    scene.call(
        "readMessages", List.of(Map.of("remoteJid", scene.lid(OURS), "id", ours, "fromMe", false)));
    status(ours, MessageStatus.READ);

    var theirs = scene.say(Map.of("text", "read me too"));
    status(theirs, 3);
    var read = ReadMessages.newBuilder().setChat(scene.lid(THEIRS)).addWhatsappIds(theirs);
    scene.ask(scene.command().setPresence(PresenceCommand.newBuilder().setRead(read)));
    status(theirs, 4);
  }

  private static void status(String id, MessageStatus status) {
    scene.event(
        event ->
            event.getStatus().getWhatsappId().equals(id)
                && event.getStatus().getStatus() == status);
  }

  /// @param status Baileys' number of it: 3 delivered, 4 read
  private static void status(String id, int status) {
    scene.told(
        "messages.update",
        told ->
            told.valueStream()
                .anyMatch(
                    one ->
                        is(one.at("/key/id"), id) && one.at("/update/status").asInt(0) >= status));
  }

  /// Of one account: what one device does is told to the other.
  @Test
  void blockList() {
    var sibling = scene.sibling();
    scene.call("updateBlockStatus", Scene.pn(FRIEND), "block");
    sibling.event(
        event ->
            event.getAccount().getBlockList().getUsersList().stream()
                .anyMatch(user -> user.getLid().equals(scene.lid(FRIEND))));
    assertThat(blocked(sibling)).containsExactly(scene.lid(FRIEND));
    change(sibling, account().setUnblock(scene.lid(FRIEND)));
    assertThat(scene.call("fetchBlocklist")).isEmpty();
    change(sibling, account().setBlock(scene.lid(FRIEND)));
    scene.told("blocklist.update", told -> is(told.at("/blocklist/0"), scene.lid(FRIEND)));
    assertThat(scene.call("fetchBlocklist").path(0).asString()).isEqualTo(scene.lid(FRIEND));
    scene.call("updateBlockStatus", Scene.pn(FRIEND), "unblock");
    assertThat(blocked(sibling)).isEmpty();
  }

  private static List<String> blocked(Scene.Session session) {
    return change(session, account().setGetBlockList(GetBlockList.getDefaultInstance()))
        .getBlockList()
        .getUsersList()
        .stream()
        .map(user -> user.getLid())
        .toList();
  }

  @Test
  void privacySettings() {
    var sibling = scene.sibling();
    scene.call("updateLastSeenPrivacy", "contacts");
    sibling.event(
        event ->
            event
                .getAccount()
                .getPrivacy()
                .getSettingsMap()
                .getOrDefault("last", "")
                .equals("contacts"));
    assertThat(
            change(sibling, account().setGetPrivacy(GetPrivacy.getDefaultInstance()))
                .getPrivacy()
                .getSettingsMap())
        .containsEntry("last", "contacts");
    change(
        sibling, account().setSetPrivacy(SetPrivacy.newBuilder().setName("last").setValue("all")));
    assertThat(scene.call("fetchPrivacySettings", true).path("last").asString()).isEqualTo("all");
  }

  /// Neither can call; a phone does.
  @Test
  void callsAreSeenAndRefused() {
    var call = callOfFriend(THEIRS);
    var offer =
        scene.told("call", told -> is(told.at("/0/id"), call) && is(told.at("/0/status"), "offer"));
    assertThat(offer.at("/0/isVideo").asBoolean()).isTrue();
    scene.call("rejectCall", call, offer.at("/0/from").asString());
    assertThat(stateOf(call)).isEqualTo("rejected");
    scene
        .sibling()
        .event(
            event ->
                event.getCall().getCallId().equals(call)
                    && event.getCall().getStep() == CallChanged.Step.TERMINATED);

    var other = callOfFriend(OURS);
    var seen =
        scene
            .event(
                event ->
                    event.getCall().getCallId().equals(other)
                        && event.getCall().getStep() == CallChanged.Step.OFFERED)
            .getCall();
    assertThat(seen.getVideo()).isTrue();
    scene.ask(
        scene
            .command()
            .setCall(
                CallCommand.newBuilder()
                    .setReject(
                        RejectCall.newBuilder()
                            .setCallId(other)
                            .setCaller(seen.getCaller().getLid()))));
    assertThat(stateOf(other)).isEqualTo("rejected");
  }

  private static String callOfFriend(String to) {
    return scene
        .phones()
        .act("/phones/" + FRIEND + "/calls", Map.of("to", to, "video", true))
        .path("callId")
        .asString();
  }

  private static String stateOf(String call) {
    return scene
        .phones()
        .state(FRIEND)
        .path("calls")
        .valueStream()
        .filter(one -> is(one.path("callId"), call))
        .map(one -> one.path("state").asString())
        .findFirst()
        .orElseThrow();
  }
}
