package io.trunkline.api.contact;

import java.util.Optional;

/// A user that a session knows.
///
/// @param pn phone-number JID; at least one of the two JIDs is there
/// @param name in the account's address book
/// @param firstName likewise
/// @param isSaved whether the address book has the contact
/// @param pushName the name that the contact gave itself
public record Contact(
    Optional<String> pn,
    Optional<String> lid,
    Optional<String> name,
    Optional<String> firstName,
    boolean isSaved,
    Optional<String> pushName,
    boolean isBusiness) {

  /// The JID that callers know it by: the phone number's where it is known.
  public String jid() {
    return pn.or(() -> lid).orElseThrow();
  }

  /// The phone number's digits.
  public Optional<String> digits() {
    return pn.map(jid -> jid.substring(0, jid.indexOf('@')));
  }
}
