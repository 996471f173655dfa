package io.trunkline.whatsapp.client.session;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that forgets its eldest entry when it would hold more than so many.
final class Bounded<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int capacity;

  Bounded(int capacity) {
    super(4);
    this.capacity = capacity;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > capacity;
  }
}
