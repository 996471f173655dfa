package io.trunkline.api.tokens;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.contact.Contact;
import io.trunkline.api.contact.Contacts;
import io.trunkline.api.identity.Access;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WhatsAppContactsController {
  private final Contacts contacts;
  private final SessionLookup lookup;

  WhatsAppContactsController(Contacts contacts, SessionLookup lookup) {
    this.contacts = contacts;
    this.lookup = lookup;
  }

  /// @param id JID
  /// @param phoneNumber digits, or null where only the LID is known
  /// @param name in the account's address book, else the contact's own
  record View(
      String id,
      @JsonProperty("phone_number") String phoneNumber,
      String name,
      @JsonProperty("push_name") String pushName,
      @JsonProperty("is_business") boolean isBusiness) {
    static View of(Contact contact) {
      return new View(
          contact.jid(),
          contact.digits().orElse(null),
          contact.name().or(contact::pushName).orElse(null),
          contact.pushName().orElse(null),
          contact.isBusiness());
    }
  }

  @GetMapping("/api/whatsapp/sessions/{sessionId}/contacts")
  Body list(
      Caller caller, @PathVariable String sessionId, @RequestParam Map<String, String> query) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var validation = Validation.ofQuery(query);
    var page = Page.of(validation);
    validation.check();
    var session = lookup.find(tenant, sessionId);
    var found = contacts.page(tenant, session.id(), page.perPage(), page.offset());
    return Body.page(
        found.contacts().stream().map(View::of).toList(),
        page.number(),
        page.perPage(),
        found.total());
  }
}
