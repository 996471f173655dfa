package io.trunkline.webhook.intake;

import io.trunkline.webhook.log.EventLog;
import io.trunkline.webhook.memory.Memories;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Forgets what is older than it is kept.
@Component
class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final EventLog events;
  private final Memories memories;
  private final LogSettings settings;
  private final Clock clock;

  Retention(EventLog events, Memories memories, LogSettings settings, Clock clock) {
    this.events = events;
    this.memories = memories;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void forget() {
    var time = clock.instant().minus(settings.retention());
    var forgotten = events.forgetBefore(time);
    var messages = memories.forgetMessagesBefore(time);
    if (forgotten > 0) {
      log.info("Forgot {} events and {} messages", forgotten, messages);
    }
  }
}
