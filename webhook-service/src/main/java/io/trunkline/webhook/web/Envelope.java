package io.trunkline.webhook.web;

import com.fasterxml.jackson.annotation.JsonInclude;

/// The envelope of Trunkline's own API: `{"success":true,"data":…}`, and
/// `{"success":false,"error":…,"code":…}`.
///
/// @param data absent in errors
/// @param error absent in replies
/// @param code stable slug; absent in replies and in the body for paths that no dialect owns
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Envelope(boolean success, Object data, String error, String code) {
  public static Envelope of(Object data) {
    return new Envelope(true, data, null, null);
  }

  public static Envelope error(String error, String code) {
    return new Envelope(false, null, error, code);
  }
}
