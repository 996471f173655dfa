package io.trunkline.api.web;

import io.trunkline.api.failure.Problem;

/// How one dialect shows a failure. Each dialect brings one as a bean; the longest prefix that a
/// path has decides.
public interface ErrorView {
  /// Path prefix of whole segments that this dialect owns, e.g. `/api/v1`.
  String prefix();

  /// HTTP status, 400 to 599.
  int status(Problem problem);

  /// The body, to be written as JSON.
  ///
  /// @param message a sentence for people
  Object body(Problem problem, String message);
}
