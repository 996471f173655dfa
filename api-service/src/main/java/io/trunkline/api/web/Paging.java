package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Numbers in a query, and parts of lists.
public final class Paging {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 200;

  /// Of a list that is read whole.
  private static final int MOST_OF_LIST = 1000;

  /// @param next what `after` takes for the following part; null on the last
  public record Slice<T>(List<T> items, String next) {}

  private Paging() {}

  /// @return 1 to 200, default 50
  /// @throws Failure `INVALID_REQUEST`
  public static int limit(Optional<String> text) {
    return number("limit", text, DEFAULT_LIMIT, 1, MOST);
  }

  /// The part of a list, oldest first, that a query asks for.
  ///
  /// @param after how many come before it, as the part before told
  /// @param limit 1 to 1000, default 1000
  /// @throws Failure `INVALID_REQUEST`
  public static <A, B> Slice<B> slice(
      List<A> all, Optional<String> after, Optional<String> limit, Function<A, B> view) {
    var begin = number("after", after, 0, 0, Integer.MAX_VALUE);
    var end = (long) begin + number("limit", limit, MOST_OF_LIST, 1, MOST_OF_LIST);
    return new Slice<>(
        all.stream().skip(begin).limit(end - begin).map(view).toList(),
        end < all.size() ? Long.toString(end) : null);
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
