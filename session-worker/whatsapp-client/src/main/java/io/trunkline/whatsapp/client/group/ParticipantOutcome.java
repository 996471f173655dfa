package io.trunkline.whatsapp.client.group;

import io.trunkline.whatsapp.client.event.UserAddress;
import java.time.Instant;
import java.util.Optional;

/// What became of one participant of a change.
///
/// @param user both names where known
/// @param code 200 for done, else WhatsApp's number: 401 blocked us, 403 only by invitation (see
///     `invitation`), 404 not on WhatsApp, 408 left recently, 409 there already, 406 and 417 too
///     many or not allowed
/// @param invitation with 403: what an invitation message to that user has to carry
public record ParticipantOutcome(UserAddress user, int code, Optional<Invitation> invitation) {

  public static final int DONE = 200;

  public boolean isDone() {
    return code == DONE;
  }

  /// @param code names the invitation
  /// @param expiresAt until then it can be accepted
  public record Invitation(String code, Instant expiresAt) {}
}
