package io.trunkline.whatsapp.client;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

  /// From `http://[user[:password]@]host:port`, or the same with `socks5`; user and password are
  /// percent-encoded.
  ///
  /// @throws IllegalArgumentException where it is none; the text does not hold the URL
  public static ProxySettings parse(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes the URL.
      throw new IllegalArgumentException("Expected a proxy's URL");
    }
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("Expected host and port of a proxy");
    }
    Kind kind =
        switch (String.valueOf(uri.getScheme())) {
          case "http" -> Kind.HTTP;
          case "socks5" -> Kind.SOCKS5;
          default -> throw new IllegalArgumentException("Expected a proxy of http or socks5");
        };
    var login = Optional.ofNullable(uri.getRawUserInfo()).map(text -> text.split(":", 2));
    return new ProxySettings(
        kind,
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort(),
        login.map(parts -> decoded(parts[0])),
        login.filter(parts -> parts.length == 2).map(parts -> decoded(parts[1])));
  }

  private static String decoded(String text) {
    // A plus is a plus in this part of a URL.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "ProxySettings[" + kind + " " + host + ":" + port + "]";
  }
}
