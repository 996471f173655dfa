package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.LabelEditAction.ListType;
import io.trunkline.whatsapp.proto.action.NuxAction;
import io.trunkline.whatsapp.proto.action.SyncActionValue;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Random actions of every kind.
final class Actions {
  private final Random random;

  Actions(Random random) {
    this.random = random;
  }

  /// One of each kind.
  List<Action> all() {
    return List.of(
        new Action.Archive(chat(), bool(), range()),
        new Action.Pin(chat(), bool()),
        mute(),
        new Action.MarkChatAsRead(chat(), bool(), range()),
        new Action.ClearChat(chat(), bool(), bool(), range()),
        new Action.DeleteChat(chat(), bool(), range()),
        new Action.LockChat(chat(), bool()),
        new Action.Star(message(), bool()),
        new Action.DeleteMessageForMe(message(), bool(), maybe(this::time)),
        new Action.Contact(
            user(),
            maybe(this::text),
            maybe(this::text),
            maybe(this::lid),
            maybe(this::pn),
            maybe(this::text),
            bool()),
        new Action.LidContact(lid(), maybe(this::text), maybe(this::text), maybe(this::text)),
        new Action.PnForLidChat(lid(), pn()),
        new Action.UserStatusMute(user(), bool()),
        new Action.Favorites(texts()),
        new Action.LabelEdit(
            text(),
            maybe(this::text),
            number(),
            number(),
            bool(),
            number(),
            maybe(this::bool),
            maybe(() -> ListType.values()[random.nextInt(ListType.values().length)]),
            bool()),
        new Action.LabelChat(text(), chat(), bool()),
        new Action.LabelMessage(text(), message(), bool()),
        new Action.LabelReordering(IntStream.range(0, random.nextInt(4)).boxed().toList()),
        new Action.QuickReply(text(), text(), text(), texts(), random.nextInt(9), bool(), texts()),
        new Action.PushName(text()),
        new Action.Locale(text()),
        new Action.TimeFormat(bool()),
        new Action.UnarchiveChats(bool()),
        new Action.DisableLinkPreviews(bool()),
        new Action.RelayAllCalls(bool()),
        new Action.ExternalWebBeta(bool()),
        new Action.NctSalt(ByteString.copyFromUtf8(text())),
        new Action.KeyExpiration(random.nextInt()),
        new Action.PrimaryVersion(text(), text()),
        new Action.PrimaryFeature(texts()),
        new Action.AndroidUnsupportedActions(bool()),
        unknown(Collection.REGULAR_LOW));
  }

  /// One of the kinds that a collection holds.
  Action of(Collection collection) {
    List<Action> candidates =
        all().stream().filter(action -> action.collection() == collection).toList();
    return candidates.isEmpty()
        ? unknown(collection)
        : candidates.get(random.nextInt(candidates.size()));
  }

  Action unknown(Collection collection) {
    return new Action.Unknown(
        collection,
        ActionIndex.of("nux", List.of(text())),
        7,
        SyncActionValue.newBuilder()
            .setNuxAction(NuxAction.newBuilder().setAcknowledged(bool()))
            .build()
            .toByteString());
  }

  private Action.Mute mute() {
    boolean muted = bool();
    return new Action.Mute(chat(), muted, muted ? maybe(this::time) : Optional.empty(), bool());
  }

  /// Few, so that records meet.
  private Jid chat() {
    return random.nextInt(3) == 0
        ? Jid.user("12036300000000000" + random.nextInt(3), JidServer.GROUP)
        : user();
  }

  private Jid user() {
    return bool() ? pn() : lid();
  }

  private Jid pn() {
    return Jid.user("1555000000" + random.nextInt(3), JidServer.USER);
  }

  private Jid lid() {
    return Jid.user("99900000000" + random.nextInt(3), JidServer.LID);
  }

  private MessageRef message() {
    return MessageRef.of(chat(), "3EB0" + random.nextInt(4), bool(), user());
  }

  private MessageRange range() {
    return switch (random.nextInt(3)) {
      case 0 -> MessageRange.NONE;
      case 1 -> MessageRange.upTo(message(), time());
      default -> new MessageRange(maybe(this::time), maybe(this::time), List.of());
    };
  }

  Instant time() {
    return Instant.ofEpochSecond(1 + random.nextInt(Integer.MAX_VALUE));
  }

  /// With everything that JSON treats specially; never half a surrogate pair, which has no UTF-8.
  String text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> "\"\\/\b\f\n\r\t".charAt(random.nextInt(8));
            case 1 -> random.nextInt(0x20);
            case 2 -> 0x1f600 + random.nextInt(10);
            case 3 -> 0x80 + random.nextInt(0xd000);
            default -> 'a' + random.nextInt(26);
          });
    }
    return text.toString();
  }

  private List<String> texts() {
    return Stream.generate(this::text).limit(random.nextInt(3)).toList();
  }

  private OptionalInt number() {
    return bool() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty();
  }

  private boolean bool() {
    return random.nextBoolean();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return bool() ? Optional.of(value.get()) : Optional.empty();
  }
}
