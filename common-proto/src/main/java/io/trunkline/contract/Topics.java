package io.trunkline.contract;

/// The Kafka topics between the services. Keys are session ids (UUID text) except in replies.
public final class Topics {
  /// `Command`, keyed by session id; its partitions are the shards.
  public static final String COMMANDS = "trunkline.commands";

  /// `Event`, keyed by session id.
  public static final String EVENTS = "trunkline.events";

  /// `Reply`, written to the partition that the command named.
  public static final String REPLIES = "trunkline.replies";

  /// Records that a consumer could not process, with the headers of [DeadLetter].
  public static final String DEAD_LETTERS = "trunkline.dead-letters";

  private Topics() {}
}
