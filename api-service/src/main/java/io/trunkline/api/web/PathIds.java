package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.util.UUID;

/// Ids in a path: what cannot be an id names nothing, so it is not found.
public final class PathIds {
  private PathIds() {}

  /// @throws Failure `problem`
  public static UUID parse(String text, Problem problem, String what) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(problem, what + " not found");
    }
  }
}
