package io.trunkline.api.operator;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class OperatorErrors implements ErrorView {
  @Override
  public List<String> prefixes() {
    return List.of("/admin/v1");
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
