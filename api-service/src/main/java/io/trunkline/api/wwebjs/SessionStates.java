package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.SessionPhase;
import java.util.Optional;
import java.util.Set;

/// The dialect's words for where a session stands.
final class SessionStates {
  /// Ends that a call of ours brought about.
  private static final Set<String> OWN_ENDS = Set.of("user_logout", "logged_out", "deleted");

  private SessionStates() {}

  /// Whether the gateway that this dialect replaces would hold it in memory: started, and not ended
  /// by a call.
  static boolean isInMemory(Connection session) {
    return switch (session.phase()) {
      case CREATED, STOPPED -> false;
      case LOGGED_OUT -> session.reason().filter(OWN_ENDS::contains).isEmpty();
      case OPENING, SHOWING_QR, PAIRING, CONNECTED, LOST, RETRYING, EXHAUSTED, QR_ROUND_OVER ->
          true;
    };
  }

  /// Only for those in memory.
  static String word(Connection session) {
    return switch (session.phase()) {
      case OPENING, LOST, RETRYING -> "OPENING";
      case SHOWING_QR, LOGGED_OUT -> "UNPAIRED";
      case PAIRING -> "PAIRING";
      case CONNECTED -> "CONNECTED";
      case EXHAUSTED -> held(session.reason());
      case QR_ROUND_OVER -> "UNPAIRED_IDLE";
      case CREATED, STOPPED -> "UNLAUNCHED";
    };
  }

  static boolean isConnected(Connection session) {
    return session.phase() == SessionPhase.CONNECTED;
  }

  /// What WhatsApp said when it let the session in no more, by its login failure codes.
  private static String held(Optional<String> reason) {
    return switch (reason.orElse("")) {
      case "replaced" -> "CONFLICT";
      case "login_failure_405", "login_failure_409" -> "DEPRECATED_VERSION";
      case "login_failure_402", "login_failure_403", "login_failure_406" -> "TOS_BLOCK";
      default -> "TIMEOUT";
    };
  }
}
