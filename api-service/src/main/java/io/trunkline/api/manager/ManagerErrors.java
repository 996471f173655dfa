package io.trunkline.api.manager;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import java.util.List;
import org.springframework.stereotype.Component;

/// Error bodies of `/api/v1`, manager's and those of Trunkline's own API, which are the same.
@Component
class ManagerErrors implements ErrorView {
  @Override
  public List<String> prefixes() {
    return List.of("/api/v1");
  }

  @Override
  public int status(Problem problem) {
    return Problems.status(problem);
  }

  @Override
  public Object body(Failure failure) {
    return Envelope.error(failure.getMessage(), Problems.code(failure.problem()));
  }
}
