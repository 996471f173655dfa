package io.trunkline.whatsapp.client.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RatchetReservationTest {
  private static final ChainId A = chain(1);
  private static final ChainId B = chain(2);

  @Test
  void firstKeyOfANewSessionWaitsForAWrite() {
    var reservation = RatchetReservation.unreserved();
    var use = reservation.use(A, 0);
    assertThat(reservation.mayLeave(use)).isFalse();
    assertThat(reservation.needsWrite(use)).isTrue();

    var snapshot = reservation.snapshot(A, 1);
    assertThat(snapshot.reservedUntil()).isEqualTo(65);
    assertThat(reservation.needsWrite(use)).isFalse();
    assertThat(reservation.mayLeave(use)).isFalse();

    reservation.written(snapshot);
    assertThat(reservation.mayLeave(use)).isTrue();
    assertThat(reservation.isFlushed()).isTrue();
  }

  @Test
  void steadySendingNeedsOneWriteForARun() {
    var reservation = reserved(A, 0);
    int writes = 0;
    for (int counter = 0; counter < 10 * RatchetReservation.RUN; counter++) {
      var use = reservation.use(A, counter);
      assertThat(reservation.mayLeave(use)).isTrue();
      if (reservation.isWriteWanted()) {
        reservation.written(reservation.snapshot(A, counter + 1));
        writes++;
      }
    }
    // A write is made ahead of need, so a run is a little shorter than what it reserves.
    assertThat(writes).isBetween(10, 14);
  }

  @Test
  void keyBeyondTheReservationWaits() {
    var reservation = reserved(A, 0);
    assertThat(reservation.mayLeave(reservation.use(A, 63))).isTrue();
    assertThat(reservation.mayLeave(reservation.use(A, 64))).isFalse();
  }

  @Test
  void reservationOfOneChainDoesNotCoverAnother() {
    var reservation = reserved(A, 0);
    assertThat(reservation.mayLeave(reservation.use(B, 0))).isFalse();
  }

  @Test
  void keyOfAnAbandonedChainLeavesOnceTheTurnIsStored() {
    var reservation = RatchetReservation.unreserved();
    var old = reservation.use(A, 0);
    var turned = reservation.use(B, 0);
    reservation.written(reservation.snapshot(B, 1));
    assertThat(reservation.mayLeave(old)).isTrue();
    assertThat(reservation.mayLeave(turned)).isTrue();
  }

  @Test
  void chainThatComesBackIsNotCoveredByWhatIsAboutToBeReplaced() {
    var reservation = reserved(A, 0);
    var five = reservation.use(A, 5);
    var turn = reservation.snapshot(B, 0);
    assertThat(reservation.mayLeave(five)).isTrue();
    // The archived state with chain A is promoted before the turn is stored: a loader of the turn
    // would go on at A's counter 6.
    var six = reservation.use(A, 6);
    assertThat(reservation.mayLeave(six)).isFalse();
    reservation.written(turn);
    assertThat(reservation.mayLeave(six)).isFalse();
    reservation.written(reservation.snapshot(A, 7));
    assertThat(reservation.mayLeave(six)).isTrue();
  }

  @Test
  void loaderGoesOnAtTheEndAfterACrash() {
    var reservation = RatchetReservation.restored(A, 64);
    assertThat(reservation.mayLeave(reservation.use(A, 64))).isFalse();
  }

  @Test
  void handoverStoresTheExactCounterAndEndsUse() {
    var reservation = reserved(A, 0);
    var use = reservation.use(A, 9);
    var exact = reservation.exactSnapshot(A, 10);
    assertThat(exact.reservedUntil()).isEqualTo(10);
    assertThat(reservation.mayLeave(use)).isTrue();
    assertThatThrownBy(() -> reservation.use(A, 10)).isInstanceOf(IllegalStateException.class);
    reservation.written(exact);
    assertThat(reservation.isFlushed()).isTrue();
  }

  @Test
  void nothingLeavesAfterAFailedWrite() {
    var reservation = reserved(A, 0);
    var covered = reservation.use(A, 1);
    reservation.snapshot(A, 2);
    reservation.failed();
    assertThat(reservation.mayLeave(covered)).isFalse();
    assertThatThrownBy(() -> reservation.use(A, 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writesFinishInTheOrderOfTheirSnapshots() {
    var reservation = RatchetReservation.unreserved();
    reservation.use(A, 0);
    reservation.snapshot(A, 1);
    var second = reservation.snapshot(A, 1);
    assertThatThrownBy(() -> reservation.written(second)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void senderKeysOfEqualSigningKeyAndOtherIdAreOtherChains() {
    byte[] key = new byte[32];
    assertThat(ChainId.ofSenderKey(1, key)).isNotEqualTo(ChainId.ofSenderKey(2, key));
    assertThat(ChainId.ofSenderKey(1, key)).isEqualTo(ChainId.ofSenderKey(1, key));
  }

  private static RatchetReservation reserved(ChainId chain, int nextCounter) {
    var reservation = RatchetReservation.unreserved();
    reservation.written(reservation.snapshot(chain, nextCounter));
    return reservation;
  }

  private static ChainId chain(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return ChainId.ofRatchetKey(key);
  }
}
