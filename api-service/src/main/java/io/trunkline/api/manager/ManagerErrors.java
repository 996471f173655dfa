package io.trunkline.api.manager;

import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import org.springframework.stereotype.Component;

/// Error bodies of `/api/v1`, manager's and those of Trunkline's own API, which are the same.
@Component
class ManagerErrors implements ErrorView {
  @Override
  public String prefix() {
    return "/api/v1";
  }

  @Override
  public int status(Problem problem) {
    return Problems.status(problem);
  }

  @Override
  public Object body(Problem problem, String message) {
    return Envelope.error(message, Problems.code(problem));
  }
}
