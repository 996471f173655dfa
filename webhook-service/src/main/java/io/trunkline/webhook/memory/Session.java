package io.trunkline.webhook.memory;

import java.util.Optional;
import java.util.UUID;

/// What is known of a session.
///
/// @param name as its tenant calls it; empty until api-service has told
/// @param ofFirstTenant whether its tenant is the oldest of the installation
/// @param jid own address with the device, once known
/// @param lid own LID, once known
/// @param pushName own name, once known
/// @param state in wwebjs' words, such as `CONNECTED`; empty before the first
/// @param authenticated whether that was told since the link or start
/// @param linking whether a phone was linked and the first login has not come yet
public record Session(
    UUID id,
    UUID tenant,
    Optional<String> name,
    boolean ofFirstTenant,
    Optional<String> jid,
    Optional<String> lid,
    Optional<String> pushName,
    Optional<String> state,
    boolean authenticated,
    boolean linking) {

  static Session unknown(UUID id, UUID tenant) {
    Optional<String> none = Optional.empty();
    return new Session(id, tenant, none, false, none, none, none, none, false, false);
  }

  /// The name, or the id while there is none.
  public String label() {
    return name.orElseGet(id::toString);
  }

  public Session named(String newName, boolean isOfFirstTenant) {
    return new Session(
        id,
        tenant,
        Optional.of(newName),
        isOfFirstTenant,
        jid,
        lid,
        pushName,
        state,
        authenticated,
        linking);
  }

  /// What is not told anew stays.
  public Session addressed(
      Optional<String> newJid, Optional<String> newLid, Optional<String> newPushName) {
    return new Session(
        id,
        tenant,
        name,
        ofFirstTenant,
        newJid.or(this::jid),
        newLid.or(this::lid),
        newPushName.map(text -> text.replace("\0", "")).or(this::pushName),
        state,
        authenticated,
        linking);
  }

  public Session in(String newState, boolean isAuthenticated, boolean isLinking) {
    return new Session(
        id,
        tenant,
        name,
        ofFirstTenant,
        jid,
        lid,
        pushName,
        Optional.of(newState),
        isAuthenticated,
        isLinking);
  }
}
