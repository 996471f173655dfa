package io.trunkline.whatsapp.client.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.whatsapp.client.durability.InboundOrder.Effect;
import io.trunkline.whatsapp.client.durability.InboundOrder.Effect.Acknowledge;
import io.trunkline.whatsapp.client.durability.InboundOrder.Effect.DeleteRow;
import io.trunkline.whatsapp.client.durability.InboundOrder.Effect.Discard;
import io.trunkline.whatsapp.client.durability.InboundOrder.Effect.Publish;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboundOrderTest {
  private final InboundOrder<String, String> order = new InboundOrder<>();

  @Test
  void decryptedMessageIsAcknowledgedThenPublishedThenDeleted() {
    order.decrypted("stanza", Optional.of("event"));
    assertThat(order.isCommitWanted()).isTrue();
    var batch = order.batch();
    assertThat(batch.events()).containsExactly("event");
    assertThat(order.isCommitWanted()).isFalse();

    var publish = publish("event", "stanza", true);
    assertThat(order.committed(batch)).containsExactly(acknowledge("stanza"), publish);
    assertThat(order.published(publish)).containsExactly(new DeleteRow<>("event"));
  }

  @Test
  void everyWriteCarriesTheEventsOfWhatWasDecryptedBefore() {
    order.decrypted("1", Optional.of("first"));
    order.decrypted("2", Optional.of("second"));
    assertThat(order.batch().events()).containsExactly("first", "second");
    assertThat(order.batch().events()).isEmpty();
  }

  @Test
  void stanzaWithoutKeyStateIsPublishedThenAcknowledged() {
    var publish = publish("receipt", "stanza", false);
    assertThat(order.arrivedWithoutKeyState("stanza", "receipt")).containsExactly(publish);
    assertThat(order.published(publish)).containsExactly(acknowledge("stanza"));
  }

  @Test
  void nothingOvertakesAMessageThatIsNotDurableYet() {
    order.decrypted("1", Optional.of("message"));
    assertThat(order.arrivedWithoutKeyState("2", "receipt")).isEmpty();
    assertThat(order.happened("closed")).isEmpty();
    assertThat(order.backlog()).isEqualTo(3);
    assertThat(order.committed(order.batch()))
        .containsExactly(
            acknowledge("1"),
            publish("message", "1", true),
            publish("receipt", "2", false),
            new Publish<>("closed", Optional.empty(), false));
    assertThat(order.backlog()).isZero();
  }

  @Test
  void keyDistributionAloneIsAcknowledgedAndNotPublished() {
    order.decrypted("1", Optional.empty());
    assertThat(order.committed(order.batch())).containsExactly(acknowledge("1"));
  }

  @Test
  void repeatIsAcknowledgedNoSoonerThanWhatItRepeatsIsDurable() {
    assertThat(order.repeated("old")).containsExactly(acknowledge("old"));
    order.decrypted("1", Optional.of("event"));
    assertThat(order.repeated("1")).isEmpty();
    var batch = order.batch();
    assertThat(order.repeated("1")).isEmpty();
    assertThat(order.committed(batch))
        .containsExactly(
            acknowledge("1"), acknowledge("1"), acknowledge("1"), publish("event", "1", true));
    assertThat(order.backlog()).isZero();
  }

  @Test
  void failedWriteDiscardsTheSessionAndAcknowledgesNothing() {
    order.decrypted("1", Optional.of("event"));
    var batch = order.batch();
    assertThat(order.failed()).containsExactly(new Discard<>());
    assertThatThrownBy(() -> order.committed(batch)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> order.decrypted("2", Optional.of("next")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rowsOfADiscardedSessionAreStillDeletedOncePublished() {
    order.decrypted("1", Optional.of("event"));
    order.committed(order.batch());
    order.failed();
    assertThat(order.published(publish("event", "1", true)))
        .isEqualTo(List.of(new DeleteRow<>("event")));
    assertThat(order.published(publish("receipt", "2", false))).isEmpty();
  }

  private static Effect<String, String> acknowledge(String stanza) {
    return new Acknowledge<>(stanza);
  }

  private static Publish<String, String> publish(String event, String stanza, boolean hasRow) {
    return new Publish<>(event, Optional.of(stanza), hasRow);
  }
}
