package io.trunkline.webhook.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.event.AccountChanged;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.CallChanged;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ChatMute;
import io.trunkline.proto.event.ContactChanged;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.MessagesRead;
import io.trunkline.proto.event.PastMessage;
import io.trunkline.proto.event.PictureChange;
import io.trunkline.proto.event.PresenceChanged;
import io.trunkline.proto.event.SessionNamed;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventViewsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Address MIA =
      Address.newBuilder().setPn("1@s.whatsapp.net").setLid("7@lid").build();
  private static final String MIA_VIEW =
      "{\"pn\":\"1@s.whatsapp.net\",\"lid\":\"7@lid\",\"jid\":\"1@s.whatsapp.net\"}";

  private final EventViews views = new EventViews(JSON);

  @Test
  void changesOfChatsNameWhichTheyAre() {
    var changes =
        ChatChanges.newBuilder()
            .setCollection("regular_low")
            .setVersion(4)
            .addChanges(ChatChange.newBuilder().setAbout(MIA).setAtMs(1000).setArchived(false))
            .addChanges(
                ChatChange.newBuilder()
                    .setAbout(MIA)
                    .setMute(ChatMute.newBuilder().setMuted(true).setUntilMs(2000)));
    assertView(
        event().setChat(changes),
        "chat",
        """
        {"collection":"regular_low","version":4,"snapshot":false,"changes":[
          {"change":"archived","about":%s,"at":"1970-01-01T00:00:01Z","archived":false},
          {"change":"mute","about":%s,"mute":{"muted":true,"until":"1970-01-01T00:00:02Z"}}]}
        """
            .formatted(MIA_VIEW, MIA_VIEW));
  }

  @Test
  void historyTellsHowFarItIsAndNotWhatItBrings() {
    var past =
        HistoryReceived.newBuilder()
            .setType("recent")
            .setProgress(40)
            .setLast(true)
            .addMessages(PastMessage.newBuilder().setWhatsappId("secret"));
    assertView(
        event().setHistory(past),
        "history",
        """
        {"kind":"recent","order":0,"part":0,"last":true,"progressPercent":40,"chats":0,
         "messages":1}
        """);
  }

  @Test
  void contactsAndAccountsTellTheOneChange() {
    assertView(
        event()
            .setContact(
                ContactChanged.newBuilder()
                    .setContact(MIA)
                    .setPicture(PictureChange.newBuilder().setId("5"))),
        "contact",
        "{\"change\":\"picture\",\"contact\":%s,\"picture\":{\"id\":\"5\",\"removed\":false}}"
            .formatted(MIA_VIEW));
    assertView(
        event().setAccount(AccountChanged.newBuilder().setDevices(true)),
        "account",
        "{\"change\":\"devices\",\"devices\":true}");
  }

  @Test
  void presencesCallsAndReadsAreShown() {
    assertView(
        event()
            .setPresence(
                PresenceChanged.newBuilder()
                    .setChat(MIA)
                    .setActivity(PresenceChanged.Activity.COMPOSING)),
        "presence",
        "{\"chat\":%s,\"activity\":\"composing\"}".formatted(MIA_VIEW));
    assertView(
        event()
            .setCall(
                CallChanged.newBuilder()
                    .setCallId("C")
                    .setCaller(MIA)
                    .setFrom(MIA)
                    .setStep(CallChanged.Step.OFFERED)
                    .setAtMs(1000)),
        "call",
        """
        {"callId":"C","caller":%s,"from":%s,"step":"offered","video":false,
         "at":"1970-01-01T00:00:01Z","offline":false}
        """
            .formatted(MIA_VIEW, MIA_VIEW));
    assertView(
        event().setRead(MessagesRead.newBuilder().setChat(MIA).addWhatsappIds("A").setAtMs(1000)),
        "message_read",
        "{\"chat\":%s,\"messageIds\":[\"A\"],\"at\":\"1970-01-01T00:00:01Z\"}".formatted(MIA_VIEW));
  }

  @Test
  void namesOfSessionsAreNoEventsOfCustomers() {
    assertThat(views.view(event().setNamed(SessionNamed.newBuilder().setName("s")).build()))
        .isEmpty();
  }

  private void assertView(Event.Builder event, String type, String data) {
    var view = views.view(event.build()).orElseThrow();
    assertThat(view.type()).isEqualTo(type);
    assertThat(JSON.readTree(view.json()).path("data")).isEqualTo(JSON.readTree(data));
  }

  private static Event.Builder event() {
    return Event.newBuilder()
        .setEventId("e")
        .setTenantId(UUID.randomUUID().toString())
        .setSessionId(UUID.randomUUID().toString())
        .setSequence(3);
  }
}
