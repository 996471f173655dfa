package io.trunkline.whatsapp.client.event;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.Optional;

/// Where a session's connection stands. Transitions, all made by the session:
///
///     Closed ── link() ──> Connecting ──> ShowingQr ──> Pairing ──> Connecting ──> Open
///     Closed ── connect() ──> Connecting ──> Open
///     Closed ── linkByCode() ──> Connecting ──> ShowingCode ──> Pairing ──> Connecting ──> Open
///     ShowingQr, ShowingCode ── passkey ──> AwaitingPasskey ──> ConfirmingPasskey ──> Pairing
///     ShowingQr ── no scan ──> QrTimeout;  ShowingCode ── not typed ──> CodeExpired
///     any with a socket ── lost ──> Retrying ──> Connecting …;  too often ──> Exhausted
///     any with a socket ── refused ──> Held | LoggedOut
///     any ── close() ──> Closed;  any ── logout() ──> LoggedOut
///     any ── store failed ──> Failed (final)
public sealed interface ConnectionState {

  /// No socket is wanted.
  record Closed() implements ConnectionState {}

  /// A socket is being opened or the handshake runs.
  ///
  /// @param attempt counts the attempts since the connection was lost; 0 where none was
  record Connecting(int attempt) implements ConnectionState {}

  /// @param text the QR's text. A secret until scanned: never log it
  /// @param expiresAt when the next one replaces it
  record ShowingQr(String text, Instant expiresAt) implements ConnectionState {
    @Override
    public String toString() {
      return "ShowingQr[expiresAt=" + expiresAt + "]";
    }
  }

  /// The server has accepted the code, which is to be typed on the phone.
  ///
  /// @param code `XXXX-XXXX`. A secret until typed: never log it
  /// @param expiresAt when it is void
  record ShowingCode(String code, Instant expiresAt) implements ConnectionState {
    @Override
    public String toString() {
      return "ShowingCode[expiresAt=" + expiresAt + "]";
    }
  }

  /// The server insists on a passkey of the account's owner: `answerPasskey()` goes on.
  ///
  /// @param options what the passkey signs: WebAuthn's request options, as JSON
  record AwaitingPasskey(String options) implements ConnectionState {}

  /// The passkey was right. The phone shows a code as well: where both are equal,
  /// `confirmPasskey()` goes on.
  record ConfirmingPasskey(String code) implements ConnectionState {}

  /// The phone has scanned or the code was typed; the device becomes usable with the next login.
  record Pairing() implements ConnectionState {}

  /// Logged in and able to send.
  ///
  /// @param connection rises with every login of the session, over all its owners
  /// @param pn own device JID
  /// @param lid own device LID, where known
  /// @param pushName own name, where known
  record Open(long connection, Jid pn, Optional<Jid> lid, Optional<String> pushName)
      implements ConnectionState {}

  /// Lost; the session tries again by itself.
  ///
  /// @param reason a stable slug, see [Reasons]
  /// @param nextAttemptAt when
  /// @param attempt the next one's number since the last login, from 1; 0 where the count was reset
  record Retrying(String reason, Instant nextAttemptAt, int attempt) implements ConnectionState {}

  /// Lost, and every attempt that the session may make by itself has failed. `connect()` starts
  /// anew.
  ///
  /// @param reason of the last failure
  /// @param attempts how many there were
  record Exhausted(String reason, int attempts) implements ConnectionState {}

  /// Every QR was shown and none scanned. `link()` starts anew.
  record QrTimeout() implements ConnectionState {}

  /// The code was not typed in time, or too often wrongly. `linkByCode()` starts anew.
  record CodeExpired() implements ConnectionState {}

  /// The credentials are void; only `link()` helps.
  record LoggedOut(String reason) implements ConnectionState {}

  /// WhatsApp or the operator must act first; the session does not try by itself. The owner may
  /// call `connect()`.
  ///
  /// @param reason a stable slug: `replaced`, `login_failure_405` …
  /// @param until known end, if any
  record Held(String reason, Optional<Instant> until) implements ConnectionState {}

  /// The store failed or the gate closed for good. The object is of no further use: its memory is
  /// dropped, its socket closed, and the owner loads the session anew where it still owns it.
  record Failed(String reason) implements ConnectionState {}

  /// The slugs used in `reason`.
  final class Reasons {
    public static final String NETWORK = "network";
    public static final String HALF_OPEN = "half_open";
    public static final String HANDSHAKE = "handshake";
    public static final String PROTOCOL = "protocol";
    public static final String RESTART_REQUIRED = "restart_required";
    public static final String SERVER_CLOSED = "server_closed";
    public static final String REPLACED = "replaced";
    public static final String DEVICE_REMOVED = "device_removed";
    public static final String FORCED_LOGOUT = "forced_logout";
    public static final String USER_LOGOUT = "user_logout";
    public static final String STORE_FAILED = "store_failed";
    public static final String OWNERSHIP_LOST = "ownership_lost";
    public static final String PAIRING_REFUSED = "pairing_refused";
    public static final String LINK_CODE_REFUSED_PREFIX = "link_code_refused_";
    public static final String STREAM_ERROR_PREFIX = "stream_error_";
    public static final String LOGIN_FAILURE_PREFIX = "login_failure_";

    private Reasons() {}
  }
}
