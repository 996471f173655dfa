package io.trunkline.whatsapp.protocol.history;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.trunkline.whatsapp.proto.history.HistorySync;
import io.trunkline.whatsapp.protocol.history.HistoryException.Code;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Reads one chunk, item by item: no more of it is in memory than the item that was handed out
/// last. Not thread safe.
///
/// An item or message that cannot be read costs itself and is counted; a stream that is damaged or
/// too long ends the chunk with an exception.
public final class HistoryReader implements AutoCloseable {
  private final InputStream inflated;
  private final CodedInputStream in;
  private final int maxBytes;
  private int type = -1;
  private int order;
  private int progress;
  private int unreadable;
  private boolean ended;

  /// @param compressed the chunk as it was decrypted, or as it stood in the notification
  /// @param maxBytes how large it may be after inflation
  public HistoryReader(InputStream compressed, int maxBytes) {
    this.inflated = new BoundedStream(new InflaterInputStream(compressed), maxBytes);
    this.in = CodedInputStream.newInstance(inflated);
    this.maxBytes = maxBytes;
  }

  /// The next item; empty at the end.
  ///
  /// @throws HistoryException BAD_COMPRESSION, TOO_LARGE or MALFORMED
  /// @throws UncheckedIOException when the stream that was passed in fails
  public Optional<HistoryItem> next() {
    try {
      while (!ended) {
        int tag = in.readTag();
        ended = tag == 0;
        Optional<HistoryItem> item = ended ? Optional.empty() : field(tag);
        if (item.isPresent()) {
          return item;
        }
      }
      return Optional.empty();
    } catch (BoundedStream.ExceededException e) {
      throw tooLarge();
    } catch (ZipException | EOFException e) {
      throw new HistoryException(Code.BAD_COMPRESSION, "Not a whole zlib stream");
    } catch (InvalidProtocolBufferException e) {
      throw new HistoryException(Code.MALFORMED, "Not a history sync");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HistoryException tooLarge() {
    return new HistoryException(
        Code.TOO_LARGE, "More than %d bytes after inflation".formatted(maxBytes));
  }

  private Optional<HistoryItem> field(int tag) throws IOException {
    int number = WireFormat.getTagFieldNumber(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> number(number, in.readRawVarint32());
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        return item(number, bytes());
      }
      default -> in.skipField(tag);
    }
    return Optional.empty();
  }

  private void number(int field, int value) {
    switch (field) {
      case HistorySync.SYNCTYPE_FIELD_NUMBER -> type = value;
      case HistorySync.CHUNKORDER_FIELD_NUMBER -> order = value;
      case HistorySync.PROGRESS_FIELD_NUMBER -> progress = value;
      default -> {}
    }
  }

  /// The announced length is checked before anything is read, so that it costs no memory.
  private byte[] bytes() throws IOException {
    int length = in.readRawVarint32();
    if (length < 0) {
      throw new HistoryException(Code.MALFORMED, "A negative length");
    }
    if (length > maxBytes - in.getTotalBytesRead()) {
      throw tooLarge();
    }
    return in.readRawBytes(length);
  }

  private Optional<HistoryItem> item(int field, byte[] bytes) {
    try {
      HistoryFormat.Read read = HistoryFormat.read(field, bytes);
      unreadable += read.unreadable();
      return read.item();
    } catch (InvalidProtocolBufferException e) {
      unreadable++;
      return Optional.empty();
    }
  }

  /// What the chunk said about itself.
  ///
  /// @throws IllegalStateException before [#next()] has come to the end
  public HistoryChunk chunk() {
    if (!ended) {
      throw new IllegalStateException("The chunk is not read yet");
    }
    return new HistoryChunk(HistoryType.find(type), order, progress, unreadable);
  }

  /// Frees the inflater and closes the stream that was passed in.
  @Override
  public void close() {
    try {
      inflated.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
