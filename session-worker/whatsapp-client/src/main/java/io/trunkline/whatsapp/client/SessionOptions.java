package io.trunkline.whatsapp.client;

import java.util.Optional;

/// What may differ from session to session.
///
/// @param deviceName shown in the phone's list of linked devices; absent: the configured one.
///     Fixed at pairing
/// @param proxy absent: direct
/// @param logLabel names the session in log lines; no phone number, no secret
public record SessionOptions(
    Optional<String> deviceName, Optional<ProxySettings> proxy, String logLabel) {

  public static SessionOptions of(String logLabel) {
    return new SessionOptions(Optional.empty(), Optional.empty(), logLabel);
  }
}
