package io.trunkline.api.tokens;

/// Which part of a list a call asks for, by `page` and `per_page`.
///
/// @param number from 1
/// @param perPage at least 1
record Page(int number, int perPage) {
  private static final int DEFAULT = 50;
  private static final int MOST = 200;

  /// To be used after the check.
  static Page of(Validation validation) {
    return new Page(
        validation.number("page", 1, 1_000_000), validation.number("per_page", DEFAULT, MOST));
  }

  long offset() {
    return (number - 1L) * perPage;
  }
}
