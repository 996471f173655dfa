package io.trunkline.whatsapp.protocol.history;

import com.google.protobuf.CodedOutputStream;
import io.trunkline.whatsapp.proto.history.HistorySync;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;

/// Writes one chunk, as a phone does: items are deflated as they are added. Not thread safe.
public final class HistoryWriter {
  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
  private final DeflaterOutputStream deflater = new DeflaterOutputStream(compressed);
  private final CodedOutputStream out = CodedOutputStream.newInstance(deflater);

  /// @param order its place among the chunks of its type, from 1
  /// @param progress how much of the transfer is done with it, 0 to 100
  public HistoryWriter(HistoryType type, int order, int progress) {
    write(
        () -> {
          out.writeEnum(HistorySync.SYNCTYPE_FIELD_NUMBER, type.number());
          out.writeUInt32(HistorySync.CHUNKORDER_FIELD_NUMBER, order);
          out.writeUInt32(HistorySync.PROGRESS_FIELD_NUMBER, progress);
        });
  }

  public HistoryWriter add(HistoryItem item) {
    write(() -> HistoryFormat.write(item, out));
    return this;
  }

  /// The chunk, to be encrypted as `md-msg-hist` or put into the notification. Nothing can be added
  /// afterwards.
  public byte[] finish() {
    write(
        () -> {
          out.flush();
          deflater.close();
        });
    return compressed.toByteArray();
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void write(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory did not take what was written", e);
    }
  }
}
