package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.MessageException;

/// The fields that all messages of files have under one name and with another number each. A
/// message that has no field of that name, such as the sticker pack's mimetype, is left without.
final class FileFields {
  private FileFields() {}

  static void put(Media media, Message.Builder message) {
    set(message, "URL", media.url(), media.url().isEmpty());
    set(message, "directPath", media.directPath(), media.directPath().isEmpty());
    set(message, "mediaKey", media.mediaKey(), media.mediaKey().isEmpty());
    set(message, "fileSHA256", media.fileSha256(), media.fileSha256().isEmpty());
    set(message, "fileEncSHA256", media.fileEncSha256(), media.fileEncSha256().isEmpty());
    set(message, "fileLength", media.fileLength(), media.fileLength() == 0);
    set(message, "mimetype", media.mimetype(), media.mimetype().isEmpty());
    media
        .mediaKeyTimestamp()
        .ifPresent(at -> set(message, "mediaKeyTimestamp", at.getEpochSecond(), false));
  }

  private static void set(Message.Builder message, String name, Object value, boolean isAbsent) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field != null && !isAbsent) {
      message.setField(field, value);
    }
  }

  /// @throws MessageException MALFORMED for keys or hashes of another length than 32 bytes
  static Media read(MediaKind kind, MessageOrBuilder message) {
    return MediaCodec.media(
        kind,
        get(message, "URL", ""),
        get(message, "directPath", ""),
        get(message, "mediaKey", ByteString.EMPTY),
        get(message, "fileSHA256", ByteString.EMPTY),
        get(message, "fileEncSHA256", ByteString.EMPTY),
        get(message, "fileLength", 0L),
        get(message, "mimetype", ""),
        get(message, "mediaKeyTimestamp", 0L));
  }

  /// @param absent of the field's type
  private static <T> T get(MessageOrBuilder message, String name, T absent) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    @SuppressWarnings("unchecked")
    T value = field == null ? absent : (T) message.getField(field);
    return value;
  }
}
