package io.trunkline.api.settings;

import io.trunkline.api.paced.QuietHours;
import java.util.Optional;

/// What is set for a connection. What is absent is as the tenant or the installation has it.
///
/// @param proxyUrl without its password
/// @param deviceName what the phone shows from the next link on
/// @param consent whether recipients of notifications are asked for their consent
/// @param reconnectLimit reconnects in a row that may fail before the session gives up, 0 = any
///     number; what is changed counts from the next connect or link on
/// @param sendReadReceipts whether who marks messages as read tells their authors
/// @param rejectCalls whether calls that ring are refused
/// @param defaultCountry calling code for numbers without one
/// @param historyDays how much of the history that comes with a link is taken
/// @param messageLifetime seconds after which what could not leave fails
public record ConnectionSettings(
    Optional<String> proxyUrl,
    Optional<String> deviceName,
    Pace pace,
    boolean consent,
    int reconnectLimit,
    boolean sendReadReceipts,
    boolean rejectCalls,
    Optional<String> defaultCountry,
    Optional<Integer> historyDays,
    Optional<Integer> messageLifetime) {

  /// How notifications and batches leave.
  ///
  /// @param minSeconds shortest pause between two; there with `maxSeconds` or not at all
  /// @param pollSeconds how long after a look at the queue the next one is
  /// @param perHour most in any hour
  /// @param perDay most in any 24 hours
  public record Pace(
      Optional<Integer> minSeconds,
      Optional<Integer> maxSeconds,
      Optional<Integer> pollSeconds,
      Optional<Integer> perHour,
      Optional<Integer> perDay,
      Optional<QuietHours> quietHours) {
    public static final Pace STANDARD =
        new Pace(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }
}
