package io.trunkline.whatsapp.protocol.message.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Ann receives; Bob and Eve write. Each test names who referred to whose message.
class MessageKeyTest {
  private static final Jid ANN = Jid.parse("111@lid");
  private static final Jid ANN_PN = Jid.parse("49111@s.whatsapp.net");
  private static final Jid BOB = Jid.parse("222@lid");
  private static final Jid EVE = Jid.parse("333@lid");
  private static final Jid GROUP = Jid.parse("9@g.us");

  @Test
  void bobsOwnInAChatOfTwoIsHis() {
    assertThat(received(MessageKey.own(ANN, "A"), BOB, BOB))
        .isEqualTo(MessageKey.of(BOB, "A", BOB));
  }

  @Test
  void annsInAChatOfTwoIsHers() {
    assertThat(received(MessageKey.of(ANN, "A", ANN), BOB, BOB))
        .isEqualTo(MessageKey.own(BOB, "A"));
    // Her number instead of her LID makes no difference.
    assertThat(received(MessageKey.of(ANN_PN, "A", ANN_PN), BOB, BOB))
        .isEqualTo(MessageKey.own(BOB, "A"));
  }

  @Test
  void bobsOwnInAGroupIsHis() {
    assertThat(received(MessageKey.own(GROUP, "A"), GROUP, BOB.withDevice(3)))
        .isEqualTo(MessageKey.of(GROUP, "A", BOB));
  }

  @Test
  void annsInAGroupIsHersUnderEitherAddress() {
    assertThat(received(MessageKey.of(GROUP, "A", ANN), GROUP, BOB))
        .isEqualTo(MessageKey.own(GROUP, "A"));
    assertThat(received(MessageKey.of(GROUP, "A", ANN_PN.withDevice(2)), GROUP, BOB))
        .isEqualTo(MessageKey.own(GROUP, "A"));
  }

  @Test
  void evesInAGroupStaysHers() {
    MessageKey key = MessageKey.of(GROUP, "A", EVE);

    assertThat(received(key, GROUP, BOB)).isEqualTo(key);
    assertThat(key.participant()).contains(EVE);
  }

  @Test
  void anAuthorThatWasLeftOutStaysOpen() {
    MessageKey key = new MessageKey(Optional.empty(), false, "A", Optional.empty());

    assertThat(received(key, GROUP, BOB))
        .isEqualTo(new MessageKey(Optional.of(GROUP), false, "A", Optional.empty()));
  }

  @Test
  void anotherOwnDeviceSeesWhatWeSee() {
    assertThat(received(MessageKey.own(BOB, "A"), BOB, ANN.withDevice(7)))
        .isEqualTo(MessageKey.own(BOB, "A"));
    assertThat(received(MessageKey.of(BOB, "A", BOB), BOB, ANN))
        .isEqualTo(MessageKey.of(BOB, "A", BOB));
    assertThat(received(MessageKey.of(GROUP, "A", EVE), GROUP, ANN))
        .isEqualTo(MessageKey.of(GROUP, "A", EVE));
  }

  @Test
  void aKeyNeedsAnId() {
    assertThatIllegalArgumentException().isThrownBy(() -> MessageKey.own(BOB, ""));
  }

  @Test
  void addressesStayOutOfLogs() {
    assertThat(MessageKey.of(GROUP, "A", ANN_PN)).hasToString("MessageKey[A]");
  }

  private static MessageKey received(MessageKey key, Jid chat, Jid sender) {
    return key.asReceived(chat, sender, user -> user.equals(ANN) || user.equals(ANN_PN));
  }
}
