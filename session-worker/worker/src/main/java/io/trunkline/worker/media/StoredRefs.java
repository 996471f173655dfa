package io.trunkline.worker.media;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MediaRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Finds the files of a content that are in the store and not at WhatsApp, wherever in it they are:
/// in an edit, a header, a preview.
public final class StoredRefs {
  private static final String SIDECAR = "streaming_sidecar";

  private StoredRefs() {}

  /// A file that was uploaded.
  ///
  /// @param ref its place at WhatsApp
  /// @param sidecar for what plays
  public record Uploaded(MediaRef ref, Optional<ByteString> sidecar) {}

  /// In a fixed order.
  public static List<MediaRef> find(Content content) {
    var found = new ArrayList<MediaRef>();
    walk(
        content.toBuilder(),
        ref -> {
          found.add(ref);
          return ref;
        },
        List.of());
    return found;
  }

  /// @param uploaded in the order of [#find], one for each
  public static Content replace(Content content, List<Uploaded> uploaded) {
    var built = content.toBuilder();
    var next = uploaded.iterator();
    var sidecars = new ArrayList<Optional<ByteString>>();
    walk(
        built,
        ref -> {
          Uploaded one = next.next();
          sidecars.add(one.sidecar());
          return one.ref();
        },
        sidecars);
    return built.build();
  }

  private static void walk(
      Message.Builder builder,
      UnaryOperator<MediaRef> replacement,
      List<Optional<ByteString>> sidecars) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = 0; i < builder.getRepeatedFieldCount(field); i++) {
          Message.Builder inner = ((Message) builder.getRepeatedField(field, i)).toBuilder();
          walk(inner, replacement, sidecars);
          builder.setRepeatedField(field, i, inner.build());
        }
      } else if (builder.hasField(field)) {
        Message value = (Message) builder.getField(field);
        if (value instanceof MediaRef ref) {
          if (ref.hasStored()) {
            builder.setField(field, replacement.apply(ref));
            putSidecar(builder, sidecars);
          }
        } else {
          Message.Builder inner = value.toBuilder();
          walk(inner, replacement, sidecars);
          builder.setField(field, inner.build());
        }
      }
    }
  }

  private static void putSidecar(Message.Builder parent, List<Optional<ByteString>> sidecars) {
    FieldDescriptor field = parent.getDescriptorForType().findFieldByName(SIDECAR);
    if (field != null && !sidecars.isEmpty()) {
      sidecars.getLast().ifPresent(sidecar -> parent.setField(field, sidecar));
    }
  }
}
