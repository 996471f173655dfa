package io.trunkline.worker.internal;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import io.trunkline.worker.settings.InternalSettings;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/// Checks the signed identities of callers.
@Component
class Identities {
  private final Optional<PublicKey> key;
  private final Clock clock;

  Identities(InternalSettings settings, Clock clock) {
    this.key = settings.key();
    this.clock = clock;
  }

  /// The tenant that a call is for.
  ///
  /// @param token of [Caller#HEADER]
  /// @throws ResponseStatusException 401
  UUID tenant(Optional<String> token) {
    return caller(token).tenant().orElseThrow(Identities::unauthorized);
  }

  /// Whether the operator calls, through api-service.
  ///
  /// @param token of [Caller#HEADER]
  /// @throws ResponseStatusException 401
  void operator(Optional<String> token) {
    if (caller(token).kind() != Kind.OPERATOR) {
      throw unauthorized();
    }
  }

  private Caller caller(Optional<String> token) {
    try {
      return IdentityToken.verify(
          token.orElseThrow(Identities::unauthorized),
          IdentityToken.WORKER,
          key.orElseThrow(Identities::unauthorized),
          clock);
    } catch (InvalidIdentityException e) {
      throw unauthorized();
    }
  }

  private static ResponseStatusException unauthorized() {
    return new ResponseStatusException(HttpStatus.UNAUTHORIZED);
  }
}
