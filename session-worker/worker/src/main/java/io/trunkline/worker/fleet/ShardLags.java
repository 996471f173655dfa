package io.trunkline.worker.fleet;

import io.trunkline.contract.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far the fleet is behind, by the offsets that it has committed.
public final class ShardLags {
  private static final Logger log = LoggerFactory.getLogger(ShardLags.class);
  private static final long PATIENCE_S = 3;

  private final Supplier<Admin> kafka;
  private final String group;

  /// @param kafka makes a client, which is closed after use
  /// @param group of the workers
  public ShardLags(Supplier<Admin> kafka, String group) {
    this.kafka = kafka;
    this.group = group;
  }

  /// @return by shard; empty where Kafka does not answer in time
  public Map<Integer, Long> read(int shards) throws InterruptedException {
    var partitions =
        IntStream.range(0, shards)
            .mapToObj(shard -> new TopicPartition(Topics.COMMANDS, shard))
            .toList();
    try (var admin = kafka.get()) {
      var committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(PATIENCE_S, TimeUnit.SECONDS);
      var ends = offsets(admin, partitions, OffsetSpec.latest());
      var begins = offsets(admin, partitions, OffsetSpec.earliest());
      var lags = new HashMap<Integer, Long>();
      for (var partition : partitions) {
        var done = committed.get(partition);
        long from = done == null ? begins.get(partition) : done.offset();
        lags.put(partition.partition(), Math.max(0, ends.get(partition) - from));
      }
      return lags;
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Kafka does not tell how far the fleet is behind: {}", e.toString());
      return Map.of();
    }
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, Iterable<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    var question = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> question.put(partition, which));
    return admin.listOffsets(question).all().get(PATIENCE_S, TimeUnit.SECONDS).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset(entry.getValue())));
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }
}
