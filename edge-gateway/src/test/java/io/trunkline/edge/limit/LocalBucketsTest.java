package io.trunkline.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalBucketsTest {
  private final AtomicLong now = new AtomicLong();
  private final LocalBuckets buckets = new LocalBuckets(now::get);
  private final Rate rate = new Rate(10, 3);

  @Test
  void theFullBucketGivesItsCapacityAtOnceAndThenOnePerTenth() {
    for (var left = 2; left >= 0; left--) {
      assertThat(buckets.take("a", rate)).extracting(Verdict::remaining).isEqualTo(left);
    }
    var refused = buckets.take("a", rate);
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(100));
    assertThat(refused.retryAfterSeconds()).isEqualTo(1);
    pass(Duration.ofMillis(100));
    assertThat(buckets.take("a", rate).allowed()).isTrue();
    assertThat(buckets.take("a", rate).allowed()).isFalse();
  }

  @Test
  void aLongPauseFillsNoMoreThanTheBucket() {
    buckets.take("a", rate);
    pass(Duration.ofSeconds(60));
    assertThat(buckets.take("a", rate).remaining()).isEqualTo(2);
  }

  @Test
  void oneTenantDoesNotEmptyAnothersBucket() {
    for (var i = 0; i < 4; i++) {
      buckets.take("a", rate);
    }
    assertThat(buckets.take("b", rate).allowed()).isTrue();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
