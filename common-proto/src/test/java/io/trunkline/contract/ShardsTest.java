package io.trunkline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShardsTest {
  @Test
  void shardOfASessionNeverChanges() {
    assertThat(Shards.shardOf(UUID.fromString("00000000-0000-0000-0000-000000000000"), 64))
        .isEqualTo(9);
    assertThat(Shards.shardOf(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"), 64))
        .isEqualTo(54);
  }

  @Test
  void sessionsSpreadOverAllShards() {
    var counts = new int[64];
    for (int i = 0; i < 64_000; i++) {
      counts[Shards.shardOf(new UUID(i, i * 31L), 64)]++;
    }
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 600 && count < 1_400);
  }
}
