package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonProperty;
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

  static ContactView of(
      String jid,
      Optional<String> name,
      Optional<String> pushName,
      boolean isMe,
      boolean isBlocked) {
    var isGroup = Jids.isGroup(jid);
    return new ContactView(
        Jids.id(jid),
        Jids.phone(jid).map(PhoneNumber::digits).orElse(null),
        false,
        false,
        List.of(),
        name.orElse(null),
        pushName.orElse(null),
        null,
        name.map(ContactView::first).orElse(null),
        false,
        "in",
        null,
        null,
        isMe,
        !isGroup,
        isGroup,
        true,
        name.isPresent() && !isGroup,
        isBlocked);
  }

  private static String first(String name) {
    var end = name.indexOf(' ');
    return end < 0 ? name : name.substring(0, end);
  }
}
