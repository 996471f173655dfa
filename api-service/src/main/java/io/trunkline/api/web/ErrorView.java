package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.util.List;

/// How one dialect shows a failure. Each dialect brings one as a bean; the longest prefix that a
/// path has decides.
public interface ErrorView {
  /// Path prefixes of whole segments that this dialect owns, e.g. `/api/v1`.
  List<String> prefixes();

  /// HTTP status, 400 to 599.
  int status(Problem problem);

  /// The body, to be written as JSON.
  Object body(Failure failure);
}
