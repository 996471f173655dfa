package io.trunkline.api.operator;

import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.ErrorView;
import io.trunkline.api.web.Problems;
import org.springframework.stereotype.Component;

@Component
class OperatorErrors implements ErrorView {
  @Override
  public String prefix() {
    return "/admin/v1";
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
