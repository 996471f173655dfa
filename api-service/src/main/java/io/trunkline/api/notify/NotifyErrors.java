package io.trunkline.api.notify;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import java.util.List;
import org.springframework.stereotype.Component;

/// `{"success":false,"error":…}`.
@Component
class NotifyErrors implements ErrorView {
  private static final List<String> PREFIXES =
      List.of(
          "/api/status",
          "/api/sessions",
          "/api/send",
          "/api/send-image",
          "/api/resend",
          "/api/regenerate-qr");

  record Body(boolean success, String error) {}

  @Override
  public List<String> prefixes() {
    return PREFIXES;
  }

  @Override
  public int status(Problem problem) {
    return switch (problem) {
      case SESSION_PROTECTED -> 400;
      case QUOTA_EXCEEDED -> 429;
      default -> Problems.status(problem);
    };
  }

  @Override
  public Object body(Failure failure) {
    return new Body(false, failure.getMessage());
  }
}
