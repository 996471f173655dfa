package io.trunkline.simulator.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Remembers, for millions of things seen, a mark of 64 bits under a key of 64 bits. The keys are
/// truncated SHA-256: two different things share one with a probability of about n² / 2^65.
///
/// Kept in a file of 16-byte records, so that a restart of the server forgets nothing.
public final class Ledger implements Closeable {
  private static final int RECORD_BYTES = 16;

  private final FileChannel channel;
  private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
  private long[] keys = new long[1 << 12];
  private long[] marks = new long[1 << 12];
  private int size;

  public Ledger(Path file) {
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long whole = channel.size() / RECORD_BYTES * RECORD_BYTES;
      channel.truncate(whole);
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.remaining() >= RECORD_BYTES) {
          insert(buffer.getLong(), buffer.getLong());
        }
        buffer.compact();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The 64-bit key of a text.
  public static long key(String text) {
    return key(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The 64-bit key of some bytes; never 0.
  public static long key(byte[] bytes) {
    try {
      long key = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)).getLong();
      return key == 0 ? 1 : key;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /// Whether this key was remembered.
  public synchronized boolean knows(long key) {
    return keys[slot(key)] == key;
  }

  /// Remembers a mark unless the key has one.
  ///
  /// @return the mark that the key had, or 0 when it was new
  public synchronized long remember(long key, long mark) {
    int slot = slot(key);
    if (keys[slot] == key) {
      return marks[slot];
    }
    insert(key, mark);
    record.clear().putLong(key).putLong(mark).flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  /// Forgets everything.
  public synchronized void clear() {
    try {
      channel.truncate(0);
      channel.position(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keys = new long[1 << 12];
    marks = new long[1 << 12];
    size = 0;
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void insert(long key, long mark) {
    if (2 * size >= keys.length) {
      grow();
    }
    int slot = slot(key);
    if (keys[slot] != key) {
      size++;
    }
    keys[slot] = key;
    marks[slot] = mark;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldMarks = marks;
    keys = new long[2 * oldKeys.length];
    marks = new long[2 * oldMarks.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        marks[slot] = oldMarks[i];
      }
    }
  }

  /// Where the key is, or where it would go: open addressing with steps of one.
  private int slot(long key) {
    int slot = (int) key & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
