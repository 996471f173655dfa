package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.SplittableRandom;

/// Protobufs of a type with any fields set to anything, by a seed: what a peer may send.
final class AnyMessages {
  private static final List<String> TEXTS =
      List.of("", "x", "222@lid", "1:2@s.whatsapp.net", "9@g.us", "no@where", "3EB0", "\ufffd");
  private static final List<Long> NUMBERS =
      List.of(0L, 1L, -1L, 86_400L, Long.MAX_VALUE, Long.MIN_VALUE, 1_700_000_000_000L);

  private final SplittableRandom random;

  AnyMessages(long seed) {
    random = new SplittableRandom(seed);
  }

  /// @param fields how many of its fields may be set
  /// @param depth how many messages may stand in each other
  Message fill(Message.Builder message, int fields, int depth) {
    List<FieldDescriptor> all = message.getDescriptorForType().getFields();
    for (int i = 0; i < fields && !all.isEmpty(); i++) {
      FieldDescriptor field = all.get(random.nextInt(all.size()));
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0) {
        continue;
      }
      Object value =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              ? fill(message.newBuilderForField(field), 4, depth - 1)
              : value(field);
      if (field.isRepeated()) {
        message.addRepeatedField(field, value);
      } else {
        message.setField(field, value);
      }
    }
    return message.build();
  }

  private Object value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> one(TEXTS);
      case BYTE_STRING -> ByteString.copyFrom(new byte[one(List.of(0, 12, 31, 32))]);
      case BOOLEAN -> random.nextBoolean();
      case INT -> one(NUMBERS).intValue();
      case LONG -> one(NUMBERS);
      case FLOAT -> (float) random.nextGaussian();
      case DOUBLE -> random.nextBoolean() ? Double.NaN : random.nextGaussian();
      case ENUM -> one(field.getEnumType().getValues());
      case MESSAGE -> throw new IllegalStateException("Messages are filled");
    };
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
