package io.trunkline.whatsapp.client;

import java.util.Optional;

/// A proxy through which one session reaches WhatsApp.
///
/// @param username absent where the proxy asks for none
/// @param password never logged
public record ProxySettings(
    Kind kind, String host, int port, Optional<String> username, Optional<String> password) {

  public enum Kind {
    /// `CONNECT` over HTTP/1.1.
    HTTP,
    SOCKS5
  }

  @Override
  public String toString() {
    return "ProxySettings[" + kind + " " + host + ":" + port + "]";
  }
}
