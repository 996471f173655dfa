package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The one-time prekeys that a linked device has uploaded, in a compact form because there are
/// hundreds a device: records of 36 bytes in one array, handed out from the front.
final class PreKeyShelf implements OneTimeKeys {
  private static final int KEY_BYTES = 4 + PublicKey.SIZE_BYTES;

  private final String keysKey;
  private final String takenKey;
  private byte[] records = {};
  private int taken;

  PreKeyShelf(String number, int device) {
    keysKey = "prekeys/%s/%d".formatted(number, device);
    takenKey = "taken/%s/%d".formatted(number, device);
  }

  synchronized void loadKeys(byte[] value) {
    records = value;
  }

  synchronized void loadTaken(byte[] value) {
    taken = ByteBuffer.wrap(value).getInt();
  }

  /// Puts keys behind those that are left; an id that is there already keeps its first key.
  synchronized void add(List<PreKeyPublic> keys, Transaction transaction) {
    List<PreKeyPublic> all = new ArrayList<>(remaining());
    for (PreKeyPublic key : keys) {
      if (all.stream().noneMatch(known -> known.id() == key.id())) {
        all.add(key);
      }
    }
    ByteBuffer buffer = ByteBuffer.allocate(all.size() * KEY_BYTES);
    all.forEach(key -> buffer.putInt(key.id()).put(key.key().bytes()));
    records = buffer.array();
    taken = 0;
    transaction.put(keysKey, this::encodeKeys).put(takenKey, this::encodeTaken);
  }

  synchronized void remove(Transaction transaction) {
    records = new byte[0];
    taken = 0;
    transaction.delete(keysKey).delete(takenKey);
  }

  @Override
  public synchronized Optional<PreKeyPublic> take(Transaction transaction) {
    if (count() == 0) {
      return Optional.empty();
    }
    PreKeyPublic key = at(taken);
    taken++;
    transaction.put(takenKey, this::encodeTaken);
    return Optional.of(key);
  }

  @Override
  public synchronized int count() {
    return records.length / KEY_BYTES - taken;
  }

  @Override
  public synchronized List<PreKeyPublic> remaining() {
    List<PreKeyPublic> keys = new ArrayList<>();
    for (int i = taken; i < records.length / KEY_BYTES; i++) {
      keys.add(at(i));
    }
    return keys;
  }

  private synchronized byte[] encodeKeys() {
    return records;
  }

  private synchronized byte[] encodeTaken() {
    return ByteBuffer.allocate(4).putInt(taken).array();
  }

  private PreKeyPublic at(int index) {
    int start = index * KEY_BYTES;
    return new PreKeyPublic(
        ByteBuffer.wrap(records).getInt(start),
        PublicKey.of(Arrays.copyOfRange(records, start + 4, start + KEY_BYTES)));
  }
}
