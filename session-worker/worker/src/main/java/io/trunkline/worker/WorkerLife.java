package io.trunkline.worker;

import io.netty.channel.EventLoopGroup;
import io.trunkline.whatsapp.client.WhatsAppClient;
import io.trunkline.worker.event.InboxDelivery;
import io.trunkline.worker.event.Publisher;
import io.trunkline.worker.fleet.Heartbeat;
import io.trunkline.worker.fleet.KeyRotation;
import io.trunkline.worker.session.Sessions;
import io.trunkline.worker.settings.WorkerSettings;
import io.trunkline.worker.shard.ShardKeeper;
import io.trunkline.worker.store.GroupCommit;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Starts the parts in the order in which they need each other, and ends them in the reverse: hand
/// over, leave the group, publish what waits.
@Component
class WorkerLife implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(WorkerLife.class);
  private static final long PUBLISH_PATIENCE_MS = 2_000;

  private final StartChecks checks;
  private final WorkerSettings settings;
  private final Heartbeat heartbeat;
  private final KeyRotation rotation;
  private final GroupCommit commits;
  private final Publisher publisher;
  private final InboxDelivery inbox;
  private final ShardKeeper keeper;
  private final Sessions sessions;
  private final CommandConsumer consumer;
  private final Producer<String, byte[]> producer;
  private final WhatsAppClient client;
  private final EventLoopGroup loops;
  private volatile boolean isRunning;

  WorkerLife(
      StartChecks checks,
      WorkerSettings settings,
      Heartbeat heartbeat,
      KeyRotation rotation,
      GroupCommit commits,
      Publisher publisher,
      InboxDelivery inbox,
      ShardKeeper keeper,
      Sessions sessions,
      CommandConsumer consumer,
      Producer<String, byte[]> producer,
      WhatsAppClient client,
      EventLoopGroup loops) {
    this.checks = checks;
    this.settings = settings;
    this.heartbeat = heartbeat;
    this.rotation = rotation;
    this.commits = commits;
    this.publisher = publisher;
    this.inbox = inbox;
    this.keeper = keeper;
    this.sessions = sessions;
    this.consumer = consumer;
    this.producer = producer;
    this.client = client;
    this.loops = loops;
  }

  @Override
  public void start() {
    try {
      checks.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted before the start", e);
    }
    heartbeat.start();
    switch (rotation.begin()) {
      case KeyRotation.Answer.Begun _ -> {}
      case KeyRotation.Answer.NotEverywhere(var id, var workers) ->
          log.warn("Master key {} is not used yet: {} cannot read it", id, workers);
    }
    commits.start();
    publisher.start();
    inbox.start();
    keeper.start(sessions, consumer);
    consumer.start();
    isRunning = true;
    log.info("worker {} is up", settings.id());
  }

  @Override
  public void stop() {
    isRunning = false;
    var times = settings.times();
    try {
      keeper.shutDown(times.handoverWaitMs() + times.flushWaitMs() + 500);
      consumer.close();
      publisher.drain(PUBLISH_PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    heartbeat.close();
    keeper.close();
    inbox.close();
    publisher.close();
    producer.close(java.time.Duration.ofSeconds(1));
    commits.close();
    client.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    log.info("worker {} has handed over", settings.id());
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
