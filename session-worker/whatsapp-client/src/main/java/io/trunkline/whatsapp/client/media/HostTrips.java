package io.trunkline.whatsapp.client.media;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// What uploads and downloads have in common: the headers, and when to try again.
final class HostTrips {
  static final int TRIES = 5;
  static final Map<String, String> HEADERS =
      Map.of(
          "Origin", "https://web.whatsapp.com",
          "Referer", "https://web.whatsapp.com/",
          "Content-Type", "application/octet-stream");

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private HostTrips() {}

  static URI uri(String host, String path) {
    return URI.create("https://" + host + path);
  }

  static boolean isPassing(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /// What a host says of a right that has ended, or of a file that it does not know; another may
  /// know better.
  static boolean isRefusal(int status) {
    return status == 401 || status == 403 || status == 404 || status == 410;
  }

  /// 1, 2, 4, 8 s; longer if the host asks for it.
  static Duration pause(int triesDone, MediaHttp.Answer answer) {
    Duration asked =
        answer
            .header("retry-after")
            .filter(text -> text.matches("[0-9]{1,5}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(Duration.ZERO);
    Duration grown = pause(triesDone);
    Duration wanted = asked.compareTo(grown) > 0 ? asked : grown;
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  static Duration pause(int triesDone) {
    return Duration.ofSeconds(1L << Math.min(triesDone - 1, 3));
  }
}
