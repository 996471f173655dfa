package io.trunkline.whatsapp.client.store;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.Optional;

/// The privacy tokens between this account and one user.
///
/// @param user canonical user JID
/// @param token what the user gave out, a secret; absent while none came
/// @param issuedAt when the user gave it out; [Instant#EPOCH] without a token
/// @param ownIssuedAt when this account last gave out one of its own; [Instant#EPOCH] for never
public record ContactToken(
    Jid user, Optional<byte[]> token, Instant issuedAt, Instant ownIssuedAt) {

  public ContactToken {
    token = token.map(byte[]::clone);
  }

  @Override
  public Optional<byte[]> token() {
    return token.map(byte[]::clone);
  }

  /// Nothing was given out yet.
  public static ContactToken none(Jid user) {
    return new ContactToken(user, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
  }

  public ContactToken given(byte[] fresh, Instant at) {
    return new ContactToken(user, Optional.of(fresh), at, ownIssuedAt);
  }

  public ContactToken issued(Instant at) {
    return new ContactToken(user, token, issuedAt, at);
  }

  @Override
  public String toString() {
    return "ContactToken[issuedAt=" + issuedAt + "]";
  }
}
