package io.trunkline.edge.gateway;

import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/// The id that a request is followed by: the client's own where it is a plain one, else a new one.
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestIds() {}

  static String of(HttpHeaders headers) {
    var given = headers.getOrEmpty(HEADER);
    return given.size() == 1 && PLAIN.matcher(given.getFirst()).matches()
        ? given.getFirst()
        : UUID.randomUUID().toString();
  }
}
