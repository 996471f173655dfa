package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.settings.ConnectionSettings;
import io.trunkline.api.settings.Settings;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET` and `PUT /api/v1/connections/{id}/settings`.
@RestController
class SettingsController {
  private static final String PATH = "/api/v1/connections/{id}/settings";

  private final Settings settings;

  SettingsController(Settings settings) {
    this.settings = settings;
  }

  /// What is null is as the tenant or the installation has it.
  ///
  /// @param proxyUrl four stars stand for its password
  /// @param reconnectLimit 0: any number
  /// @param defaultCountry a calling code
  /// @param messageLifetime seconds
  record View(
      String proxyUrl,
      String deviceName,
      Pace pace,
      boolean consent,
      int reconnectLimit,
      boolean sendReadReceipts,
      boolean rejectCalls,
      String defaultCountry,
      Integer historyDays,
      Integer messageLifetime) {
    static View of(ConnectionSettings settings) {
      return new View(
          settings.proxyUrl().orElse(null),
          settings.deviceName().orElse(null),
          Pace.of(settings.pace()),
          settings.consent(),
          settings.reconnectLimit(),
          settings.sendReadReceipts(),
          settings.rejectCalls(),
          settings.defaultCountry().orElse(null),
          settings.historyDays().orElse(null),
          settings.messageLifetime().orElse(null));
    }
  }

  record Pace(
      Integer minSeconds,
      Integer maxSeconds,
      Integer pollSeconds,
      Integer perHour,
      Integer perDay,
      QuietHours quietHours) {
    static Pace of(ConnectionSettings.Pace pace) {
      return new Pace(
          pace.minSeconds().orElse(null),
          pace.maxSeconds().orElse(null),
          pace.pollSeconds().orElse(null),
          pace.perHour().orElse(null),
          pace.perDay().orElse(null),
          pace.quietHours().map(QuietHours::of).orElse(null));
    }
  }

  /// @param from `HH:mm`, as `to`
  /// @param zone such as `Asia/Kolkata`
  record QuietHours(String from, String to, String zone) {
    static QuietHours of(io.trunkline.api.paced.QuietHours hours) {
      return new QuietHours(hours.from().toString(), hours.to().toString(), hours.zone().getId());
    }
  }

  record Single(View settings) {}

  @GetMapping(PATH)
  Envelope get(Caller caller, @PathVariable String id) {
    return reply(settings.get(Access.tenantWide(caller, Scope.READ), connection(id)));
  }

  /// What is not named stays; `null` takes a setting away.
  @PutMapping(PATH)
  Envelope put(Caller caller, @PathVariable String id, Fields fields) {
    var tenant = Access.tenantWide(caller, Scope.SESSIONS);
    var form = new SettingsForm(fields);
    var connection = connection(id);
    var proxy = form.proxy(settings.get(tenant, connection));
    return reply(settings.change(tenant, connection, proxy, known -> form.applied(known, proxy)));
  }

  private static UUID connection(String id) {
    return PathIds.parse(id, Problem.CONNECTION_NOT_FOUND, "Connection");
  }

  private static Envelope reply(ConnectionSettings settings) {
    return Envelope.of(new Single(View.of(settings)));
  }
}
