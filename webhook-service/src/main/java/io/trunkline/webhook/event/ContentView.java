package io.trunkline.webhook.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.DeviceMessage;
import io.trunkline.proto.content.EncryptedAddition;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Thumbnail;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.group.GroupUser;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a message says, and every other part of an event, as JSON. `kind` is the contract's name of
/// the kind, and the kind's fields stand under that name in camel case, for example
///
///     "kind": "live_location", "liveLocation": {"latitude": 1.5, "accuracyMeters": 10}
///
/// A text stands in `body` and a kind that nobody knows in `raw` as well. Names come from the
/// contract, whose fields are never renamed:
///
/// - empty texts, 0 and what is absent are left out, false is not
/// - times are ISO 8601 (`starts_at_s` is `startsAt`), other units are spelled out
///   (`duration_s` is `durationSeconds`), bytes are Base64, enums are lower case
/// - where one of several changes is told, `change` is its name
/// - keys, and places of files, are never shown
final class ContentView {
  private static final Set<FieldDescriptor> HIDDEN =
      Set.of(
          field(MediaRef.getDescriptor(), MediaRef.STORED_FIELD_NUMBER),
          field(MediaRef.getDescriptor(), MediaRef.WHATSAPP_FIELD_NUMBER),
          field(Thumbnail.getDescriptor(), Thumbnail.DIRECT_PATH_FIELD_NUMBER),
          field(Thumbnail.getDescriptor(), Thumbnail.SHA256_FIELD_NUMBER),
          field(Thumbnail.getDescriptor(), Thumbnail.ENC_SHA256_FIELD_NUMBER),
          field(DeviceMessage.getDescriptor(), DeviceMessage.RAW_FIELD_NUMBER),
          field(EncryptedAddition.getDescriptor(), EncryptedAddition.PAYLOAD_FIELD_NUMBER),
          field(EncryptedAddition.getDescriptor(), EncryptedAddition.IV_FIELD_NUMBER));

  private ContentView() {}

  private static FieldDescriptor field(Descriptor type, int number) {
    return type.findFieldByNumber(number);
  }

  static Map<String, Object> of(Content content) {
    var data = new LinkedHashMap<String, Object>();
    switch (content.getKindCase()) {
      case KIND_NOT_SET -> data.put("kind", "unknown");
      case TEXT -> {
        data.put("kind", "text");
        data.put("body", content.getText().getBody());
      }
      case UNKNOWN -> {
        data.put("kind", "unknown");
        data.put("raw", base64(content.getUnknown().getRaw()));
      }
      default -> data.put("kind", content.getKindCase().name().toLowerCase(Locale.ROOT));
    }
    fields(content, data);
    return data;
  }

  static Map<String, Object> fields(Message message) {
    var data = new LinkedHashMap<String, Object>();
    for (var oneof : message.getDescriptorForType().getRealOneofs()) {
      var told = message.getOneofFieldDescriptor(oneof);
      if (oneof.getName().equals("change") && told != null) {
        data.put("change", told.getName());
      }
    }
    fields(message, data);
    return data;
  }

  private static void fields(Message message, Map<String, Object> data) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean isShown =
          field.isRepeated()
              ? message.getRepeatedFieldCount(field) > 0
              : message.hasField(field) || isFlag(field);
      if (isShown && !HIDDEN.contains(field)) {
        put(data, field, message.getField(field));
      }
    }
  }

  /// A context without a flag says nothing about it; within a kind false is said.
  private static boolean isFlag(FieldDescriptor field) {
    return field.getJavaType() == JavaType.BOOLEAN
        && field.getContainingOneof() == null
        && !field.getContainingType().equals(Content.getDescriptor());
  }

  private static void put(Map<String, Object> data, FieldDescriptor field, Object value) {
    if (value instanceof List<?> list) {
      var values = new ArrayList<>(list.size());
      list.forEach(one -> values.add(value(one)));
      data.put(field.getName().equals("whatsapp_ids") ? "messageIds" : field.getJsonName(), values);
      return;
    }
    if (value instanceof Content content) {
      data.put(field.getJsonName(), of(content));
      return;
    }
    String name = field.getName();
    if (name.equals("whatsapp_id")) {
      data.put("messageId", value);
    } else if (name.endsWith("_ms")) {
      data.put(camel(name, "_ms"), Times.ofMillis((Long) value));
    } else if (name.endsWith("at_s")) {
      data.put(camel(name, "_s"), Times.ofSeconds((Long) value));
    } else if (name.equals("at") || name.endsWith("_at")) {
      data.put(field.getJsonName(), Times.ofSeconds((Long) value));
    } else if (name.endsWith("_s")) {
      data.put(camel(name, "_s") + "Seconds", value);
    } else if (name.endsWith("_m")) {
      data.put(camel(name, "_m") + "Meters", value);
    } else if (name.endsWith("_mps")) {
      data.put(camel(name, "_mps") + "MetersPerSecond", value);
    } else {
      data.put(field.getJsonName(), value(value));
    }
  }

  private static Object value(Object value) {
    return switch (value) {
      case Content content -> of(content);
      case Address address -> EventViews.address(address);
      case GroupUser user ->
          EventViews.address(
              Address.newBuilder().setPn(user.getPn()).setLid(user.getLid()).build());
      case Message message -> fields(message);
      case ByteString bytes -> base64(bytes);
      case EnumValueDescriptor one -> one.getName().toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String camel(String name, String suffix) {
    var camel = new StringBuilder();
    boolean isUpper = false;
    for (char letter : name.substring(0, name.length() - suffix.length()).toCharArray()) {
      if (letter == '_') {
        isUpper = true;
      } else {
        camel.append(isUpper ? Character.toUpperCase(letter) : letter);
        isUpper = false;
      }
    }
    return camel.toString();
  }
}
