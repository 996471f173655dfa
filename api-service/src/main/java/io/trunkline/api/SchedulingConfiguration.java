package io.trunkline.api;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/// Scheduled jobs wait for databases and brokers, so none may hold up another: Spring Boot's own
/// scheduler runs all of them on one thread.
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SchedulingConfiguration {
  /// More than there are jobs; a job never runs twice at once.
  private static final int THREADS = 32;

  @Bean
  ThreadPoolTaskScheduler taskScheduler() {
    var scheduler = new ThreadPoolTaskScheduler();
    scheduler.setVirtualThreads(true);
    scheduler.setPoolSize(THREADS);
    scheduler.setThreadNamePrefix("job-");
    return scheduler;
  }
}
