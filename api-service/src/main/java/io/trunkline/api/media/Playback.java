package io.trunkline.api.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.core.io.InputStreamSource;

/// What a recording says of itself: MP4 and its kin (M4A, QuickTime), Ogg Opus and Vorbis, WAV,
/// FLAC, MP3 and AAC in ADTS. Nothing is decoded and at most 64 KiB are in memory.
///
/// @param seconds how long it plays, rounded, at least 1: encoders pad
/// @param width pixels as shown; 0, like `height`, where there is no picture
record Playback(long seconds, int width, int height) {
  private static final int MP4_LEAF_BYTES = 128;
  private static final int MP4_DEPTH = 2;
  private static final int OGG_PAGE_BYTES = 27 + 255 + 255 * 255;
  private static final int OGG_HEAD_AT = 28;
  private static final int HEAD_BYTES = OGG_HEAD_AT + 16;
  private static final int OPUS_RATE = 48_000;
  private static final int FLAC_LENGTH_AT = 18;
  private static final long FLAC_SAMPLES = (1L << 36) - 1;

  /// Empty where it is none of these, or broken.
  static Optional<Playback> of(InputStreamSource file, long length) {
    try (var bytes = new DataInputStream(new BufferedInputStream(file.getInputStream()))) {
      bytes.mark(HEAD_BYTES);
      var start = Arrays.copyOf(bytes.readNBytes(HEAD_BYTES), HEAD_BYTES);
      bytes.reset();
      var head = new String(start, StandardCharsets.ISO_8859_1);
      if (head.startsWith("ftyp", 4)) {
        return new Mp4().read(bytes, length);
      }
      if (head.startsWith("OggS") && head.startsWith("OpusHead", OGG_HEAD_AT)) {
        return ogg(bytes, length, little(start).getShort(OGG_HEAD_AT + 10) & 0xffff, OPUS_RATE);
      }
      if (head.startsWith("OggS") && head.startsWith("\1vorbis", OGG_HEAD_AT)) {
        return ogg(bytes, length, 0, little(start).getInt(OGG_HEAD_AT + 12));
      }
      if (head.startsWith("RIFF") && head.startsWith("WAVE", 8)) {
        return wav(bytes);
      }
      if (head.startsWith("fLaC")) {
        long rateAndSamples = ByteBuffer.wrap(start).getLong(FLAC_LENGTH_AT);
        return lasting(rateAndSamples & FLAC_SAMPLES, rateAndSamples >>> 44);
      }
      var frames = FramedAudio.of(bytes);
      return lasting(frames.samples(), frames.rate());
    } catch (EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("A file to be sent cannot be read", e);
    }
  }

  private static Optional<Playback> lasting(long units, long unitsASecond) {
    return units <= 0 || unitsASecond <= 0
        ? Optional.empty()
        : Optional.of(new Playback(Math.max(1, Math.round((double) units / unitsASecond)), 0, 0));
  }

  /// The last page says how many samples have been played by then.
  private static Optional<Playback> ogg(InputStream bytes, long length, int preSkip, int rate)
      throws IOException {
    bytes.skipNBytes(Math.max(0, length - OGG_PAGE_BYTES));
    var tail = bytes.readNBytes(OGG_PAGE_BYTES);
    var page = new String(tail, StandardCharsets.ISO_8859_1).lastIndexOf("OggS\0");
    return page < 0 || page + 14 > tail.length
        ? Optional.empty()
        : lasting(little(tail).getLong(page + 6) - preSkip, rate);
  }

  private static Optional<Playback> wav(InputStream bytes) throws IOException {
    bytes.skipNBytes(12);
    long bytesASecond = 0;
    for (var head = bytes.readNBytes(8); head.length == 8; head = bytes.readNBytes(8)) {
      var name = new String(head, 0, 4, StandardCharsets.ISO_8859_1);
      long size = little(head).getInt(4) & 0xffff_ffffL;
      if (name.equals("data")) {
        return lasting(size, bytesASecond);
      }
      var body = bytes.readNBytes((int) Math.min(size, 16));
      if (name.equals("fmt ") && body.length == 16) {
        bytesASecond = little(body).getInt(8) & 0xffff_ffffL;
      }
      bytes.skipNBytes(size + size % 2 - body.length);
    }
    return Optional.empty();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Walks boxes for the movie's length and the measures of its first picture.
  private static final class Mp4 {
    private Optional<Playback> length = Optional.empty();
    private int width;
    private int height;

    Optional<Playback> read(DataInputStream bytes, long length) throws IOException {
      try {
        boxes(bytes, length, 0);
      } catch (EOFException e) {
        // What was read before the end may do.
      }
      return this.length.map(found -> new Playback(found.seconds(), width, height));
    }

    private void boxes(DataInputStream bytes, long room, int depth) throws IOException {
      while (room >= 8) {
        long size = bytes.readInt() & 0xffff_ffffL;
        var type = new String(bytes.readNBytes(4), StandardCharsets.ISO_8859_1);
        long head = 8;
        if (size == 1) {
          size = bytes.readLong();
          head = 16;
        } else if (size == 0) {
          size = room;
        }
        if (size < head || size > room) {
          throw new EOFException("A box is larger than the one around it");
        }
        room -= size;
        long rest = size - head;
        switch (type) {
          case "moov", "trak" -> {
            if (depth == MP4_DEPTH) {
              throw new EOFException("A track is within a track");
            }
            boxes(bytes, rest, depth + 1);
          }
          case "mvhd", "tkhd" -> {
            var leaf = bytes.readNBytes((int) Math.min(rest, MP4_LEAF_BYTES));
            // What a short one does not say counts as 0.
            var box = ByteBuffer.wrap(Arrays.copyOf(leaf, MP4_LEAF_BYTES));
            if (type.equals("mvhd")) {
              movie(box);
            } else {
              track(box);
            }
            bytes.skipNBytes(rest - leaf.length);
          }
          default -> bytes.skipNBytes(rest);
        }
      }
      bytes.skipNBytes(room);
    }

    private void movie(ByteBuffer box) {
      boolean isLong = box.getInt() >>> 24 == 1;
      box.position(box.position() + (isLong ? 16 : 8));
      long scale = box.getInt() & 0xffff_ffffL;
      length = lasting(isLong ? box.getLong() : box.getInt() & 0xffff_ffffL, scale);
    }

    private void track(ByteBuffer box) {
      if (width > 0) {
        return;
      }
      int matrix = box.getInt() >>> 24 == 1 ? 52 : 40;
      boolean isOnItsSide = box.getInt(matrix) == 0;
      int across = box.getInt(matrix + 36) >>> 16;
      int down = box.getInt(matrix + 40) >>> 16;
      width = isOnItsSide ? down : across;
      height = isOnItsSide ? across : down;
    }
  }
}
