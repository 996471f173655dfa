package io.trunkline.webhook.wwebjs;

import java.util.Map;

/// @param dataType name of the event
/// @param data in the order of the contract
public record WwebjsEvent(String dataType, Map<String, Object> data) {
  static WwebjsEvent of(String dataType, Object... namesAndValues) {
    return new WwebjsEvent(dataType, WwebjsMessage.ordered(namesAndValues));
  }
}
