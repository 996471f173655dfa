package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.NodeCodec;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The stanzas that a device has not acknowledged, in order, and the link to the device while it is
/// connected.
///
/// A stanza is staged (it has its place in the order), then durable, then sent; it leaves the queue
/// when the device acknowledges it. After a reconnect everything unacknowledged is sent again, with
/// the attribute `offline`. Before the device asks for its backlog (`flow`) nothing is sent.
public final class StanzaQueue {
  private static final class Entry {
    private final Node stanza;
    private boolean durable;

    private Entry(Node stanza) {
      this.stanza = stanza;
    }

    private boolean is(String tag, String id) {
      return stanza.tag().equals(tag) && stanza.find("id").filter(id::equals).isPresent();
    }
  }

  private final String keyPrefix;
  private final NavigableMap<Long, Entry> entries = new TreeMap<>();

  /// Ids of messages that left the queue by a retry receipt and for which an ack may still come.
  private final Set<String> retried = new HashSet<>();

  private long nextSequence = 1;

  /// Everything before this was sent over the present link.
  private long unsentFrom;

  private Link link;
  private boolean flowing;

  StanzaQueue(String number, int device) {
    keyPrefix = "queue/%s/%d/".formatted(number, device);
  }

  synchronized void load(long sequence, byte[] value) {
    Entry entry = new Entry(NodeCodec.decode(ByteBuffer.wrap(value)));
    entry.durable = true;
    entries.put(sequence, entry);
    nextSequence = Math.max(nextSequence, sequence + 1);
  }

  /// Gives a stanza its place.
  ///
  /// @return what to run when the transaction is durable
  synchronized Runnable stage(Node stanza, Transaction transaction) {
    Entry entry = new Entry(stanza);
    long sequence = nextSequence++;
    entries.put(sequence, entry);
    transaction.put(keyPrefix + sequence, NodeCodec.encode(stanza));
    return () -> settle(entry);
  }

  private synchronized void settle(Entry entry) {
    entry.durable = true;
    if (flowing) {
      sendDurable(false);
    }
  }

  /// Connects the device.
  ///
  /// @return the link that it had until now, which the caller ends
  public synchronized Optional<Link> attach(Link fresh) {
    Optional<Link> previous = Optional.ofNullable(link);
    link = fresh;
    flowing = false;
    retried.clear();
    unsentFrom = 0;
    return previous;
  }

  /// Ends the connection, unless another has replaced it already.
  ///
  /// @return whether the device is now without a link
  public synchronized boolean detach(Link old) {
    if (link != old) {
      return false;
    }
    link = null;
    flowing = false;
    return true;
  }

  /// Lets the backlog go, framed by `ib > offline_preview` and `ib > offline`.
  public synchronized void flow() {
    if (link == null || flowing) {
      return;
    }
    flowing = true;
    int count = (int) entries.values().stream().filter(entry -> entry.durable).count();
    if (count > 0) {
      link.send(preview(count));
    }
    sendDurable(true);
    link.send(ib(Node.of("offline").with("count", count).build()));
  }

  /// Sends what is not kept: answers, presence, chat states. Dropped when nobody is there.
  public synchronized void sendNow(Node stanza) {
    if (link != null) {
      link.send(stanza);
    }
  }

  /// Takes out the oldest stanza of this tag and id that was sent.
  public synchronized boolean acknowledge(String tag, String id, Transaction transaction) {
    if (tag.equals("message") && retried.remove(id)) {
      return true;
    }
    return remove(tag, id, transaction);
  }

  /// Takes out a message that the device received but could not decrypt. Some clients send an ack
  /// after their retry receipt; it must not take out the message's resend, which has the same id.
  public synchronized void retried(String id, Transaction transaction) {
    if (remove("message", id, transaction)) {
      retried.add(id);
    }
  }

  /// Takes out a message for which a delivery receipt came, as [#acknowledge], but never mistakes
  /// the receipt of a resend for the ack of what was resent.
  public synchronized boolean received(String id, Transaction transaction) {
    retried.remove(id);
    return remove("message", id, transaction);
  }

  /// Whether the device is connected.
  public synchronized boolean isOnline() {
    return link != null;
  }

  /// The link, while there is one.
  public synchronized Optional<Link> link() {
    return Optional.ofNullable(link);
  }

  /// How many stanzas wait for the device's acknowledgement.
  public synchronized int size() {
    return entries.size();
  }

  /// Drops everything, for a device that is no more.
  synchronized void remove(Transaction transaction) {
    entries.keySet().forEach(sequence -> transaction.delete(keyPrefix + sequence));
    entries.clear();
  }

  private boolean remove(String tag, String id, Transaction transaction) {
    Iterator<Map.Entry<Long, Entry>> all = entries.headMap(unsentFrom, false).entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Entry> candidate = all.next();
      if (candidate.getValue().is(tag, id)) {
        all.remove();
        transaction.delete(keyPrefix + candidate.getKey());
        return true;
      }
    }
    return false;
  }

  /// Sends in order, up to the first stanza that is not durable yet.
  private void sendDurable(boolean backlog) {
    int offline = 0;
    for (Map.Entry<Long, Entry> next : entries.tailMap(unsentFrom, true).entrySet()) {
      if (!next.getValue().durable) {
        return;
      }
      unsentFrom = next.getKey() + 1;
      Node stanza = next.getValue().stanza;
      link.send(backlog ? stanza.toBuilder().with("offline", offline++).build() : stanza);
    }
  }

  private Node preview(int count) {
    return ib(
        Node.of("offline_preview")
            .with("count", count)
            .with("message", count("message"))
            .with("receipt", count("receipt"))
            .with("notification", count("notification"))
            .with("appdata", "0")
            .with("call", count("call"))
            .build());
  }

  private String count(String tag) {
    return Long.toString(
        entries.values().stream().filter(entry -> entry.stanza.tag().equals(tag)).count());
  }

  private static Node ib(Node child) {
    return Node.of("ib").with("from", Jid.WHATSAPP).child(child).build();
  }
}
