package io.trunkline.simulator.journal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/// An append-only log of keys and values. Values are read once, at the start; afterwards only the
/// place of each key's newest value is kept, so that a log grown by overwriting can be rewritten.
///
/// Errors: I/O errors come as `UncheckedIOException`; a torn last frame (the process ended while it
/// was written, so nobody was told that it happened) is cut off when the log is opened.
public final class Journal implements Closeable {
  private static final byte[] MAGIC = "TLSIMJ01".getBytes(StandardCharsets.US_ASCII);
  private static final int FRAME_HEADER_BYTES = 8;
  private static final int MAX_FRAME_BYTES = 256 << 20;
  private static final long REWRITE_FROM_BYTES = 128L << 20;

  private final Path file;
  private final Map<String, Place> places = new HashMap<>();
  private FileChannel channel;
  private long endBytes;
  private long liveBytes;
  private ByteBuffer frame = ByteBuffer.allocateDirect(1 << 16);

  private record Place(long offset, int bytes) {}

  private interface Visitor {
    void visit(long offset, int bytes, String key, byte[] value);
  }

  /// Opens the log, making it when it is not there.
  ///
  /// @param loader is given every live key with its value, in the order in which they were written
  public Journal(Path file, BiConsumer<String, byte[]> loader) {
    this.file = file;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.notExists(file)) {
        Files.write(file, MAGIC);
      }
      long good = scan(this::remember);
      scan(
          (offset, bytes, key, value) -> {
            if (value != null && isNewest(key, offset)) {
              loader.accept(key, value);
            }
          });
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      channel.truncate(good);
      channel.position(good);
      endBytes = good;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a batch. When this returns the batch survives the end of the process.
  public synchronized void commit(Batch batch) {
    if (batch.changes().isEmpty()) {
      return;
    }
    try {
      append(batch.changes());
      if (endBytes > REWRITE_FROM_BYTES && endBytes > 4 * liveBytes) {
        rewrite();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Forgets every key.
  public synchronized void clear() {
    try {
      places.clear();
      liveBytes = 0;
      channel.truncate(MAGIC.length);
      channel.position(MAGIC.length);
      endBytes = MAGIC.length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(List<Batch.Change> changes) throws IOException {
    List<byte[]> keys = new ArrayList<>(changes.size());
    List<byte[]> values = new ArrayList<>(changes.size());
    int size = FRAME_HEADER_BYTES;
    for (Batch.Change change : changes) {
      byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
      byte[] value = change.value() == null ? null : change.value().get();
      keys.add(key);
      values.add(value);
      size += entryBytes(key, value);
    }
    if (frame.capacity() < size) {
      frame = ByteBuffer.allocateDirect(Integer.highestOneBit(size) << 1);
    }
    frame.clear().position(FRAME_HEADER_BYTES);
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      byte[] value = values.get(i);
      long offset = endBytes + frame.position();
      frame.putShort((short) key.length).put(key);
      if (value == null) {
        frame.putInt(-1);
      } else {
        frame.putInt(value.length).put(value);
      }
      remember(offset, entryBytes(key, value), changes.get(i).key(), value);
    }
    frame.flip();
    CRC32 crc = new CRC32();
    crc.update(frame.slice(FRAME_HEADER_BYTES, size - FRAME_HEADER_BYTES));
    frame.putInt(0, size - FRAME_HEADER_BYTES).putInt(4, (int) crc.getValue());
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
    endBytes += size;
  }

  private void remember(long offset, int bytes, String key, byte[] value) {
    Place old = value == null ? places.remove(key) : places.put(key, new Place(offset, bytes));
    liveBytes += (value == null ? 0 : bytes) - (old == null ? 0 : old.bytes());
  }

  private boolean isNewest(String key, long offset) {
    Place place = places.get(key);
    return place != null && place.offset() == offset;
  }

  /// Copies what is live to a new file and puts it in the place of the old one. Runs under the
  /// lock: it costs the live bytes, and is due only when three times as many are dead.
  private void rewrite() throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Map<String, Place> old = new HashMap<>(places);
    channel.close();
    Files.write(fresh, MAGIC);
    channel = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    places.clear();
    liveBytes = 0;
    endBytes = MAGIC.length;
    scan(
        (offset, _, key, value) -> {
          Place place = old.get(key);
          if (value != null && place != null && place.offset() == offset) {
            try {
              append(List.of(new Batch.Change(key, () -> value)));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Reads every whole frame. Returns the offset behind the last one.
  private long scan(Visitor visitor) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (!Arrays.equals(MAGIC, in.readNBytes(MAGIC.length))) {
        throw new IOException(file + " is no journal of the simulator");
      }
      long end = MAGIC.length;
      while (true) {
        byte[] body;
        try {
          int length = in.readInt();
          int expected = in.readInt();
          if (length <= 0 || length > MAX_FRAME_BYTES) {
            return end;
          }
          body = in.readNBytes(length);
          CRC32 crc = new CRC32();
          crc.update(body);
          if (body.length < length || (int) crc.getValue() != expected) {
            return end;
          }
        } catch (EOFException e) {
          return end;
        }
        visit(end + FRAME_HEADER_BYTES, ByteBuffer.wrap(body), visitor);
        end += FRAME_HEADER_BYTES + body.length;
      }
    }
  }

  private static void visit(long start, ByteBuffer body, Visitor visitor) {
    while (body.hasRemaining()) {
      int from = body.position();
      byte[] key = new byte[Short.toUnsignedInt(body.getShort())];
      body.get(key);
      int length = body.getInt();
      byte[] value = length < 0 ? null : new byte[length];
      if (value != null) {
        body.get(value);
      }
      visitor.visit(
          start + from, body.position() - from, new String(key, StandardCharsets.UTF_8), value);
    }
  }

  private static int entryBytes(byte[] key, byte[] value) {
    return 2 + key.length + 4 + (value == null ? 0 : value.length);
  }
}
