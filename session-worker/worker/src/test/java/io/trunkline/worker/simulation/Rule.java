package io.trunkline.worker.simulation;

/// A rule of the design that the simulation can take out, to see that its absence is noticed.
enum Rule {
  /// A new owner raises the epoch.
  EPOCH_IS_RAISED,
  /// A write names its epoch and is refused under a lower one.
  WRITES_CHECK_THE_EPOCH,
  /// The check holds a shared lock until the commit, so that no raise slips in between.
  CHECK_HOLDS_A_SHARED_LOCK,
  /// A transaction ends by itself after 2 s.
  TRANSACTIONS_TIME_OUT,
  /// Past the lease no frame is written before PostgreSQL has confirmed the epoch.
  FRAMES_NEED_A_LEASE_OR_THE_EPOCH,
  /// The holder hands over when it sees that another wants the lease.
  WANTED_LEASES_ARE_HANDED_OVER,
  /// `conflict replaced` is checked against the epoch and answered by a reconnect after a takeover.
  REPLACED_IS_CHECKED_AGAINST_THE_EPOCH,
  /// A key leaves only under a stored reservation.
  KEYS_LEAVE_RESERVED,
  /// Whoever loads a session goes on at the end of its reservation.
  LOADERS_SKIP_TO_THE_RESERVATION,
  /// A reservation belongs to one chain: a turned ratchet needs its own.
  RESERVATIONS_NAME_THEIR_CHAIN,
  /// The flush before a handover is the last use of the session.
  NOTHING_IS_SENT_AFTER_THE_EXACT_FLUSH,
  /// A write of unknown outcome counts as a crash of the session, not as done.
  UNKNOWN_OUTCOMES_COUNT_AS_A_CRASH,
  /// Ratchet and event are in one transaction.
  EVENT_IS_STORED_WITH_THE_RATCHET,
  /// A message is acknowledged after the commit.
  ACKNOWLEDGED_AFTER_THE_COMMIT,
  /// A row is deleted after the broker has the event.
  ROWS_LIVE_UNTIL_PUBLISHED,
  /// A takeover publishes the rows it finds.
  LEFTOVER_ROWS_ARE_PUBLISHED,
  /// Every copy of an event has the same id, whoever publishes it.
  EVENT_IDS_ARE_STABLE,
  /// A command for another connection is refused.
  COMMANDS_NAME_THEIR_CONNECTION,
  /// No younger message of a chat is let through before a refused one.
  REFUSED_MESSAGES_ARE_WAITED_FOR
}
