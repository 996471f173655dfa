package io.trunkline.api.tokens;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/// The envelope of the dialect's replies: `{"success":true,"message":…,"data":…,"meta":…}`.
///
/// @param message absent in replies that only show something
/// @param data absent where there is nothing to show
/// @param meta only of lists
@JsonInclude(JsonInclude.Include.NON_NULL)
record Body(boolean success, String message, Object data, Meta meta) {
  record Meta(
      @JsonProperty("current_page") int currentPage,
      @JsonProperty("per_page") int perPage,
      long total) {}

  static Body done(String message) {
    return new Body(true, message, null, null);
  }

  static Body done(String message, Object data) {
    return new Body(true, message, data, null);
  }

  static Body of(Object data) {
    return new Body(true, null, data, null);
  }

  static Body page(Object data, int page, int perPage, long total) {
    return new Body(true, null, data, new Meta(page, perPage, total));
  }
}
