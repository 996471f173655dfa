package io.trunkline.simulator.observe;

import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.NodeText;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The last stanzas of each device, as text. Kept as text from the start: a stanza holds on to
/// ciphertexts and prekeys, and there are thousands of devices.
public final class StanzaLog {
  private static final int STANZAS_PER_DEVICE = 200;
  private static final int MAX_TEXT = 4_000;

  /// A stanza that passed.
  ///
  /// @param direction `in` from the device, `out` to it
  /// @param xml the stanza with secrets left out, cut off at 4,000 characters
  public record Line(Instant at, String direction, String xml) {}

  private final Map<String, Deque<Line>> lines = new ConcurrentHashMap<>();
  private final Clock clock;

  public StanzaLog(Clock clock) {
    this.clock = clock;
  }

  /// Notes a stanza from a device.
  public void in(String device, Node stanza) {
    add(device, "in", stanza);
  }

  /// Notes a stanza to a device.
  public void out(String device, Node stanza) {
    add(device, "out", stanza);
  }

  /// The newest stanzas of a device, oldest of them first.
  public List<Line> last(String device, int count) {
    Deque<Line> ring = lines.getOrDefault(device, new ArrayDeque<>());
    synchronized (ring) {
      List<Line> all = new ArrayList<>(ring);
      return all.subList(Math.max(0, all.size() - count), all.size());
    }
  }

  public void clear() {
    lines.clear();
  }

  private void add(String device, String direction, Node stanza) {
    String text = NodeText.format(stanza);
    Line line =
        new Line(
            clock.instant(),
            direction,
            text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text);
    Deque<Line> ring = lines.computeIfAbsent(device, _ -> new ArrayDeque<>());
    synchronized (ring) {
      if (ring.size() == STANZAS_PER_DEVICE) {
        ring.removeFirst();
      }
      ring.addLast(line);
    }
  }
}
