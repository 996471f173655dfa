package io.trunkline.edge.credential;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// When a request without a credential may act for the tenant `anonymous`: the peer is this
/// machine, nothing says that it speaks for another, and no page of another site sent it.
///
/// A browser attaches `Origin` to what a foreign page sends and `Host` to what a rebound name
/// reaches; so both must name this very gateway.
final class AnonymousRule {
  private static final List<String> FORWARDING =
      List.of(
          "Forwarded",
          "Via",
          "X-Real-IP",
          "X-Client-IP",
          "X-Cluster-Client-IP",
          "X-Original-Forwarded-For",
          "X-ProxyUser-Ip",
          "True-Client-IP",
          "CF-Connecting-IP",
          "Fastly-Client-IP");
  private static final Pattern LOOPBACK_HOST =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  private AnonymousRule() {}

  static boolean allows(ServerHttpRequest request) {
    var headers = request.getHeaders();
    return isLoopback(request.getRemoteAddress())
        && !isForwarded(headers)
        && hasLoopbackHost(headers)
        && isOfNoOtherSite(headers);
  }

  private static boolean isLoopback(InetSocketAddress peer) {
    return peer != null && !peer.isUnresolved() && peer.getAddress().isLoopbackAddress();
  }

  private static boolean isForwarded(HttpHeaders headers) {
    return headers.headerNames().stream()
        .anyMatch(
            name ->
                name.regionMatches(true, 0, "X-Forwarded-", 0, "X-Forwarded-".length())
                    || FORWARDING.stream().anyMatch(name::equalsIgnoreCase));
  }

  private static boolean hasLoopbackHost(HttpHeaders headers) {
    var hosts = headers.getOrEmpty(HttpHeaders.HOST);
    return hosts.size() == 1 && LOOPBACK_HOST.matcher(hosts.getFirst()).matches();
  }

  /// A TLS terminator in front changes the scheme and nothing else.
  static boolean isOfNoOtherSite(HttpHeaders headers) {
    var own = "://" + headers.getFirst(HttpHeaders.HOST);
    return headers.getOrEmpty(HttpHeaders.ORIGIN).stream()
            .allMatch(
                origin ->
                    ("http" + own).equalsIgnoreCase(origin)
                        || ("https" + own).equalsIgnoreCase(origin))
        && headers.getOrEmpty("Sec-Fetch-Site").stream()
            .allMatch(site -> site.equals("same-origin") || site.equals("none"));
  }
}
