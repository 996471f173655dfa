package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.ConnectionState.Reasons;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a `stream:error` or a login `failure` asks of us. Source: protocol dossier, 05.7 and 05.8.
sealed interface Reaction {

  /// @param isImmediate without backoff
  record Reconnect(String reason, boolean isImmediate) implements Reaction {}

  /// Stop; somebody must act, or a time must pass.
  ///
  /// @param pause how long, where WhatsApp says so
  /// @param health what it says about the account or this client, if anything
  record Hold(String reason, Optional<Duration> pause, Optional<HealthKind> health)
      implements Reaction {}

  /// Stop for good: the credentials are void.
  ///
  /// @param health what it says about the account, if anything
  record LogOut(String reason, Optional<HealthKind> health) implements Reaction {}

  static Reaction toStreamError(Node error) {
    Optional<String> conflict = error.child("conflict").flatMap(node -> node.find("type"));
    if (conflict.filter("device_removed"::equals).isPresent()) {
      return new LogOut(Reasons.DEVICE_REMOVED, Optional.empty());
    }
    if (conflict.isPresent()) {
      return new Hold(Reasons.REPLACED, Optional.empty(), Optional.empty());
    }
    String code = error.find("code").orElse("");
    return switch (code) {
      case "515" -> new Reconnect(Reasons.RESTART_REQUIRED, true);
      case "516" -> new LogOut(Reasons.FORCED_LOGOUT, Optional.empty());
      case "401" -> new LogOut(Reasons.DEVICE_REMOVED, Optional.empty());
      case "440" -> new Hold(Reasons.REPLACED, Optional.empty(), Optional.empty());
      case "403" -> new LogOut(Reasons.STREAM_ERROR_PREFIX + code, Optional.of(HealthKind.BANNED));
      case "" -> new Reconnect(Reasons.STREAM_ERROR_PREFIX + named(error), false);
      default -> new Reconnect(Reasons.STREAM_ERROR_PREFIX + code, false);
    };
  }

  private static String named(Node error) {
    return error.children().isEmpty() ? "unknown" : error.children().getFirst().tag();
  }

  static Reaction toFailure(Node failure) {
    String reason = failure.find("reason").orElse("unknown");
    String slug = Reasons.LOGIN_FAILURE_PREFIX + reason;
    return switch (reason) {
      case "401" -> new LogOut(slug, Optional.empty());
      case "403", "406" -> new LogOut(slug, Optional.of(HealthKind.BANNED));
      case "402" -> {
        OptionalLong expire = failure.findNumber("expire");
        yield new Hold(
            slug,
            expire.isPresent()
                ? Optional.of(Duration.ofSeconds(expire.getAsLong()))
                : Optional.empty(),
            Optional.of(HealthKind.TEMPORARILY_BANNED));
      }
      case "405" -> new Hold(slug, Optional.empty(), Optional.of(HealthKind.CLIENT_OUTDATED));
      case "400", "409", "413", "414", "415", "418", "501" ->
          new Hold(slug, Optional.empty(), Optional.empty());
      default -> new Reconnect(slug, false);
    };
  }
}
