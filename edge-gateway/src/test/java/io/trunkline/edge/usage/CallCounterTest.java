package io.trunkline.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CallCounterTest {
  private final UUID tenant = UUID.randomUUID();
  private final List<Map<UUID, Long>> told = new ArrayList<>();
  private Mono<Void> answer = Mono.empty();

  private final CallCounter counter =
      new CallCounter(
          batch -> {
            told.add(Map.copyOf(batch));
            return answer;
          });

  @Test
  void whatWasCountedIsToldOnce() {
    counter.count(tenant);
    counter.count(tenant);
    counter.tell().block();
    counter.tell().block();
    assertThat(told).containsExactly(Map.of(tenant, 2L));
  }

  @Test
  void whatIsNotTakenIsToldAgainWithWhatCameSince() {
    answer = Mono.error(new IllegalStateException("away"));
    counter.count(tenant);
    counter.tell().block();
    answer = Mono.empty();
    counter.count(tenant);
    counter.tell().block();
    assertThat(told.getLast()).isEqualTo(Map.of(tenant, 2L));
  }

  @Test
  void manyTenantsAreToldInSeveralBatches() {
    for (var i = 0; i < 1_001; i++) {
      counter.count(UUID.randomUUID());
    }
    counter.tell().block();
    assertThat(told).extracting(Map::size).containsExactly(1_000, 1);
  }

  @Test
  void whatIsLeftIsToldAtTheEnd() {
    counter.start();
    counter.count(tenant);
    counter.stop();
    assertThat(told).containsExactly(Map.of(tenant, 1L));
    assertThat(counter.isRunning()).isFalse();
  }
}
