package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.group.ChangeParticipants;
import io.trunkline.proto.group.CreateGroup;
import io.trunkline.proto.group.GetGroup;
import io.trunkline.proto.group.GetInvite;
import io.trunkline.proto.group.GroupCommand;
import io.trunkline.proto.group.GroupRole;
import io.trunkline.proto.group.GroupSetting;
import io.trunkline.proto.group.LeaveGroup;
import io.trunkline.proto.group.ListGroups;
import io.trunkline.proto.group.ParticipantAction;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Groups through a real worker against the simulator, driven by commands alone.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GroupCommandsTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170100001";
  private static final String BOB = "96170100002";
  private static final String EVE = "96170100003";

  @TempDir static Path folder;

  private static Simulator simulator;
  private static Phones phones;
  private static ConfigurableApplicationContext worker;
  private static Gateway gateway;
  private static long connection;
  private static String group;

  @BeforeAll
  static void start() throws Exception {
    var infrastructure = TestInfrastructure.shared();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    phones.create(OWN, "Own");
    phones.create(BOB, "Bob");
    phones.create(EVE, "Eve");
    worker =
        new SpringApplicationBuilder(WorkerApplication.class)
            .run(
                WorkerProcess.settings("worker-groups", infrastructure, simulator, folder)
                    .entrySet()
                    .stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new));
    gateway = new Gateway(infrastructure);
    var linked = gateway.ask(command().setLink(LinkSession.newBuilder().setDeviceName("Groups")));
    phones.scan(OWN, linked.getQr().getText());
    connection =
        gateway
            .event(
                SESSION,
                event ->
                    event.hasConnection()
                        && event.getConnection().getState() == ConnectionState.OPEN)
            .getConnection()
            .getConnection();
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

  private static Reply ask(GroupCommand.Builder operation) {
    return gateway.ask(command().setGroup(operation));
  }

  private static GroupCommand.Builder of(String jid) {
    return GroupCommand.newBuilder().setGroup(jid);
  }

  private static String jid(String number) {
    return number + "@s.whatsapp.net";
  }

  @Test
  @Order(1)
  void aGroupIsMadeOnce() {
    var command =
        command()
            .setGroup(
                GroupCommand.newBuilder()
                    .setCreate(
                        CreateGroup.newBuilder()
                            .setSubject("Family")
                            .setDescription("us")
                            .addParticipants(jid(BOB))));
    var made = gateway.ask(command);
    assertThat(made.getCode()).isEqualTo(ReplyCode.OK);
    group = made.getGroup().getGroup().getJid();
    assertThat(made.getGroup().getGroup().getParticipantsList()).hasSize(2);
    // The event comes from the server, to this device as to every other.
    gateway.event(SESSION, event -> event.getGroup().getJoined().getGroup().getJid().equals(group));

    gateway.issue(command.build());
    gateway.issue(command.build());
    assertThat(
            ask(GroupCommand.newBuilder().setList(ListGroups.getDefaultInstance()))
                .getGroup()
                .getGroupsList())
        .hasSize(1);
    gateway.reply(command.getCommandId(), ReplyCode.OUTCOME_UNKNOWN);
  }

  @Test
  @Order(2)
  void textsGoToTheGroupAndComeFromIt() {
    for (int i = 0; i < 3; i++) {
      send("to all " + i);
    }
    assertThat(phones.texts(BOB, 3)).containsExactly("to all 0", "to all 1", "to all 2");
    assertThat(phones.texts(OWN, 3)).containsExactly("to all 0", "to all 1", "to all 2");
    for (int i = 0; i < 3; i++) {
      phones.send(BOB, group, "from Bob " + i);
    }
    for (int i = 0; i < 3; i++) {
      String text = "from Bob " + i;
      var event = gateway.event(SESSION, one -> says(one, text));
      assertThat(event.getMessage().getChat().getOther()).isEqualTo(group);
      assertThat(event.getMessage().getSender().getPn()).isEqualTo(jid(BOB));
    }
    phones.send(OWN, group, "from my phone");
    var own = gateway.event(SESSION, one -> says(one, "from my phone"));
    assertThat(own.getMessage().getFromMe()).isTrue();
  }

  private static void send(String text) {
    var reply = gateway.ask(command().setConnection(connection).setSend(gateway.text(group, text)));
    assertThat(reply.getCode()).isEqualTo(ReplyCode.OK);
  }

  private static boolean says(Event event, String text) {
    return event.getMessage().getContent().getText().getBody().equals(text);
  }

  @Test
  @Order(3)
  void whoComesLaterReadsWhatFollowsAndWhoLeftDoesNot() {
    var added =
        ask(
            of(group)
                .setParticipants(
                    ChangeParticipants.newBuilder()
                        .setAction(ParticipantAction.ADD)
                        .addUsers(jid(EVE))));
    assertThat(added.getGroup().getOutcomes(0).getCode()).isEqualTo(200);
    var event =
        gateway.event(
            SESSION, one -> one.getGroup().getParticipants().getAction() == ParticipantAction.ADD);
    assertThat(event.getGroup().getParticipants().getUsers(0).getPn()).isEqualTo(jid(EVE));
    assertThat(event.getGroup().getActor().getPn()).isEqualTo(jid(OWN));
    send("with Eve");
    assertThat(phones.texts(EVE, 1)).containsExactly("with Eve");

    phones.call(
        "/groups/" + group + "/participants",
        Map.of("actor", OWN, "action", "remove", "participants", List.of(EVE)));
    gateway.event(
        SESSION, one -> one.getGroup().getParticipants().getAction() == ParticipantAction.REMOVE);
    send("without Eve");
    assertThat(phones.texts(BOB, 5)).endsWith("with Eve", "without Eve");
    assertThat(phones.texts(EVE, 1)).containsExactly("with Eve");
  }

  @Test
  @Order(4)
  void settingsAndInvitesAreChanged() {
    assertThat(ask(of(group).setSubject("Kin")).getCode()).isEqualTo(ReplyCode.OK);
    assertThat(ask(of(group).setSetting(GroupSetting.newBuilder().setAnnounce(true))).getCode())
        .isEqualTo(ReplyCode.OK);
    gateway.event(SESSION, event -> event.getGroup().getSubject().equals("Kin"));
    gateway.event(SESSION, event -> event.getGroup().getSetting().getAnnounce());
    var info = ask(of(group).setGet(GetGroup.getDefaultInstance())).getGroup().getGroup();
    assertThat(info.getSubject()).isEqualTo("Kin");
    assertThat(info.getSettings().getAnnounce()).isTrue();
    assertThat(info.getDescription().getText()).isEqualTo("us");
    assertThat(info.getParticipants(0).getRole()).isEqualTo(GroupRole.SUPERADMIN);
    var invite = ask(of(group).setInvite(GetInvite.getDefaultInstance()));
    assertThat(invite.getGroup().getInviteCode()).isNotEmpty();
    var unknown = ask(GroupCommand.newBuilder().setJoin("no such code"));
    assertThat(unknown.getCode()).isEqualTo(ReplyCode.REFUSED);
    assertThat(unknown.getGroup().getServerCode()).isEqualTo(406);
  }

  @Test
  @Order(5)
  void whoLeftIsNoMember() {
    assertThat(ask(of(group).setLeave(LeaveGroup.getDefaultInstance())).getCode())
        .isEqualTo(ReplyCode.OK);
    var refused =
        gateway.ask(command().setConnection(connection).setSend(gateway.text(group, "gone")));
    assertThat(refused.getCode()).isEqualTo(ReplyCode.REFUSED);
    var stats = phones.stats();
    for (var counter : List.of("duplicateIds", "keyReuse", "undecryptable", "retryReceipts")) {
      assertThat(stats.path(counter).asInt()).as(counter).isZero();
    }
  }
}
