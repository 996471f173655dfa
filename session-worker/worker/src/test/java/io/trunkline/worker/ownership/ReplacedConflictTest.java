package io.trunkline.worker.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.worker.ownership.ReplacedConflict.Reaction.Hold;
import io.trunkline.worker.ownership.ReplacedConflict.Reaction.ReconnectAt;
import io.trunkline.worker.ownership.ReplacedConflict.Reaction.Silence;
import org.junit.jupiter.api.Test;

class ReplacedConflictTest {
  private final ReplacedConflict conflict = new ReplacedConflict(OwnershipTimes.DEFAULT, 10_000);

  @Test
  void lostEpochMeansSilence() {
    assertThat(conflict.replaced(false, 11_000)).isEqualTo(new Silence());
  }

  @Test
  void soonAfterATakeoverItReconnectsOnceALeaseLater() {
    assertThat(conflict.replaced(true, 11_000)).isEqualTo(new ReconnectAt(17_000));
    assertThat(conflict.replaced(true, 17_500)).isEqualTo(new Hold());
  }

  @Test
  void longAfterATakeoverTheAccountIsInUseElsewhere() {
    assertThat(conflict.replaced(true, 100_000)).isEqualTo(new Hold());
  }
}
