package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import java.util.Optional;

/// Numbers in a query.
public final class Paging {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 200;

  private Paging() {}

  /// @return 1 to 200, default 50
  /// @throws Failure `INVALID_REQUEST`
  public static int limit(Optional<String> text) {
    return number("limit", text, DEFAULT_LIMIT, 1, MOST);
  }

  /// @throws Failure `INVALID_REQUEST` where it is no number from `least` to `most`
  public static int number(String name, Optional<String> text, int absent, int least, int most) {
    if (text.isEmpty()) {
      return absent;
    }
    try {
      var number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered like a number out of range.
    }
    throw Failure.invalid(name + " must be a number from " + least + " to " + most);
  }
}
