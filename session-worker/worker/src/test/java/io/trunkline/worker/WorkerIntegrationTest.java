package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.ChatCommand;
import io.trunkline.proto.command.ChatRangeSwitch;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.DeleteSession;
import io.trunkline.proto.command.HistoryCommand;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.LogoutSession;
import io.trunkline.proto.command.Ping;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.StartSession;
import io.trunkline.proto.command.StopSession;
import io.trunkline.proto.command.TakePulse;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The worker on real servers against the simulator, driven by commands alone.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkerIntegrationTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170000001";
  private static final String FRIEND = "96170000002";
  private static final String FRIEND_JID = FRIEND + "@s.whatsapp.net";

  @TempDir static Path folder;

  private static TestInfrastructure infrastructure;
  private static Simulator simulator;
  private static Phones phones;
  private static ConfigurableApplicationContext worker;
  private static Gateway gateway;
  private static long connection;

  @BeforeAll
  static void start() throws Exception {
    infrastructure = TestInfrastructure.shared();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    phones.create(OWN, "Own");
    phones.create(FRIEND, "Friend");
    phones.act(OWN, "/history", Map.of("chats", 3, "messagesPerChat", 30));
    worker = worker("worker-1");
    gateway = new Gateway(infrastructure);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    worker.close();
    simulator.close();
  }

  private static ConfigurableApplicationContext worker(String id) {
    var settings = WorkerProcess.settings(id, infrastructure, simulator, folder);
    var arguments =
        settings.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    return new SpringApplicationBuilder(WorkerApplication.class).run(arguments);
  }

  @Test
  @Order(1)
  void sessionIsLinkedByAQrThatAPhoneScans() {
    var reply = gateway.ask(link());
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    phones.scan(OWN, reply.getQr().getText());
    var open = gateway.event(SESSION, event -> is(event, ConnectionState.OPEN));
    connection = open.getConnection().getConnection();
    assertThat(connection).isPositive();
    assertThat(open.getConnection().getJid()).startsWith(OWN);
    assertThat(open.getTenantId()).isEqualTo(TENANT.toString());
    assertThat(open.getSequence() >> 24).isEqualTo(open.getEpoch());
  }

  @Test
  @Order(2)
  void textsArriveInOrderAndAreReportedSentAndDelivered() {
    var sent = IntStream.range(0, 20).mapToObj(i -> gateway.text(FRIEND_JID, "text " + i)).toList();
    for (var text : sent) {
      gateway.issue(command().setConnection(connection).setSend(text).build());
    }
    assertThat(phones.texts(FRIEND, 20))
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "text " + i).toList());
    for (var text : sent) {
      gateway.event(
          SESSION,
          event ->
              event.getStatus().getMessageId().equals(text.getMessageId())
                  && event.getStatus().getStatus() == MessageStatus.SENT
                  && event.getStatus().getContent().equals(text.getMessage().getContent()));
      gateway.event(
          SESSION,
          event ->
              event.getStatus().getWhatsappId().equals(text.getMessage().getWhatsappId())
                  && event.getStatus().getStatus() == MessageStatus.DELIVERED);
    }
  }

  @Test
  @Order(3)
  void answersArePublishedOnce() {
    phones.send(FRIEND, OWN, "hello back");
    var event = gateway.event(SESSION, one -> says(one, "hello back"));
    assertThat(event.getMessage().getFromMe()).isFalse();
    assertThat(event.getMessage().getSender().getPn()).startsWith(FRIEND);
    assertThat(gateway.events(SESSION).stream().filter(one -> says(one, "hello back"))).hasSize(1);
  }

  @Test
  @Order(4)
  void commandsOfOthersAreRefused() {
    var foreign =
        gateway
            .command(UUID.randomUUID(), SESSION)
            .setConnection(connection)
            .setSend(gateway.text(FRIEND_JID, "not mine"));
    assertThat(gateway.ask(foreign).getCode()).isEqualTo(ReplyCode.UNKNOWN_SESSION);
    var stale = command().setConnection(connection + 1).setSend(gateway.text(FRIEND_JID, "stale"));
    assertThat(gateway.ask(stale).getCode()).isEqualTo(ReplyCode.STALE_CONNECTION);
    var late =
        command()
            .setConnection(connection)
            .setDeadlineMs(1)
            .setSend(gateway.text(FRIEND + "9@s.whatsapp.net", "late"));
    assertThat(gateway.ask(late).getCode()).isEqualTo(ReplyCode.EXPIRED);
  }

  @Test
  @Order(4)
  void thePastIsToldAfterLinkingAndMoreOfItOnDemand() {
    var first = history(past -> past.getType().equals("initial_bootstrap"));
    assertThat(first.getChatsCount()).isEqualTo(3);
    assertThat(first.getMessagesCount()).isEqualTo(30);
    history(past -> past.getType().equals("recent") && past.getLast() && past.getProgress() == 100);
    var oldest = first.getMessages(9);
    var reply =
        gateway.ask(
            command()
                .setHistory(
                    HistoryCommand.newBuilder()
                        .setChat(oldest.getChat().getLid())
                        .setOldestId(oldest.getWhatsappId())
                        .setOldestFromMe(oldest.getFromMe())
                        .setOldestAt(oldest.getTimestamp())
                        .setCount(5)));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    var more = history(past -> past.getRequestId().equals(reply.getHistory().getRequestId()));
    assertThat(more.getMessagesCount()).isEqualTo(5);
    assertThat(more.getMessages(0).getTimestamp()).isLessThan(oldest.getTimestamp());
  }

  private static HistoryReceived history(Predicate<HistoryReceived> wanted) {
    return gateway
        .event(SESSION, event -> event.hasHistory() && wanted.test(event.getHistory()))
        .getHistory();
  }

  @Test
  @Order(4)
  void chatsThatArePinnedHereOrThereArePinnedEverywhere() {
    var pin = ChatCommand.newBuilder().setChat(FRIEND_JID).setPin(true);
    assertThat(gateway.ask(command().setChat(pin)).getCode()).isEqualTo(ReplyCode.OK);
    assertThat(phones.state(OWN).at("/chats/0/pinned").asBoolean()).isTrue();

    phones.act(OWN, "/chats/" + FRIEND + "/archive", Map.of());
    phones.act(OWN, "/contacts", Map.of("number", FRIEND, "name", "My friend"));

    var archived = chat(ChatChange::getArchived);
    assertThat(archived.getAbout().getPn()).isEqualTo(FRIEND_JID);
    assertThat(chat(change -> change.getContact().getFullName().equals("My friend")).getAtMs())
        .isPositive();
    var nameless = command().setChat(ChatCommand.newBuilder().setPin(true));
    assertThat(gateway.ask(nameless).getCode()).isEqualTo(ReplyCode.INVALID);
  }

  private static ChatChange chat(Predicate<ChatChange> wanted) {
    return gateway
        .event(SESSION, event -> event.getChat().getChangesList().stream().anyMatch(wanted))
        .getChat()
        .getChangesList()
        .stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(4)
  void aPulseTellsWhenTheSessionLastHeardAnything() {
    var reply = gateway.ask(command().setTakePulse(TakePulse.getDefaultInstance()));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
    var now = System.currentTimeMillis();
    assertThat(reply.getPulse().getLastHeardMs()).isBetween(now - 60_000, now);
  }

  @Test
  @Order(4)
  void pingIsAnsweredWhetherOrNotTheSessionExists() {
    for (var session : List.of(SESSION, UUID.randomUUID())) {
      var ping = gateway.command(UUID.randomUUID(), session).setPing(Ping.getDefaultInstance());
      assertThat(gateway.ask(ping).getCode()).isEqualTo(ReplyCode.OK);
    }
  }

  @Test
  @Order(4)
  void aSessionThatNobodyScannedCanBeLoggedOut() {
    var session = UUID.randomUUID();
    gateway.ask(gateway.command(TENANT, session).setLink(LinkSession.getDefaultInstance()));
    var logout = LogoutSession.getDefaultInstance();
    assertThat(gateway.ask(gateway.command(TENANT, session).setLogout(logout)).getCode())
        .isEqualTo(ReplyCode.OK);
    gateway.event(session, event -> is(event, ConnectionState.LOGGED_OUT));
    assertThat(gateway.ask(gateway.command(TENANT, session).setLogout(logout)).getCode())
        .isEqualTo(ReplyCode.NOT_LINKED);
  }

  @Test
  @Order(5)
  void stoppedSessionRefusesSendsAndStartsWithoutAScan() {
    assertThat(gateway.ask(command().setStop(StopSession.getDefaultInstance())).getCode())
        .isEqualTo(ReplyCode.OK);
    gateway.event(SESSION, event -> is(event, ConnectionState.CLOSED));
    var refused = command().setConnection(connection).setSend(gateway.text(FRIEND_JID, "closed"));
    assertThat(gateway.ask(refused).getCode()).isEqualTo(ReplyCode.NOT_CONNECTED);
    assertThat(gateway.ask(command().setStart(StartSession.getDefaultInstance())).getCode())
        .isEqualTo(ReplyCode.OK);
    connection = nextConnection();
  }

  @Test
  @Order(6)
  void anotherWorkerTakesOverWithoutAScan() {
    worker.close();
    worker = worker("worker-2");
    connection = nextConnection();
    var text = gateway.text(FRIEND_JID, "from the next worker");
    assertThat(gateway.ask(command().setConnection(connection).setSend(text)).getCode())
        .isEqualTo(ReplyCode.OK);
    phones.send(FRIEND, OWN, "still there?");
    gateway.event(SESSION, one -> says(one, "still there?"));
    assertThat(phones.texts(FRIEND, 21)).endsWith("from the next worker");
    var unarchive =
        ChatCommand.newBuilder()
            .setChat(FRIEND_JID)
            .setArchive(ChatRangeSwitch.getDefaultInstance());
    assertThat(gateway.ask(command().setChat(unarchive)).getCode()).isEqualTo(ReplyCode.OK);
    assertThat(phones.state(OWN).at("/chats/0/archived").asBoolean(true)).isFalse();
    var stats = phones.stats();
    for (var counter : List.of("duplicateIds", "keyReuse", "undecryptable")) {
      assertThat(stats.path(counter).asInt()).as(counter).isZero();
    }
  }

  @Test
  @Order(7)
  void deletedSessionIsGone() {
    assertThat(gateway.ask(command().setDelete(DeleteSession.getDefaultInstance())).getCode())
        .isEqualTo(ReplyCode.OK);
    gateway.event(SESSION, Event::hasDeleted);
    assertThat(gateway.ask(command().setStart(StartSession.getDefaultInstance())).getCode())
        .isEqualTo(ReplyCode.UNKNOWN_SESSION);
  }

  private static long nextConnection() {
    long last = connection;
    return gateway
        .event(
            SESSION,
            event ->
                is(event, ConnectionState.OPEN) && event.getConnection().getConnection() > last)
        .getConnection()
        .getConnection();
  }

  private static Command.Builder link() {
    return command().setLink(LinkSession.newBuilder().setDeviceName("Test"));
  }

  private static Command.Builder command() {
    return gateway.command(TENANT, SESSION);
  }

  private static boolean is(Event event, ConnectionState state) {
    return event.hasConnection() && event.getConnection().getState() == state;
  }

  private static boolean says(Event event, String text) {
    return event.getMessage().getContent().getText().getBody().equals(text);
  }
}
