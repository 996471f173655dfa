package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.account.AccountCommand;
import io.trunkline.proto.account.AccountReply;
import io.trunkline.proto.account.GetBlockList;
import io.trunkline.proto.account.GetProfile;
import io.trunkline.proto.account.SetPrivacy;
import io.trunkline.proto.call.CallCommand;
import io.trunkline.proto.call.RejectCall;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.ConfigureSession;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.LogoutSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SessionConfig;
import io.trunkline.proto.contact.ContactCommand;
import io.trunkline.proto.contact.ContactReply;
import io.trunkline.proto.contact.LookUpAbout;
import io.trunkline.proto.contact.LookUpNumbers;
import io.trunkline.proto.contact.LookUpPicture;
import io.trunkline.proto.event.CallChanged;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.PresenceChanged;
import io.trunkline.proto.presence.PresenceCommand;
import io.trunkline.proto.presence.ShowTyping;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import io.trunkline.worker.media.MediaStore;
import io.trunkline.worker.media.SecretFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Linking by code, lookups, account, presence, calls, limits and an outdated version, by commands
/// and events alone.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkerAccountTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170100001";
  private static final String FRIEND = "96170100002";
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 7};

  @TempDir static Path folder;

  private static Simulator simulator;
  private static Phones phones;
  private static ConfigurableApplicationContext worker;
  private static Gateway gateway;
  private static String friendLid;
  private static long connection;

  @BeforeAll
  static void start() throws Exception {
    var infrastructure = TestInfrastructure.shared();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    phones.create(OWN, "Own");
    friendLid = phones.create(FRIEND, "Friend").path("lid").asString();
    var arguments =
        WorkerProcess.settings("account", infrastructure, simulator, folder).entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    worker = new SpringApplicationBuilder(WorkerApplication.class).run(arguments);
    gateway = new Gateway(infrastructure);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    worker.close();
    simulator.close();
  }

  private static Command.Builder command() {
    return gateway.command(TENANT, SESSION);
  }

  private static Command.Builder link(String number) {
    return command().setLink(LinkSession.newBuilder().setPhoneNumber(number));
  }

  private static ContactReply ask(ContactCommand.Builder contact) {
    Reply reply = gateway.ask(command().setContact(contact));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    return reply.getContact();
  }

  private static AccountReply ask(AccountCommand.Builder account) {
    Reply reply = gateway.ask(command().setAccount(account));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    return reply.getAccount();
  }

  private static void ask(PresenceCommand.Builder presence) {
    assertThat(gateway.ask(command().setPresence(presence)).getCode()).isEqualTo(ReplyCode.OK);
  }

  private static Event open() {
    long last = connection;
    Event event =
        gateway.event(
            SESSION,
            one ->
                one.getConnection().getState() == ConnectionState.OPEN
                    && one.getConnection().getConnection() > last);
    connection = event.getConnection().getConnection();
    return event;
  }

  @Test
  @Order(1)
  void sessionIsLinkedByACodeThatIsTyped() {
    assertThat(gateway.ask(link("0")).getCode()).isEqualTo(ReplyCode.INVALID);
    assertThat(gateway.ask(link("96179999999")).getCode()).isEqualTo(ReplyCode.REFUSED);
    Reply reply = gateway.ask(link(OWN));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    var shown =
        gateway.event(SESSION, one -> one.getConnection().getState() == ConnectionState.CODE);
    assertThat(shown.getConnection().getPairingCode()).isEqualTo(reply.getPairingCode().getCode());
    phones.typeCode(OWN, reply.getPairingCode().getCode());
    assertThat(open().getConnection().getJid()).startsWith(OWN);
  }

  @Test
  @Order(2)
  void othersAreLookedUp() {
    phones.act(
        "/phones/" + FRIEND + "/profile",
        Map.of("about", "busy", "pictureBase64", Base64.getEncoder().encodeToString(JPEG)));
    var numbers =
        ask(ContactCommand.newBuilder()
                .setNumbers(
                    LookUpNumbers.newBuilder().addNumbers("+" + FRIEND).addNumbers("96179999999")))
            .getNumbers();
    assertThat(numbers.getNumbers(0).getAddress().getLid()).isEqualTo(friendLid);
    assertThat(numbers.getNumbers(1).hasAddress()).isFalse();
    var friend = FRIEND + "@s.whatsapp.net";
    assertThat(
            ask(ContactCommand.newBuilder().setAbout(LookUpAbout.newBuilder().setJid(friend)))
                .getAbout()
                .getText())
        .isEqualTo("busy");
    assertThat(
            ask(ContactCommand.newBuilder()
                    .setPicture(LookUpPicture.newBuilder().setJid(friendLid).setFull(true)))
                .getPicture()
                .getState())
        .isEqualTo(ContactReply.Picture.State.FOUND);
    assertThat(
            gateway
                .ask(
                    command()
                        .setContact(
                            ContactCommand.newBuilder()
                                .setAbout(LookUpAbout.newBuilder().setJid("no jid"))))
                .getCode())
        .isEqualTo(ReplyCode.INVALID);
  }

  @Test
  @Order(3)
  void ownAccountIsChangedAndThePhoneShowsIt() {
    ask(AccountCommand.newBuilder().setSetPushName("Shop"));
    ask(AccountCommand.newBuilder().setSetAbout("open"));
    assertThat(
            ask(AccountCommand.newBuilder().setSetPicture(ByteString.copyFrom(JPEG)))
                .getPictureId())
        .isEqualTo(phones.state(OWN).path("pictureId").asString());
    var profile =
        ask(AccountCommand.newBuilder().setGetProfile(GetProfile.getDefaultInstance()))
            .getProfile();
    assertThat(List.of(profile.getPushName(), profile.getAbout())).containsExactly("Shop", "open");
    assertThat(
            ask(AccountCommand.newBuilder()
                    .setSetPrivacy(SetPrivacy.newBuilder().setName("last").setValue("none")))
                .getPrivacy()
                .getSettingsMap())
        .containsEntry("last", "none");
    assertThat(
            ask(AccountCommand.newBuilder().setBlock(FRIEND + "@s.whatsapp.net"))
                .getBlockList()
                .getUsers(0)
                .getLid())
        .isEqualTo(friendLid);
    ask(AccountCommand.newBuilder().setUnblock(friendLid));
    assertThat(
            ask(AccountCommand.newBuilder().setGetBlockList(GetBlockList.getDefaultInstance()))
                .getBlockList()
                .getUsersList())
        .isEmpty();
    assertThat(phones.state(OWN).path("about").asString()).isEqualTo("open");
  }

  @Test
  @Order(4)
  void changesMadeElsewhereAreEvents() {
    phones.send(FRIEND, OWN, "hello");
    gateway.event(SESSION, Event::hasMessage);
    phones.act("/phones/" + FRIEND + "/profile", Map.of("about", "back"));
    gateway.event(
        SESSION,
        event ->
            event.getContact().getAbout().equals("back")
                && event.getContact().getContact().getPn().startsWith(FRIEND));
    phones.act("/phones/" + OWN + "/block", Map.of("jid", friendLid));
    gateway.event(SESSION, event -> event.getAccount().getBlockList().getUsersCount() == 1);
    phones.act("/phones/" + OWN + "/unblock", Map.of("jid", friendLid));
    phones.act("/phones/" + OWN + "/privacy", Map.of("readReceipts", "none"));
    gateway.event(
        SESSION,
        event ->
            event.getAccount().getPrivacy().getSettingsMap().containsValue("none")
                && event.getAccount().getPrivacy().containsSettings("readreceipts"));
  }

  @Test
  @Order(5)
  void presenceAndTypingGoBothWays() {
    ask(PresenceCommand.newBuilder().setWatch(friendLid));
    phones.act("/phones/" + FRIEND + "/presence", Map.of("state", "available"));
    gateway.event(SESSION, event -> is(event, PresenceChanged.Activity.AVAILABLE));
    phones.act("/phones/" + FRIEND + "/presence", Map.of("state", "recording", "to", OWN));
    gateway.event(SESSION, event -> is(event, PresenceChanged.Activity.RECORDING));
    ask(PresenceCommand.newBuilder().setShowAvailable(true));
    ask(
        PresenceCommand.newBuilder()
            .setTyping(
                ShowTyping.newBuilder().setChat(friendLid).setState(ShowTyping.State.COMPOSING)));
  }

  private static boolean is(Event event, PresenceChanged.Activity activity) {
    return event.getPresence().getActivity() == activity
        && event.getPresence().getParticipant().getLid().equals(friendLid);
  }

  @Test
  @Order(6)
  void callIsSeenAndRefused() {
    var callId =
        phones
            .act("/phones/" + FRIEND + "/calls", Map.of("to", OWN, "video", true))
            .path("callId")
            .asString();
    var offer = gateway.event(SESSION, event -> event.getCall().getCallId().equals(callId));
    assertThat(offer.getCall().getStep()).isEqualTo(CallChanged.Step.OFFERED);
    assertThat(offer.getCall().getVideo()).isTrue();
    var reject =
        RejectCall.newBuilder().setCallId(callId).setCaller(offer.getCall().getCaller().getLid());
    assertThat(gateway.ask(command().setCall(CallCommand.newBuilder().setReject(reject))).getCode())
        .isEqualTo(ReplyCode.OK);
    assertThat(phones.state(FRIEND).path("calls").path(0).path("state").asString())
        .isEqualTo("rejected");
  }

  @Test
  @Order(7)
  void aStrangerIsReachedByATokenOfTheAccountsSalt() {
    phones.create("96170100004", "Shy");
    phones.act("/server", Map.of("requireTokens", true));
    try {
      phones.act(OWN, "/salt", Map.of());
      // In the same collection, so the salt is known when this is.
      phones.act(OWN, "/chats/" + FRIEND + "@s.whatsapp.net/mute", Map.of("until", 1_999_999_999));
      gateway.event(
          SESSION,
          event -> event.getChat().getChangesList().stream().anyMatch(ChatChange::hasMute));
      var first = gateway.text("96170100004@s.whatsapp.net", "we have not met");
      assertThat(gateway.ask(command().setConnection(connection).setSend(first)).getCode())
          .isEqualTo(ReplyCode.OK);
      assertThat(phones.texts("96170100004", 1)).containsExactly("we have not met");
    } finally {
      phones.act("/server", Map.of("requireTokens", false));
    }
  }

  @Test
  @Order(9)
  void whatTheTenantSetsTakesEffectAtOnce() throws IOException {
    configure(SessionConfig.newBuilder().setRejectsCalls(true));
    var call = phones.act("/phones/" + FRIEND + "/calls", Map.of("to", OWN));
    Awaitility.await()
        .until(
            () ->
                phones
                    .state(FRIEND)
                    .path("calls")
                    .valueStream()
                    .anyMatch(
                        known ->
                            known.path("callId").equals(call.path("callId"))
                                && known.path("state").asString().equals("rejected")));

    var store = worker.getBean(MediaStore.class);
    var file =
        new SecretFiles(store, new SecureRandom())
            .keep(TENANT, "http://ann:secret@127.0.0.1:1".getBytes(StandardCharsets.UTF_8));
    var proxied = SessionConfig.newBuilder().setProxyFile(file);
    configure(proxied);
    gateway.event(SESSION, event -> event.getConnection().getState() == ConnectionState.RETRYING);
    Awaitility.await().until(() -> store.find(TENANT, file).isEmpty());
    configure(proxied);
    assertThat(
            gateway
                .ask(
                    command()
                        .setConfigure(
                            ConfigureSession.newBuilder()
                                .setConfig(proxied.clone().setProxyFile("0".repeat(64)))))
                .getCode())
        .as("no such file")
        .isEqualTo(ReplyCode.INVALID);
    configure(SessionConfig.newBuilder());
    connection =
        gateway
            .event(
                SESSION,
                event ->
                    event.getConnection().getState() == ConnectionState.OPEN
                        && event.getConnection().getConnection() > connection)
            .getConnection()
            .getConnection();
  }

  private static void configure(SessionConfig.Builder config) {
    var reply =
        gateway.ask(command().setConfigure(ConfigureSession.newBuilder().setConfig(config)));
    assertThat(reply.getCode()).as(reply.getReason()).isEqualTo(ReplyCode.OK);
  }

  @Test
  @Order(8)
  void limitedMessageIsNeitherSentNorFailed() {
    phones.create("96170100003", "Stranger");
    phones.act(
        "/faults", Map.of("target", OWN, "kind", "message-refused", "code", 463, "count", 1));
    var text = gateway.text("96170100003@s.whatsapp.net", "who are you?");
    var send = command().setConnection(connection).setSend(text);
    assertThat(gateway.ask(send).getCode()).isEqualTo(ReplyCode.BUSY);
    var health = gateway.event(SESSION, Event::hasHealth).getHealth();
    assertThat(health.getState()).isEqualTo("reachout_timelock");
    assertThat(health.getUntilMs()).isPositive();
    var again = command().setConnection(connection).setSend(text);
    assertThat(gateway.ask(again).getCode()).isEqualTo(ReplyCode.BUSY);
    assertThat(gateway.events(SESSION))
        .noneMatch(event -> event.getStatus().getMessageId().equals(text.getMessageId()));
    assertThat(
            gateway
                .ask(
                    command()
                        .setConnection(connection)
                        .setSend(gateway.text(friendLid, "you know me")))
                .getCode())
        .isEqualTo(ReplyCode.OK);
  }

  @Test
  @Order(10)
  void outdatedVersionIsReplacedByThePublishedOne() {
    phones.act("/server", Map.of("minimumClientVersion", "2.3000.1099999999"));
    phones.act("/faults", Map.of("target", OWN, "kind", "disconnect"));
    open();
    assertThat(phones.act("/server", Map.of("dropKnownIds", true)).path("versionPageViews").asInt())
        .isEqualTo(1);
  }

  @Test
  @Order(11)
  void aSecondSessionOfTheSamePhoneWorksBesideTheFirst() {
    var second = UUID.randomUUID();
    var reply =
        gateway.ask(
            gateway.command(TENANT, second).setLink(LinkSession.newBuilder().setPhoneNumber(OWN)));
    phones.typeCode(OWN, reply.getPairingCode().getCode());
    gateway.event(second, event -> event.getConnection().getState() == ConnectionState.OPEN);
    phones.send(FRIEND, OWN, "to both");
    for (var session : List.of(SESSION, second)) {
      gateway.event(
          session, event -> event.getMessage().getContent().getText().getBody().equals("to both"));
    }
    assertThat(
            gateway
                .ask(gateway.command(TENANT, second).setLogout(LogoutSession.getDefaultInstance()))
                .getCode())
        .isEqualTo(ReplyCode.OK);
    var stats = phones.stats();
    assertThat(stats.path("keyReuse").asInt() + stats.path("duplicateIds").asInt()).isZero();
  }
}
