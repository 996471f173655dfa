package io.trunkline.simulator.control;

import java.util.Map;

/// An answer.
///
/// @param body is written as JSON, bytes as a JPEG; null for none
record Reply(int status, Object body) {

  static Reply ok(Object body) {
    return new Reply(200, body);
  }

  static Reply created(Object body) {
    return new Reply(201, body);
  }

  static Reply nothing() {
    return new Reply(204, null);
  }

  static Reply error(int status, String slug, String message) {
    return new Reply(status, Map.of("error", slug, "message", message));
  }
}
