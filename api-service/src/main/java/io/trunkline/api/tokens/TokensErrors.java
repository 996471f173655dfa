package io.trunkline.api.tokens;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// `{"message":…}`, with `errors` by field where the request was not valid, and
/// `{"success":false,"message":…}` where an operation could not be done.
@Component
class TokensErrors implements ErrorView {
  private static final List<String> PREFIXES =
      List.of("/api/whatsapp", "/api/api-tokens", "/api/health", "/api/test-node-connection");

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(Boolean success, String message, Map<String, List<String>> errors) {}

  @Override
  public List<String> prefixes() {
    return PREFIXES;
  }

  @Override
  public int status(Problem problem) {
    return switch (problem) {
      case INVALID_REQUEST, INVALID_NUMBER, NOT_ON_WHATSAPP, UNSUPPORTED_MEDIA_TYPE -> 422;
      case MEDIA_FETCH_FAILED, MEDIA_TOO_LARGE -> 422;
      case NOT_CONNECTED, PENDING_QR, CONNECTION_STALE -> 409;
      default -> Problems.status(problem);
    };
  }

  @Override
  public Object body(Failure failure) {
    return switch (failure.problem()) {
      case INVALID_REQUEST, UNSUPPORTED_MEDIA_TYPE ->
          new Body(null, failure.getMessage(), failure.fields());
      case INVALID_NUMBER, NOT_ON_WHATSAPP -> invalid("to", failure.getMessage());
      case MEDIA_FETCH_FAILED, MEDIA_TOO_LARGE -> invalid("media_url", failure.getMessage());
      case NOT_CONNECTED, PENDING_QR, CONNECTION_STALE, NOT_SUPPORTED ->
          new Body(false, failure.getMessage(), null);
      case UNAUTHORIZED -> new Body(null, "Unauthorized - Invalid Token", null);
      case CONNECTION_NOT_FOUND -> new Body(null, "Session not found.", null);
      case TOKEN_NOT_FOUND -> new Body(null, "Token not found.", null);
      case INTERNAL_ERROR -> new Body(null, "Server Error", null);
      default -> new Body(null, failure.getMessage(), null);
    };
  }

  private static Body invalid(String field, String message) {
    return new Body(null, message, Map.of(field, List.of(message)));
  }
}
