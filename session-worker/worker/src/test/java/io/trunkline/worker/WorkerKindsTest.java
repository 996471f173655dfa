package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.SendMessage;
import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Content.KindCase;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.Location;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Pin;
import io.trunkline.proto.content.Poll;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.Revoke;
import io.trunkline.proto.content.ScheduledEvent;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.simulator.Simulator;
import io.trunkline.simulator.SimulatorOptions;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Messages of many kinds between the worker and a phone, in both directions.
class WorkerKindsTest {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final String OWN = "96170000011";
  private static final String FRIEND = "96170000012";
  private static final String FRIEND_JID = FRIEND + "@s.whatsapp.net";
  private static final ByteString YES = Addition.PollVote.hash("yes");

  @TempDir static Path folder;

  private static Simulator simulator;
  private static Phones phones;
  private static ConfigurableApplicationContext worker;
  private static Gateway gateway;
  private static long connection;

  @BeforeAll
  static void start() throws Exception {
    var infrastructure = TestInfrastructure.shared();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder.resolve("simulator")));
    phones = new Phones(simulator.controlUrl());
    phones.create(OWN, "Own");
    phones.create(FRIEND, "Friend");
    var settings = WorkerProcess.settings("worker-kinds", infrastructure, simulator, folder);
    worker =
        new SpringApplicationBuilder(WorkerApplication.class)
            .run(
                settings.entrySet().stream()
                    .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                    .toArray(String[]::new));
    gateway = new Gateway(infrastructure);
    var reply =
        gateway.ask(gateway.command(TENANT, SESSION).setLink(LinkSession.getDefaultInstance()));
    phones.scan(OWN, reply.getQr().getText());
    connection =
        gateway
            .event(SESSION, event -> event.getConnection().getState() == ConnectionState.OPEN)
            .getConnection()
            .getConnection();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    worker.close();
    simulator.close();
  }

  @Test
  void kindsGoBothWays() {
    var text = send(content().setText(Text.newBuilder().setBody("hi")));
    var target = key(text, true);
    send(content().setLocation(Location.newBuilder().setLatitude(1).setName("here")));
    send(content().setContact(ContactCard.newBuilder().setDisplayName("Eve").setVcard("v")));
    send(content().setEvent(ScheduledEvent.newBuilder().setName("Party").setStartsAtS(60)));
    send(content().setReaction(Reaction.newBuilder().setTarget(target).setText("👍")));
    send(
        content()
            .setEdit(
                Edit.newBuilder()
                    .setTarget(target)
                    .setContent(content().setText(Text.newBuilder().setBody("ho")))));
    send(content().setPin(Pin.newBuilder().setTarget(target).setIsPinned(true)));
    send(content().setRevoke(Revoke.newBuilder().setTarget(target)));
    var poll =
        send(
            content()
                .setPoll(
                    Poll.newBuilder()
                        .setName("Lunch?")
                        .addAllOptions(List.of("yes", "no"))
                        .setSelectableCount(1)));
    assertThat(phones.texts(FRIEND, 9))
        .containsExactly("hi", "here", "Eve", "Party", "👍", "ho", text, text, "Lunch?");

    say("pollVote", Map.of("targetId", poll, "options", List.of("yes")));
    var vote = received(KindCase.POLL_VOTE).getPollVote();
    assertThat(vote.getOptionHashesList()).containsExactly(YES);
    assertThat(vote.getTarget().getWhatsappId()).isEqualTo(poll);
    assertThat(vote.getTarget().getFromMe()).isTrue();

    say("liveLocation", Map.of("latitude", 1.5, "longitude", 2.5));
    say("contact", Map.of("displayName", "Eve", "vcards", List.of("v")));
    say("event", Map.of("name", "Party", "startTime", 60));
    assertThat(received(KindCase.LIVE_LOCATION).getLiveLocation().getLatitude()).isEqualTo(1.5);
    assertThat(received(KindCase.CONTACT).getContact().getDisplayName()).isEqualTo("Eve");
    assertThat(received(KindCase.EVENT).getEvent().getName()).isEqualTo("Party");

    var asked = say("poll", Map.of("name", "Dinner?", "options", List.of("yes", "no")));
    received(KindCase.POLL);
    send(
        content()
            .setPollVote(PollVote.newBuilder().setTarget(key(asked, false)).addOptions("yes")));
    assertThat(phones.texts(FRIEND, 10)).last().isEqualTo("yes");
  }

  private static Content.Builder content() {
    return Content.newBuilder();
  }

  private static MessageKey key(String id, boolean fromMe) {
    return MessageKey.newBuilder().setChat(FRIEND_JID).setWhatsappId(id).setFromMe(fromMe).build();
  }

  private static String send(Content.Builder content) {
    SendMessage send = gateway.message(FRIEND_JID, content);
    gateway.issue(gateway.command(TENANT, SESSION).setConnection(connection).setSend(send).build());
    return send.getMessage().getWhatsappId();
  }

  private static String say(String kind, Map<String, ?> fields) {
    var body = new HashMap<String, Object>(fields);
    body.put("to", OWN);
    body.put("kind", kind);
    return phones.act("/phones/" + FRIEND + "/messages", body).path("id").asString();
  }

  private static Content received(KindCase kind) {
    return gateway
        .event(
            SESSION,
            event ->
                !event.getMessage().getFromMe()
                    && event.getMessage().getContent().getKindCase() == kind)
        .getMessage()
        .getContent();
  }
}
