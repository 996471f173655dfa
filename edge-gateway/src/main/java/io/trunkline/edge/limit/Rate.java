package io.trunkline.edge.limit;

/// @param perSecond tokens a second, 1 or more
/// @param capacity tokens in the full bucket, 1 or more
public record Rate(int perSecond, int capacity) {
  public Rate {
    if (perSecond < 1 || capacity < 1) {
      throw new IllegalArgumentException(
          "Expected 1 or more but was " + perSecond + " and " + capacity);
    }
  }
}
