package io.trunkline.contract;

/// Header names of a record in [Topics#DEAD_LETTERS]; key and value are those of the original.
public final class DeadLetter {
  /// Topic of the original record.
  public static final String TOPIC = "trunkline-topic";

  /// Partition of the original record, decimal.
  public static final String PARTITION = "trunkline-partition";

  /// Offset of the original record, decimal.
  public static final String OFFSET = "trunkline-offset";

  /// The consumer group that gave up.
  public static final String CONSUMER = "trunkline-consumer";

  /// A stable slug saying why.
  public static final String REASON = "trunkline-reason";

  private DeadLetter() {}
}
