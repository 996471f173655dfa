package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.Scheduled;

class SchedulingConfigurationTest {
  @Test
  void aJobThatWaitsHoldsUpNoOther() throws InterruptedException {
    try (var context =
        new AnnotationConfigApplicationContext(SchedulingConfiguration.class, Jobs.class)) {
      var jobs = context.getBean(Jobs.class);
      assertThat(jobs.waits.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(jobs.others.await(10, TimeUnit.SECONDS)).isTrue();
      jobs.end.countDown();
    }
  }

  static class Jobs {
    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch others = new CountDownLatch(3);
    private final CountDownLatch end = new CountDownLatch(1);

    @Scheduled(fixedDelayString = "PT0.01S")
    void hold() throws InterruptedException {
      waits.countDown();
      end.await();
    }

    @Scheduled(fixedDelayString = "PT0.01S", initialDelayString = "PT0.1S")
    void run() {
      others.countDown();
    }
  }
}
