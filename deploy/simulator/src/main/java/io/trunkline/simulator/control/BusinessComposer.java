package io.trunkline.simulator.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.trunkline.simulator.phone.Composed;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Makes the messages of businesses and the answers to them, whose `content` is the JSON form of
/// WhatsApp's protobuf: names in any case, bytes as base64, enums by name or number.
final class BusinessComposer {
  private static final Map<String, String> FIELDS =
      Map.of(
          "buttons", "buttonsMessage",
          "list", "listMessage",
          "template", "templateMessage",
          "interactive", "interactiveMessage",
          "order", "orderMessage",
          "requestPayment", "requestPaymentMessage",
          "buttonReply", "buttonsResponseMessage",
          "listReply", "listResponseMessage",
          "templateReply", "templateButtonReplyMessage",
          "interactiveReply", "interactiveResponseMessage");

  private BusinessComposer() {}

  /// @throws ControlException 400 for what is not in the protobuf
  static Composed compose(String kind, Request request) {
    JsonNode content =
        request
            .optional("content")
            .filter(JsonNode::isObject)
            .orElseThrow(() -> ControlException.badRequest("Expected an object in \"content\""));
    var message = io.trunkline.whatsapp.proto.e2e.Message.newBuilder();
    var field = message.getDescriptorForType().findFieldByName(FIELDS.get(kind));
    message.setField(field, merge(content, message.newBuilderForField(field)));
    return new Composed(message.build(), kind.endsWith("Reply") ? "text" : "media", "");
  }

  private static Message merge(JsonNode json, Message.Builder to) {
    json.properties()
        .forEach(
            entry -> {
              FieldDescriptor field = field(entry.getKey(), to);
              if (field.isRepeated()) {
                entry.getValue().forEach(one -> to.addRepeatedField(field, value(one, field, to)));
              } else {
                to.setField(field, value(entry.getValue(), field, to));
              }
            });
    return to.build();
  }

  private static FieldDescriptor field(String name, Message.Builder of) {
    return of.getDescriptorForType().getFields().stream()
        .filter(field -> field.getName().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> unexpected(name, of));
  }

  private static Object value(JsonNode json, FieldDescriptor field, Message.Builder of) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> json.stringValue();
        case BOOLEAN -> json.booleanValue();
        case INT -> json.intValue();
        case LONG -> json.asLong();
        case FLOAT -> json.floatValue();
        case DOUBLE -> json.doubleValue();
        case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(json.stringValue()));
        case ENUM -> enumValue(json, field, of);
        case MESSAGE -> merge(json, of.newBuilderForField(field));
      };
    } catch (JacksonException | IllegalArgumentException e) {
      throw unexpected(field.getName(), of);
    }
  }

  private static EnumValueDescriptor enumValue(
      JsonNode json, FieldDescriptor field, Message.Builder of) {
    EnumValueDescriptor value =
        json.isString()
            ? field.getEnumType().findValueByName(json.stringValue().toUpperCase(Locale.ROOT))
            : field.getEnumType().findValueByNumber(json.intValue());
    if (value == null) {
      throw unexpected(field.getName(), of);
    }
    return value;
  }

  private static ControlException unexpected(String name, Message.Builder of) {
    return ControlException.badRequest(
        "Not in " + of.getDescriptorForType().getName() + " or of another type: \"" + name + "\"");
  }
}
