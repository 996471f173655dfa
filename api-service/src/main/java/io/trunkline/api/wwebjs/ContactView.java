package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.contact.Contact;
import io.trunkline.api.message.PhoneNumber;
import java.util.List;
import java.util.Optional;

/// A user, or a group, as whatsapp-web.js shows it among contacts.
///
/// @param number null where it is not known
/// @param name as the address book has it; null where it has not
/// @param pushname what the user calls himself
record ContactView(
    Jids.Id id,
    String number,
    boolean isBusiness,
    boolean isEnterprise,
    List<String> labels,
    String name,
    String pushname,
    String sectionHeader,
    String shortName,
    boolean statusMute,
    String type,
    String verifiedLevel,
    String verifiedName,
    boolean isMe,
    boolean isUser,
    boolean isGroup,
    @JsonProperty("isWAContact") boolean isWhatsAppContact,
    boolean isMyContact,
    boolean isBlocked) {

  static ContactView of(Contact contact, boolean isMe, boolean isBlocked) {
    return new ContactView(
        Jids.id(contact.jid()),
        contact.digits().orElse(null),
        contact.isBusiness(),
        false,
        List.of(),
        contact.name().orElse(null),
        contact.pushName().orElse(null),
        null,
        contact.firstName().or(contact::name).orElse(null),
        false,
        "in",
        null,
        null,
        isMe,
        true,
        false,
        true,
        contact.isSaved(),
        isBlocked);
  }

  static ContactView ofGroup(String jid, Optional<String> subject) {
    return unsaved(jid, subject, false, true, false);
  }

  /// A user of whom nothing is stored.
  static ContactView ofStranger(String jid, boolean isMe, boolean isBlocked) {
    return unsaved(jid, Optional.empty(), isMe, false, isBlocked);
  }

  private static ContactView unsaved(
      String jid, Optional<String> name, boolean isMe, boolean isGroup, boolean isBlocked) {
    return new ContactView(
        Jids.id(jid),
        Jids.phone(jid).map(PhoneNumber::digits).orElse(null),
        false,
        false,
        List.of(),
        name.orElse(null),
        null,
        null,
        name.orElse(null),
        false,
        "in",
        null,
        null,
        isMe,
        !isGroup,
        isGroup,
        true,
        false,
        isBlocked);
  }
}
