package io.trunkline.api.settings;

import io.trunkline.api.failure.Failure;
import java.net.URI;
import java.util.Optional;

/// The URL of a proxy: `http` or `socks5`, with host and port, perhaps with user and password. Only
/// [#reveal] gives the password.
public final class ProxyUrl {
  private static final String HIDDEN = "****";

  private final URI url;

  private ProxyUrl(URI url) {
    this.url = url;
  }

  /// @throws Failure `INVALID_REQUEST`, without the text
  public static ProxyUrl parse(String text) {
    return uri(text)
        .filter(ProxyUrl::isProxy)
        .map(ProxyUrl::new)
        .orElseThrow(
            () ->
                Failure.invalid(
                    "proxyUrl must be such as http://user:password@host:8080 or socks5://host:1080"));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isProxy(URI url) {
    return ("http".equals(url.getScheme()) || "socks5".equals(url.getScheme()))
        && url.getHost() != null
        && url.getPort() > 0
        && url.getPort() <= 65_535
        && url.getQuery() == null
        && url.getFragment() == null
        && (url.getPath().isEmpty() || url.getPath().equals("/"));
  }

  public String host() {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  /// As it is shown: four stars stand for the password.
  public String masked() {
    var user = Optional.ofNullable(url.getRawUserInfo());
    return url.getScheme()
        + "://"
        + user.map(info -> (info.contains(":") ? info.split(":")[0] + ":" + HIDDEN : info) + "@")
            .orElse("")
        + url.getHost()
        + ":"
        + url.getPort();
  }

  /// With its password.
  public String reveal() {
    return url.toString();
  }

  @Override
  public String toString() {
    return masked();
  }
}
