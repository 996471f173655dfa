package io.trunkline.api.event;

/// An event that no repetition will make storable. It goes to the dead letters.
final class UnprocessableEvent extends RuntimeException {
  private final String reason;

  /// @param reason stable slug
  UnprocessableEvent(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
