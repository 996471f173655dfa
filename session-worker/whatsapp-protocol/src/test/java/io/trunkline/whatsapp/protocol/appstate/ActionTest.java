package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.ArchiveChatAction;
import io.trunkline.whatsapp.proto.action.ContactAction;
import io.trunkline.whatsapp.proto.action.MuteAction;
import io.trunkline.whatsapp.proto.action.SyncActionMessage;
import io.trunkline.whatsapp.proto.action.SyncActionMessageRange;
import io.trunkline.whatsapp.proto.action.SyncActionValue;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActionTest {
  private static final Jid CHAT = Jid.parse("15551234567@s.whatsapp.net");
  private static final Jid GROUP = Jid.parse("120363000000000001@g.us");
  private static final Jid LID = Jid.parse("999000000001@lid");

  @Test
  void everyActionHasItsPlaceIndexAndVersion() {
    MessageRef theirs = MessageRef.of(GROUP, "3EB0AA", false, LID);
    MessageRef ours = MessageRef.of(GROUP, "3EB0BB", true, LID);
    MessageRef direct = MessageRef.of(CHAT, "3EB0CC", false, CHAT);
    MessageRange range = MessageRange.NONE;

    assertIs(new Action.Archive(CHAT, true, range), "regular_low", 3, "archive", CHAT);
    assertIs(new Action.Pin(CHAT, true), "regular_low", 5, "pin_v1", CHAT);
    assertIs(new Action.Mute(CHAT, true, Optional.empty(), false), "regular_high", 2, "mute", CHAT);
    assertIs(
        new Action.MarkChatAsRead(CHAT, true, range), "regular_low", 3, "markChatAsRead", CHAT);
    assertIs(
        new Action.ClearChat(CHAT, true, false, range),
        "regular_high",
        6,
        "clearChat",
        CHAT,
        "1",
        "0");
    assertIs(new Action.DeleteChat(CHAT, true, range), "regular_high", 6, "deleteChat", CHAT, "1");
    assertIs(new Action.LockChat(CHAT, true), "regular_low", 7, "lock", CHAT);
    assertIs(new Action.Star(theirs, true), "regular_high", 2, "star", GROUP, "3EB0AA", "0", LID);
    assertIs(new Action.Star(ours, true), "regular_high", 2, "star", GROUP, "3EB0BB", "1", "0");
    assertIs(new Action.Star(direct, true), "regular_high", 2, "star", CHAT, "3EB0CC", "0", "0");
    assertIs(
        new Action.DeleteMessageForMe(theirs, true, Optional.empty()),
        "regular_high",
        3,
        "deleteMessageForMe",
        GROUP,
        "3EB0AA",
        "0",
        LID);
    assertIs(
        new Action.LabelMessage("7", ours, true),
        "regular",
        3,
        "label_message",
        "7",
        GROUP,
        "3EB0BB",
        "1",
        "0");
    assertIs(new Action.LabelChat("7", CHAT, true), "regular", 3, "label_jid", "7", CHAT);
    assertIs(new Action.PnForLidChat(LID, CHAT), "regular", 8, "pnForLidChat", LID);
    assertIs(new Action.UserStatusMute(LID, true), "regular_high", 7, "userStatusMute", LID);
    assertIs(new Action.PushName("Ann"), "critical_block", 1, "setting_pushName");
    assertIs(new Action.Locale("en_US"), "critical_block", 3, "setting_locale");
    assertIs(new Action.NctSalt(ByteString.EMPTY), "regular_high", 1, "nct_salt_sync");
    assertIs(new Action.KeyExpiration(3), "regular_low", 3, "sentinel");
    assertIs(new Action.TimeFormat(true), "regular_low", 7, "time_format");
    assertIs(new Action.UnarchiveChats(true), "regular_low", 4, "setting_unarchiveChats");
    assertIs(new Action.DisableLinkPreviews(true), "regular", 8, "setting_disableLinkPreviews");
    assertIs(new Action.RelayAllCalls(true), "regular", 1, "setting_relayAllCalls");
    assertIs(new Action.ExternalWebBeta(true), "regular", 3, "external_web_beta");
    assertIs(
        new Action.PrimaryVersion("current", "2"), "regular_low", 7, "primary_version", "current");
    assertIs(new Action.PrimaryFeature(List.of()), "regular", 7, "primary_feature");
    assertIs(
        new Action.AndroidUnsupportedActions(true),
        "regular_low",
        4,
        "android_unsupported_actions");
    assertIs(new Action.Favorites(List.of()), "regular_high", 1, "favorites");
    assertIs(new Action.LabelReordering(List.of()), "regular", 3, "label_reordering");
    assertIs(
        new Action.QuickReply("q", "", "", List.of(), 0, false, List.of()),
        "regular",
        2,
        "quick_reply",
        "q");
  }

  @Test
  void contactsAreNamedByTheirUser() {
    Random random = new Random(1);
    for (Action action : new Actions(random).all()) {
      switch (action) {
        case Action.Contact contact ->
            assertIs(action, "critical_unblock_low", 2, "contact", contact.user());
        case Action.LidContact contact ->
            assertIs(action, "critical_unblock_low", 1, "lid_contact", contact.lid());
        case Action.LabelEdit label ->
            assertIs(action, "regular", 3, "label_edit", label.labelId());
        default -> {}
      }
    }
  }

  private static void assertIs(
      Action action, String collection, int version, String name, Object... parts) {
    assertThat(action.collection().text()).isEqualTo(collection);
    assertThat(action.version()).isEqualTo(version);
    assertThat(action.index())
        .isEqualTo(ActionIndex.of(name, Stream.of(parts).map(Object::toString).toList()));
  }

  @Test
  void samplesCoverEveryKind() {
    assertThat(new Actions(new Random(1)).all())
        .extracting(action -> (Object) action.getClass())
        .containsExactlyInAnyOrder((Object[]) Action.class.getPermittedSubclasses());
  }

  @Test
  void anyActionComesBack() {
    qt().withExamples(300)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              for (Action action : new Actions(new Random(seed)).all()) {
                assertThat(readBack(action)).isEqualTo(action);
              }
            });
  }

  private static Action readBack(Action action) {
    ActionWriter.Written written = ActionWriter.write(action);
    return ActionReader.read(
        written.collection(),
        ActionIndex.of(written.index().json()),
        written.version(),
        written.value().build());
  }

  @Test
  void archivingAlsoUnpins() {
    assertThat(Action.archiving(CHAT, MessageRange.NONE))
        .containsExactly(
            new Action.Archive(CHAT, true, MessageRange.NONE), new Action.Pin(CHAT, false));
  }

  @Test
  void rangesAreWrittenInSeconds() {
    MessageRef last = MessageRef.of(GROUP, "3EB0AA", false, LID);
    Action action =
        new Action.Archive(GROUP, true, MessageRange.upTo(last, Instant.ofEpochSecond(1700)));

    SyncActionMessageRange range =
        ActionWriter.write(action).value().getArchiveChatAction().getMessageRange();

    assertThat(range)
        .isEqualTo(
            SyncActionMessageRange.newBuilder()
                .setLastMessageTimestamp(1700)
                .addMessages(
                    SyncActionMessage.newBuilder()
                        .setTimestamp(1700)
                        .setKey(
                            MessageKey.newBuilder()
                                .setRemoteJID(GROUP.toString())
                                .setFromMe(false)
                                .setID("3EB0AA")
                                .setParticipant(LID.toString())))
                .build());
  }

  @Test
  void muteForEverIsMinusOne() {
    Action forEver = new Action.Mute(CHAT, true, Optional.empty(), false);
    Action until = new Action.Mute(CHAT, true, Optional.of(Instant.ofEpochMilli(1234)), false);
    Action off = new Action.Mute(CHAT, false, Optional.empty(), false);

    assertThat(muteOf(forEver).getMuteEndTimestamp()).isEqualTo(-1);
    assertThat(muteOf(until).getMuteEndTimestamp()).isEqualTo(1234);
    assertThat(muteOf(off).hasMuteEndTimestamp()).isFalse();
    assertThat(
            read(
                "mute",
                2,
                SyncActionValue.newBuilder()
                    .setMuteAction(MuteAction.newBuilder().setMuted(true).setMuteEndTimestamp(0))))
        .isEqualTo(forEver);
  }

  private static MuteAction muteOf(Action action) {
    return ActionWriter.write(action).value().getMuteAction();
  }

  @Test
  void whatIsNotUnderstoodIsKept() {
    var archive =
        SyncActionValue.newBuilder()
            .setTimestamp(5)
            .setArchiveChatAction(ArchiveChatAction.newBuilder().setArchived(true));

    assertUnknown("archive", 4, archive, CHAT.toString());
    assertUnknown("archive", 3, archive, "nobody");
    assertUnknown("archive", 3, archive);
    assertUnknown("archive", 3, SyncActionValue.newBuilder().setTimestamp(5), CHAT.toString());
    assertUnknown("mute", 2, archive, CHAT.toString());
    assertUnknown("nonsense", 1, archive, CHAT.toString());
    assertThat(read("archive", 3, archive)).isInstanceOf(Action.Archive.class);
    assertThat(read("archive", 2, archive)).isInstanceOf(Action.Archive.class);
  }

  @Test
  void actionInAnotherCollectionIsUnknown() {
    ActionWriter.Written pin = ActionWriter.write(new Action.Pin(CHAT, true));

    assertThat(
            ActionReader.read(Collection.REGULAR, pin.index(), pin.version(), pin.value().build()))
        .isEqualTo(
            new Action.Unknown(
                Collection.REGULAR, pin.index(), 5, pin.value().build().toByteString()));
  }

  private static void assertUnknown(
      String name, int version, SyncActionValue.Builder value, String... parts) {
    ActionIndex index = ActionIndex.of(name, List.of(parts));
    Action action = ActionReader.read(Collection.REGULAR_LOW, index, version, value.build());

    assertThat(action)
        .isEqualTo(
            new Action.Unknown(
                Collection.REGULAR_LOW, index, version, value.build().toByteString()));
    assertThat(readBack(action)).isEqualTo(action);
  }

  private static Action read(String name, int version, SyncActionValue.Builder value) {
    Collection collection = name.equals("mute") ? Collection.REGULAR_HIGH : Collection.REGULAR_LOW;
    return ActionReader.read(
        collection, ActionIndex.of(name, List.of(CHAT.toString())), version, value.build());
  }

  @Test
  void hostileTimesAndJidsAreNoErrors() {
    var range =
        SyncActionMessageRange.newBuilder()
            .setLastMessageTimestamp(Long.MAX_VALUE)
            .setLastSystemMessageTimestamp(Long.MIN_VALUE)
            .addMessages(SyncActionMessage.newBuilder().setTimestamp(7));
    Action action =
        read(
            "archive",
            3,
            SyncActionValue.newBuilder()
                .setArchiveChatAction(ArchiveChatAction.newBuilder().setMessageRange(range)));
    assertThat(action)
        .isEqualTo(
            new Action.Archive(
                CHAT,
                false,
                new MessageRange(
                    Optional.of(Instant.parse("9999-12-31T23:59:59Z")),
                    Optional.of(Instant.EPOCH),
                    List.of())));

    Action contact =
        ActionReader.read(
            Collection.CRITICAL_UNBLOCK_LOW,
            ActionIndex.of("contact", List.of(CHAT.toString())),
            2,
            SyncActionValue.newBuilder()
                .setContactAction(ContactAction.newBuilder().setFullName("Ann").setLidJID("?"))
                .build());
    assertThat(contact)
        .isEqualTo(
            new Action.Contact(
                CHAT,
                Optional.of("Ann"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));
  }

  @Test
  void unknownValueOfOursMustBeAValue() {
    Action broken =
        new Action.Unknown(
            Collection.REGULAR,
            ActionIndex.of("x", List.of()),
            1,
            ByteString.copyFrom(new byte[] {-1}));

    assertThatThrownBy(() -> ActionWriter.write(broken))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textsDoNotShow() {
    assertThat(new Action.PushName("Ann").toString()).doesNotContain("Ann");
    assertThat(new Action.NctSalt(ByteString.copyFromUtf8("Ann")).toString())
        .isEqualTo("NctSalt[…]");
    assertThat(new Action.QuickReply("1", "s", "Ann", List.of(), 0, false, List.of()).toString())
        .doesNotContain("Ann");
  }
}
