package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.paced.QuietHours;
import io.trunkline.api.settings.ConnectionSettings;
import io.trunkline.api.settings.ConnectionSettings.Pace;
import io.trunkline.api.settings.ProxyUrl;
import io.trunkline.api.web.Fields;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// The body of a change of settings. What it does not name stays; `null` takes away.
///
/// @param fields of the request
record SettingsForm(Fields fields) {
  private static final int MAX_SECONDS = 3600;
  private static final int MAX_LIFETIME = 7 * 24 * 3600;
  private static final int MAX_RECONNECTS = 1000;
  private static final int MAX_DAYS = 3650;

  /// The proxy that replaces the known one; empty where it stays, as it does where it is named as
  /// it is shown, or goes.
  ///
  /// @throws Failure `INVALID_REQUEST`, as every method
  Optional<ProxyUrl> proxy(ConnectionSettings known) {
    return fields
        .optional("proxyUrl", 2048)
        .filter(text -> known.proxyUrl().filter(text::equals).isEmpty())
        .map(ProxyUrl::parse);
  }

  /// @param proxy what [#proxy] gave
  ConnectionSettings applied(ConnectionSettings known, Optional<ProxyUrl> proxy) {
    return new ConnectionSettings(
        fields.isNull("proxyUrl")
            ? Optional.empty()
            : proxy.map(ProxyUrl::masked).or(known::proxyUrl),
        deviceName(known),
        pace(known.pace()),
        fields.bool("consent").orElse(known.consent()),
        number(fields, "reconnectLimit", 0, MAX_RECONNECTS, Optional.of(known.reconnectLimit()))
            .orElse(0),
        fields.bool("sendReadReceipts").orElse(known.sendReadReceipts()),
        fields.bool("rejectCalls").orElse(known.rejectCalls()),
        country(known),
        number(fields, "historyDays", 0, MAX_DAYS, known.historyDays()),
        number(fields, "messageLifetime", 60, MAX_LIFETIME, known.messageLifetime()));
  }

  private Optional<String> deviceName(ConnectionSettings known) {
    return fields.isNull("deviceName")
        ? Optional.empty()
        : fields.has("deviceName")
            ? Optional.of(fields.required("deviceName", 100))
            : known.deviceName();
  }

  private Optional<String> country(ConnectionSettings known) {
    return fields.isNull("defaultCountry")
        ? Optional.empty()
        : fields.callingCode("defaultCountry").or(known::defaultCountry);
  }

  private Pace pace(Pace known) {
    if (fields.isNull("pace")) {
      return Pace.STANDARD;
    }
    return fields.object("pace").map(pace -> pace(pace, known)).orElse(known);
  }

  private static Pace pace(Fields pace, Pace known) {
    var min = number(pace, "minSeconds", 0, MAX_SECONDS, known.minSeconds());
    var max = number(pace, "maxSeconds", 0, MAX_SECONDS, known.maxSeconds());
    // One of the two stands for both.
    var least = min.or(() -> max);
    var most = max.or(() -> min);
    if (least.isPresent() && least.get() > most.get()) {
      throw Failure.invalid("minSeconds must not be above maxSeconds");
    }
    return new Pace(
        least,
        most,
        number(pace, "pollSeconds", 1, MAX_SECONDS, known.pollSeconds()),
        number(pace, "perHour", 1, Integer.MAX_VALUE, known.perHour()),
        number(pace, "perDay", 1, Integer.MAX_VALUE, known.perDay()),
        pace.isNull("quietHours")
            ? Optional.empty()
            : pace.object("quietHours").map(SettingsForm::quietHours).or(known::quietHours));
  }

  private static QuietHours quietHours(Fields hours) {
    try {
      return new QuietHours(
          LocalTime.parse(hours.required("from", 8)),
          LocalTime.parse(hours.required("to", 8)),
          ZoneId.of(hours.required("zone", 64)));
    } catch (DateTimeException e) {
      throw Failure.invalid(
          "quietHours must be such as { \"from\": \"22:00\", \"to\": \"07:00\","
              + " \"zone\": \"Asia/Kolkata\" }");
    }
  }

  private static Optional<Integer> number(
      Fields fields, String name, int least, int most, Optional<Integer> known) {
    if (fields.isNull(name)) {
      return Optional.empty();
    }
    return fields
        .count(name)
        .map(
            value -> {
              if (value < least || value > most) {
                throw Failure.invalid(
                    "%s must be a whole number from %d to %d".formatted(name, least, most));
              }
              return value.intValue();
            })
        .or(() -> known);
  }
}
