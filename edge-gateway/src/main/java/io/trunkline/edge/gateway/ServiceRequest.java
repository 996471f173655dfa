package io.trunkline.edge.gateway;

import io.trunkline.contract.Caller;
import io.trunkline.edge.dialect.PathTable;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// The request as a service sees it: no credentials, no header that claims to be ours, nothing
/// that claims to come from a proxy, no trailing slash; instead the signed identity.
final class ServiceRequest {
  private static final String OWN_PREFIX = "X-Trunkline-";
  private static final String FORWARDED_PREFIX = "X-Forwarded-";

  /// `Origin` too: who may call from a browser is decided here, and a service would compare it
  /// with its own address.
  private static final List<String> KEPT_BACK =
      List.of(
          HttpHeaders.AUTHORIZATION,
          HttpHeaders.PROXY_AUTHORIZATION,
          HttpHeaders.COOKIE,
          HttpHeaders.ORIGIN,
          // Answered here already.
          HttpHeaders.EXPECT,
          "X-API-Key",
          "X-Admin-Key",
          "Forwarded",
          "X-Real-IP");

  private ServiceRequest() {}

  static ServerHttpRequest of(ServerHttpRequest request, String identity, String requestId) {
    return request
        .mutate()
        .uri(plain(request.getURI()))
        .headers(
            headers -> {
              List.copyOf(headers.headerNames()).stream()
                  .filter(ServiceRequest::isKeptBack)
                  .forEach(headers::remove);
              headers.set(Caller.HEADER, identity);
              headers.set(RequestIds.HEADER, requestId);
              var peer = request.getRemoteAddress();
              if (peer != null && !peer.isUnresolved()) {
                headers.set(Caller.ADDRESS_HEADER, peer.getAddress().getHostAddress());
              }
            })
        .build();
  }

  private static boolean isKeptBack(String name) {
    return startsWith(name, OWN_PREFIX)
        || startsWith(name, FORWARDED_PREFIX)
        || KEPT_BACK.stream().anyMatch(name::equalsIgnoreCase);
  }

  private static boolean startsWith(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static URI plain(URI uri) {
    var query = withoutApiKey(uri.getRawQuery());
    return URI.create(
        uri.getScheme()
            + "://"
            + uri.getRawAuthority()
            + PathTable.withoutTrailingSlash(uri.getRawPath())
            + (query == null ? "" : "?" + query));
  }

  private static String withoutApiKey(String rawQuery) {
    if (rawQuery == null || !rawQuery.contains("apiKey")) {
      return rawQuery;
    }
    return Arrays.stream(rawQuery.split("&", -1))
        .filter(part -> !part.equals("apiKey") && !part.startsWith("apiKey="))
        .collect(Collectors.joining("&"));
  }
}
