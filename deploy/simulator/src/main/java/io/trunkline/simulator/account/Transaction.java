package io.trunkline.simulator.account;

import io.trunkline.simulator.journal.Batch;
import io.trunkline.simulator.journal.Journal;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// One step of the server: what it changes is written as a whole, and only then do stanzas leave.
///
/// A transaction that has staged a delivery must be committed, whatever happens: until then the
/// queue waits for it.
public final class Transaction {
  private final Journal journal;
  private final Batch batch = new Batch();
  private final List<Runnable> afterwards = new ArrayList<>();

  Transaction(Journal journal) {
    this.journal = journal;
  }

  /// Sets a key of the journal.
  public Transaction put(String key, byte[] value) {
    batch.put(key, value);
    return this;
  }

  /// Sets a key of the journal to what it is when the transaction is written, see [Batch].
  public Transaction put(String key, Supplier<byte[]> value) {
    batch.put(key, value);
    return this;
  }

  /// Removes a key of the journal.
  public Transaction delete(String key) {
    batch.delete(key);
    return this;
  }

  /// Queues a stanza for a device, to be kept until the device acknowledges it.
  public Transaction deliver(Device device, Node stanza) {
    afterwards.add(device.queue().stage(stanza, this));
    return this;
  }

  /// Runs something once the changes are durable.
  public Transaction afterwards(Runnable action) {
    afterwards.add(action);
    return this;
  }

  /// Writes, then lets the stanzas go.
  public void commit() {
    journal.commit(batch);
    afterwards.forEach(Runnable::run);
  }
}
