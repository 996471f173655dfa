package io.trunkline.api.multisession;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import java.util.List;
import org.springframework.stereotype.Component;

/// `{"success":false,"error":…}`, with the session's name where the call named one that can be.
@Component
class MultiSessionErrors implements ErrorView {
  private static final List<String> PREFIXES =
      List.of(
          "/sessions",
          "/connect",
          "/qr",
          "/status",
          "/disconnect",
          "/reset-reconnect",
          "/send",
          "/health");

  record Body(
      boolean success,
      String error,
      @JsonProperty("session_id") @JsonInclude(JsonInclude.Include.NON_NULL) String sessionId) {}

  @Override
  public List<String> prefixes() {
    return PREFIXES;
  }

  /// The dialect knows `400`, `404` and `500`, and what it shares with the others.
  @Override
  public int status(Problem problem) {
    return switch (problem) {
      case CONNECTION_NOT_FOUND,
          SESSION_PROTECTED,
          NOT_CONNECTED,
          PENDING_QR,
          CONNECTION_STALE,
          NOT_ON_WHATSAPP,
          UNSUPPORTED_MEDIA_TYPE ->
          400;
      case NOT_ACKNOWLEDGED -> 500;
      default -> Problems.status(problem);
    };
  }

  @Override
  public Object body(Failure failure) {
    return new Body(false, failure.getMessage(), failure.session().orElse(null));
  }
}
