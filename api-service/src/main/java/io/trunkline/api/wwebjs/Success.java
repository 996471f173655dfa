package io.trunkline.api.wwebjs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Replies of the dialect: `{"success":true}` and at most a few named keys.
final class Success {
  private Success() {}

  static Map<String, Object> done() {
    var body = new LinkedHashMap<String, Object>();
    body.put("success", true);
    return body;
  }

  /// @param value may be null and is shown as such
  static Map<String, Object> of(String key, Object value) {
    var body = done();
    body.put(key, value);
    return body;
  }

  /// Without the key where there is no value.
  static Map<String, Object> ofPresent(String key, Optional<?> value) {
    var body = done();
    value.ifPresent(present -> body.put(key, present));
    return body;
  }

  static Map<String, Object> message(String text) {
    return of("message", text);
  }

  /// `200` with `success:false`, as `/session` answers what it does not find.
  static Map<String, Object> not(String text) {
    var body = new LinkedHashMap<String, Object>();
    body.put("success", false);
    body.put("message", text);
    return body;
  }

  /// [#not] with the state that the session has.
  static Map<String, Object> not(String text, String state) {
    var body = new LinkedHashMap<String, Object>();
    body.put("success", false);
    body.put("state", state);
    body.put("message", text);
    return body;
  }
}
