package io.trunkline.api.multisession;

import io.trunkline.api.connection.Sessions;
import io.trunkline.api.failure.Failure;
import java.util.Optional;
import java.util.regex.Pattern;

/// The `session_id` of a call: 1 to 64 letters, digits, `_` and `-`; `default` where it is absent.
final class SessionName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private SessionName() {}

  /// @throws Failure `INVALID_REQUEST`
  static String of(Optional<String> given) {
    var name = given.orElse(Sessions.DEFAULT);
    if (!isOne(name)) {
      throw Failure.invalid("session_id must have 1 to 64 letters, digits, _ or -");
    }
    return name;
  }

  /// Whether the dialect can name a session so.
  static boolean isOne(String name) {
    return NAME.matcher(name).matches();
  }
}
