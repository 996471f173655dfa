package io.trunkline.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Span;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.Topics;
import io.trunkline.contract.tracing.Hop;
import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.contract.tracing.Tracing;
import io.trunkline.proto.command.Command;
import io.trunkline.worker.command.OffsetPrefix;
import io.trunkline.worker.event.Publisher;
import io.trunkline.worker.ownership.OwnershipEvent;
import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.session.Sessions;
import io.trunkline.worker.session.TakenCommand;
import io.trunkline.worker.shard.Partitions;
import io.trunkline.worker.shard.ShardKeeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the commands of the shards that are ours and hands them on; the consumer group's word
/// about who should own what goes to the [ShardKeeper]. A partition that is assigned stays paused
/// until its sessions are loaded. One thread, which alone touches the Kafka consumer and the
/// offsets.
final class CommandConsumer implements Partitions, ConsumerRebalanceListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CommandConsumer.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(2);
  static final String GROUP = "session-worker";
  private static final int MOST_IN_FLIGHT = 2_000;
  private static final long AGAIN_AFTER_MS = 500;

  private final Consumer<String, byte[]> consumer;
  private final ShardKeeper keeper;
  private final Sessions sessions;
  private final Publisher publisher;
  private final long revocationPatienceMs;
  private final Tracing tracing;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Map<Shard, Lane> lanes = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile boolean isAlive;
  private boolean hasLeft;

  /// @param revocationPatienceMs how long a rebalance waits for a handover
  public CommandConsumer(
      Consumer<String, byte[]> consumer,
      ShardKeeper keeper,
      Sessions sessions,
      Publisher publisher,
      long revocationPatienceMs,
      Tracing tracing,
      MeterRegistry meters) {
    this.consumer = consumer;
    this.keeper = keeper;
    this.sessions = sessions;
    this.publisher = publisher;
    this.revocationPatienceMs = revocationPatienceMs;
    this.tracing = tracing;
    this.thread = Thread.ofPlatform().name("commands").unstarted(this::run);
    Gauge.builder(
            "trunkline.worker.commands.in.flight",
            () -> lanes.values().stream().mapToInt(Lane::inFlight).sum())
        .description("Commands that were read and are not completed")
        .register(meters);
  }

  /// Offsets of one partition that flows.
  private static final class Lane {
    private final OffsetPrefix prefix = new OffsetPrefix();
    private final Queue<Long> completed = new ConcurrentLinkedQueue<>();
    private volatile int inFlight;

    int inFlight() {
      return inFlight;
    }
  }

  public void start() {
    isAlive = true;
    thread.start();
  }

  /// Whether commands can be read at all.
  public boolean isAlive() {
    return isAlive;
  }

  /// Leaves the group for good and stays alive: others get the shards, which are to be handed over
  /// before.
  public void leave() {
    tasks.add(
        () -> {
          consumer.unsubscribe();
          hasLeft = true;
        });
    consumer.wakeup();
  }

  @Override
  public void pause(Shard shard) {
    tasks.add(
        () -> {
          lanes.remove(shard);
          var partition = partition(shard);
          if (consumer.assignment().contains(partition)) {
            consumer.pause(Set.of(partition));
          }
        });
    consumer.wakeup();
  }

  /// From the committed offset: what was read before and not completed is read again.
  @Override
  public void resume(Shard shard) {
    tasks.add(
        () -> {
          var partition = partition(shard);
          if (consumer.assignment().contains(partition) && !lanes.containsKey(shard)) {
            rewind(partition);
            lanes.put(shard, new Lane());
            consumer.resume(Set.of(partition));
          }
        });
    consumer.wakeup();
  }

  private void rewind(TopicPartition partition) {
    var committed = consumer.committed(Set.of(partition), Duration.ofSeconds(3)).get(partition);
    if (committed == null) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, committed.offset());
    }
  }

  private void run() {
    try {
      consumer.subscribe(List.of(Topics.COMMANDS), this);
      while (!isClosed) {
        turn();
      }
    } catch (RuntimeException e) {
      log.error("The command consumer died; the process has to be restarted", e);
    } finally {
      isAlive = false;
      closeConsumer();
    }
  }

  private void turn() {
    try {
      runTasks();
      if (hasLeft) {
        pauseBriefly();
        return;
      }
      for (var row : consumer.poll(POLL)) {
        take(row);
      }
      commit(lanes);
      bound();
    } catch (WakeupException e) {
      // Somebody has left a task.
      log.trace("woken");
    } catch (KafkaException e) {
      log.warn("Commands cannot be read for now: {}", e.toString());
      pauseBriefly();
    }
  }

  private static void pauseBriefly() {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runTasks() {
    Runnable task;
    while ((task = tasks.peek()) != null) {
      try {
        task.run();
      } catch (WakeupException e) {
        // Interrupted in the middle of an offset's look-up: once more.
        continue;
      } catch (RuntimeException e) {
        log.warn("A partition could not be paused or resumed, trying again: {}", e.toString());
        return;
      }
      tasks.remove();
    }
  }

  private void take(ConsumerRecord<String, byte[]> row) {
    var shard = new Shard(row.partition());
    var lane = lanes.get(shard);
    if (lane == null) {
      // Fetched before the pause; it is read again by whoever serves the shard.
      return;
    }
    lane.prefix.taken(row.offset());
    Command command;
    try {
      command = Command.parseFrom(row.value());
    } catch (InvalidProtocolBufferException e) {
      bury(row, "unreadable");
      lane.completed.add(row.offset());
      return;
    }
    var taken =
        new TakenCommand(command, begin(row, command), () -> lane.completed.add(row.offset()));
    var tenure = keeper.tenure(shard);
    if (tenure.isEmpty() || !sessions.take(tenure.get(), taken)) {
      log.debug("command at offset {} of shard {} is left to the next owner", row.offset(), shard);
    }
  }

  private Hop begin(ConsumerRecord<String, byte[]> row, Command command) {
    var header = row.headers().lastHeader(TraceParent.HEADER);
    if (header == null) {
      return Hop.NONE;
    }
    var kind = command.getBodyCase().name().toLowerCase(Locale.ROOT);
    return tracing
        .begin(Span.Kind.CONSUMER, "command " + kind, header.value())
        .tag("trunkline.session", command.getSessionId())
        .tag("trunkline.tenant", command.getTenantId());
  }

  private void bury(ConsumerRecord<String, byte[]> row, String reason) {
    var letter = new ProducerRecord<>(Topics.DEAD_LETTERS, row.key(), row.value());
    header(letter, DeadLetter.TOPIC, row.topic());
    header(letter, DeadLetter.PARTITION, Integer.toString(row.partition()));
    header(letter, DeadLetter.OFFSET, Long.toString(row.offset()));
    header(letter, DeadLetter.CONSUMER, GROUP);
    header(letter, DeadLetter.REASON, reason);
    publisher
        .deadLetter(letter)
        .whenComplete(
            (_, failure) ->
                log.error(
                    "A command at offset {} of shard {} cannot be read{}",
                    row.offset(),
                    row.partition(),
                    failure == null ? "" : ", and the dead letter was not taken"));
  }

  private static void header(ProducerRecord<String, byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private void commit(Map<Shard, Lane> which) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    which.forEach(
        (shard, lane) -> {
          Long offset;
          while ((offset = lane.completed.poll()) != null) {
            lane.prefix.completed(offset);
          }
          lane.inFlight = lane.prefix.inFlight();
          lane.prefix
              .takeCommit()
              .ifPresent(end -> offsets.put(partition(shard), new OffsetAndMetadata(end)));
        });
    offsets.keySet().retainAll(consumer.assignment());
    if (offsets.isEmpty()) {
      return;
    }
    consumer.commitAsync(
        offsets,
        (_, failure) -> {
          if (failure != null) {
            log.debug("offsets were not committed: {}", failure.toString());
            offsets.keySet().stream()
                .map(partition -> lanes.get(new Shard(partition.partition())))
                .filter(lane -> lane != null)
                .forEach(lane -> lane.prefix.commitFailed());
          }
        });
  }

  /// A shard with too much in flight is not read further until some of it is done.
  private void bound() {
    lanes.forEach(
        (shard, lane) -> {
          var partition = Set.of(partition(shard));
          if (!consumer.assignment().containsAll(partition)) {
            return;
          }
          if (lane.inFlight >= MOST_IN_FLIGHT) {
            consumer.pause(partition);
          } else if (consumer.paused().containsAll(partition)) {
            consumer.resume(partition);
          }
        });
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
    keeper.on(
        new OwnershipEvent.Assigned(shards(partitions), consumer.groupMetadata().generationId()));
  }

  /// Waits for the handover, so that the next owner finds exact counters and committed offsets.
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    var shards = shards(partitions);
    if (shards.isEmpty()) {
      return;
    }
    keeper.on(new OwnershipEvent.Revoked(shards));
    try {
      keeper.awaitLetGo(shards, revocationPatienceMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commitSync(shards);
    lanes.keySet().removeAll(shards);
  }

  private void commitSync(Set<Shard> shards) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var shard : shards) {
      var lane = lanes.get(shard);
      if (lane != null) {
        Long offset;
        while ((offset = lane.completed.poll()) != null) {
          lane.prefix.completed(offset);
        }
        lane.prefix.commitFailed();
        lane.prefix
            .takeCommit()
            .ifPresent(end -> offsets.put(partition(shard), new OffsetAndMetadata(end)));
      }
    }
    if (!offsets.isEmpty()) {
      try {
        consumer.commitSync(offsets, CLOSE);
      } catch (RuntimeException e) {
        log.info("Offsets of {} shards were not committed: {}", offsets.size(), e.toString());
      }
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    log.warn("Kafka has taken {} shards away; their sockets stay open", partitions.size());
    var shards = shards(partitions);
    lanes.keySet().removeAll(shards);
    keeper.on(new OwnershipEvent.Lost(shards));
  }

  private static Set<Shard> shards(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(partition -> new Shard(partition.partition()))
        .collect(Collectors.toSet());
  }

  private static TopicPartition partition(Shard shard) {
    return new TopicPartition(Topics.COMMANDS, shard.number());
  }

  /// Leaves the group; what is held is to be handed over before.
  @Override
  public void close() {
    isClosed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE.plusSeconds(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeConsumer() {
    try {
      commitSync(Set.copyOf(lanes.keySet()));
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    } catch (RuntimeException e) {
      log.info("The consumer did not close cleanly: {}", e.toString());
    }
  }
}
