package io.trunkline.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetPrefixTest {
  private final OffsetPrefix prefix = new OffsetPrefix();

  @Test
  void slowCommandHoldsTheOffsetBackAndNotItsFollowers() {
    prefix.taken(10);
    prefix.taken(11);
    prefix.taken(15);
    prefix.completed(11);
    assertThat(prefix.takeCommit()).hasValue(10);
    assertThat(prefix.takeCommit()).isEmpty();
    prefix.completed(10);
    assertThat(prefix.takeCommit()).hasValue(15);
    prefix.completed(15);
    assertThat(prefix.takeCommit()).hasValue(16);
    assertThat(prefix.inFlight()).isZero();
  }

  @Test
  void nothingTakenIsNothingToCommit() {
    assertThat(prefix.takeCommit()).isEmpty();
  }

  @Test
  void failedCommitIsDoneAgain() {
    prefix.taken(3);
    prefix.completed(3);
    assertThat(prefix.takeCommit()).hasValue(4);
    prefix.commitFailed();
    assertThat(prefix.takeCommit()).hasValue(4);
  }
}
