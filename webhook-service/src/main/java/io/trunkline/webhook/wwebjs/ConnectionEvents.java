package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Linking, connecting and their ends. A state is told when it changes, an end once.
final class ConnectionEvents {
  private static final String CONNECTED = "CONNECTED";
  private static final String OPENING = "OPENING";
  private static final String UNPAIRED = "UNPAIRED";
  private static final String PAIRING = "PAIRING";
  private static final String UNLAUNCHED = "UNLAUNCHED";

  private final Memory memory;
  private final List<WwebjsEvent> events = new ArrayList<>();
  private Session session;

  private ConnectionEvents(Memory memory, Session session) {
    this.memory = memory;
    this.session = session;
  }

  static List<WwebjsEvent> of(ConnectionChanged change, Session session, Memory memory) {
    return new ConnectionEvents(memory, session).of(change);
  }

  private List<WwebjsEvent> of(ConnectionChanged change) {
    switch (change.getState()) {
      case CONNECTING, RETRYING -> enter(OPENING, session.authenticated(), session.linking());
      case QR -> {
        enter(UNPAIRED, false, false);
        events.add(WwebjsEvent.of("qr", "qr", change.getQr()));
      }
      case CODE -> {
        enter(UNPAIRED, false, false);
        events.add(WwebjsEvent.of("code", "code", change.getPairingCode().replace("-", "")));
      }
      case PASSKEY, PASSKEY_CONFIRM -> enter(PAIRING, false, false);
      case PAIRING -> {
        enter(PAIRING, true, true);
        events.add(WwebjsEvent.of("authenticated"));
      }
      case OPEN -> opened(change);
      case QR_TIMEOUT -> end("UNPAIRED_IDLE", "Max qrcode retries reached");
      case LOGGED_OUT -> loggedOut(change.getReason());
      case HELD, EXHAUSTED -> {
        var state = heldState(change.getReason());
        end(state, state);
      }
      case CLOSED -> closed(change);
      case CONNECTION_STATE_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    memory.put(session);
    return List.copyOf(events);
  }

  private void opened(ConnectionChanged change) {
    var isNew = session.state().filter(CONNECTED::equals).isEmpty();
    session =
        session.addressed(text(change.getJid()), text(change.getLid()), text(change.getPushName()));
    if (!isNew) {
      return;
    }
    if (!session.authenticated()) {
      events.add(WwebjsEvent.of("authenticated"));
    }
    if (session.linking()) {
      events.add(WwebjsEvent.of("remote_session_saved"));
    }
    events.add(WwebjsEvent.of("loading_screen", "percent", 100, "message", "WhatsApp"));
    enter(CONNECTED, true, false);
    events.add(WwebjsEvent.of("ready"));
  }

  private void loggedOut(String reason) {
    var isRefused =
        reason.startsWith("login_failure_")
            || reason.startsWith("link_code_refused_")
            || reason.equals("pairing_refused");
    if (isRefused) {
      enter(UNPAIRED, false, false);
      events.add(WwebjsEvent.of("auth_failure", "msg", reason));
    } else {
      end(UNPAIRED, "LOGOUT");
    }
  }

  /// A session that was created and never started is closed as well, and has nothing to tell.
  private void closed(ConnectionChanged change) {
    if (session.state().filter(state -> !state.equals(UNLAUNCHED)).isPresent()
        && change.getReason().equals("stopped")) {
      end(UNLAUNCHED, UNLAUNCHED);
    } else {
      session = session.in(UNLAUNCHED, false, false);
    }
  }

  private void end(String state, String reason) {
    enter(state, false, false);
    events.add(WwebjsEvent.of("disconnected", "reason", reason));
  }

  private void enter(String state, boolean isAuthenticated, boolean isLinking) {
    if (session.state().filter(state::equals).isEmpty()) {
      events.add(WwebjsEvent.of("change_state", "state", state));
    }
    session = session.in(state, isAuthenticated, isLinking);
  }

  private static String heldState(String reason) {
    return switch (reason) {
      case "replaced" -> "CONFLICT";
      case "login_failure_405", "login_failure_409" -> "DEPRECATED_VERSION";
      case "login_failure_402", "login_failure_403", "login_failure_406" -> "TOS_BLOCK";
      default -> "TIMEOUT";
    };
  }

  private static Optional<String> text(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }
}
