package io.trunkline.edge.credential;

import io.trunkline.edge.dialect.Refusal;

/// The request is not let through. Carries no stack trace: it is an answer, not a fault.
public final class RefusedException extends RuntimeException {
  private final Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.code(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
