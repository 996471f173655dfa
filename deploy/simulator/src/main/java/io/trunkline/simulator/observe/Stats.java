package io.trunkline.simulator.observe;

import java.util.concurrent.atomic.LongAdder;

/// The counters of `GET /stats`, from the start of the process or the last reset.
public final class Stats {
  /// Connections that are open now.
  public final LongAdder sockets = new LongAdder();

  /// Message stanzas that devices have sent.
  public final LongAdder messagesIn = new LongAdder();

  /// Message stanzas that were handed to devices, redeliveries included.
  public final LongAdder messagesOut = new LongAdder();

  /// Messages that came with an id that their sender had used before.
  public final LongAdder repeatedIds = new LongAdder();

  /// Messages that a phone showed twice, or repeats whose plaintext differed.
  public final LongAdder duplicateIds = new LongAdder();

  /// Retry receipts, in both directions.
  public final LongAdder retryReceipts = new LongAdder();

  /// Messages that a phone could not decrypt when they first came.
  public final LongAdder undecryptable = new LongAdder();

  /// Message keys that were seen under two different ciphertexts.
  public final LongAdder keyReuse = new LongAdder();

  /// Sets everything but the open connections to 0.
  public void reset() {
    messagesIn.reset();
    messagesOut.reset();
    repeatedIds.reset();
    duplicateIds.reset();
    retryReceipts.reset();
    undecryptable.reset();
    keyReuse.reset();
  }
}
