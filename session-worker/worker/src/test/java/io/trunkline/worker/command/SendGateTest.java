package io.trunkline.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.worker.command.SendGate.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendGateTest {
  private static final long NOW = 100_000;
  private final SendGate gate = new SendGate();

  @BeforeEach
  void connect() {
    gate.connected(7);
  }

  @Test
  void sendForAnotherConnectionIsRefused() {
    assertThat(judge(6, "m1", 1, NOW + 1)).isEqualTo(Verdict.STALE_CONNECTION);
    assertThat(judge(8, "m1", 1, NOW + 1)).isEqualTo(Verdict.STALE_CONNECTION);
    assertThat(judge(7, "m1", 1, NOW + 1)).isEqualTo(Verdict.ADMITTED);
    assertThat(judge(0, "m2", 2, NOW + 1)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void nothingIsSentWithoutAConnection() {
    gate.connected(0);
    assertThat(judge(0, "m1", 1, NOW + 1)).isEqualTo(Verdict.NOT_CONNECTED);
  }

  @Test
  void youngerMessageDoesNotOvertakeAnExpiredOne() {
    assertThat(judge(7, "m1", 1, NOW)).isEqualTo(Verdict.EXPIRED);
    assertThat(gate.oldestRefused("chat")).contains("m1");
    assertThat(judge(7, "m2", 2, NOW + 1)).isEqualTo(Verdict.OUT_OF_TURN);
    assertThat(judge(7, "m1", 1, NOW + 1)).isEqualTo(Verdict.ADMITTED);
    assertThat(judge(7, "m2", 2, NOW + 1)).isEqualTo(Verdict.ADMITTED);
    assertThat(gate.oldestRefused("chat")).isEmpty();
  }

  @Test
  void everyRefusedMessageIsWaitedForNotOnlyTheFirst() {
    assertThat(judge(7, "m1", 1, NOW)).isEqualTo(Verdict.EXPIRED);
    assertThat(judge(7, "m2", 2, NOW)).isEqualTo(Verdict.EXPIRED);
    assertThat(judge(7, "m1", 1, NOW + 1)).isEqualTo(Verdict.ADMITTED);
    assertThat(judge(7, "m3", 3, NOW + 1)).isEqualTo(Verdict.OUT_OF_TURN);
    assertThat(judge(7, "m2", 2, NOW + 1)).isEqualTo(Verdict.ADMITTED);
    assertThat(judge(7, "m3", 3, NOW + 1)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void messagesOfOneMillisecondDoNotBlockEachOther() {
    assertThat(judge(7, "m1", 1, NOW)).isEqualTo(Verdict.EXPIRED);
    assertThat(judge(7, "m2", 1, NOW + 1)).isEqualTo(Verdict.OUT_OF_TURN);
    assertThat(judge(7, "m1", 1, NOW + 1)).isEqualTo(Verdict.ADMITTED);
    assertThat(judge(7, "m2", 1, NOW + 1)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void otherChatsStayOpen() {
    assertThat(judge(7, "m1", 1, NOW)).isEqualTo(Verdict.EXPIRED);
    assertThat(gate.judge(7, "other", "m2", 2, NOW + 1, false, NOW)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void fullMailboxShutsTheChatToo() {
    assertThat(gate.judge(7, "chat", "m1", 1, NOW + 1, true, NOW)).isEqualTo(Verdict.BUSY);
    assertThat(judge(7, "m2", 2, NOW + 1)).isEqualTo(Verdict.OUT_OF_TURN);
  }

  @Test
  void newConnectionOpensAllChats() {
    assertThat(judge(7, "m1", 1, NOW)).isEqualTo(Verdict.EXPIRED);
    gate.connected(8);
    assertThat(judge(8, "m2", 2, NOW + 1)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void chatOpensWhenTheRefusedMessageIsGivenUp() {
    assertThat(judge(7, "m1", 1, NOW)).isEqualTo(Verdict.EXPIRED);
    gate.forget("chat", "m1");
    assertThat(judge(7, "m2", 2, NOW + 1)).isEqualTo(Verdict.ADMITTED);
  }

  private Verdict judge(long connection, String id, long acceptedAtMs, long deadlineMs) {
    return gate.judge(connection, "chat", id, acceptedAtMs, deadlineMs, false, NOW);
  }
}
