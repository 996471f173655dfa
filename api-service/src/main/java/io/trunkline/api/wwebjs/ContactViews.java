package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.Chat;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.contact.Contact;
import io.trunkline.api.contact.Contacts;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.people.OwnAccount;
import io.trunkline.api.people.People;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Puts contacts together from the store and the block list.
@Component
class ContactViews {
  private final Contacts contacts;
  private final Chats chats;
  private final OwnAccount account;
  private final People people;

  ContactViews(Contacts contacts, Chats chats, OwnAccount account, People people) {
    this.contacts = contacts;
    this.chats = chats;
    this.account = account;
    this.people = people;
  }

  /// Every user whom the session knows.
  List<ContactView> all(Connection session) {
    var blocked = blockedJids(session);
    return contacts.page(session.tenant(), session.id(), Integer.MAX_VALUE, 0).contacts().stream()
        .map(contact -> view(session, contact, blocked))
        .toList();
  }

  /// @throws Failure `CONTACT_NOT_FOUND` where neither the store nor WhatsApp knows the user
  ContactView of(Connection session, String jid) {
    require(session, jid);
    return of(session, List.of(jid)).getFirst();
  }

  /// @throws Failure as [#of]
  void require(Connection session, String jid) {
    if (contacts.find(session.tenant(), session.id(), jid).isEmpty()
        && chats.find(session.tenant(), session.id(), jid).isEmpty()
        && !jid.equals(SessionDoor.own(session))
        && !isOnWhatsApp(session, jid)) {
      throw new Failure(Problem.CONTACT_NOT_FOUND, "Contact not found");
    }
  }

  /// Contacts of these JIDs, in their order; nobody is looked up.
  List<ContactView> of(Connection session, Collection<String> jids) {
    var blocked = jids.isEmpty() ? Set.<String>of() : blockedJids(session);
    return jids.stream().map(jid -> view(session, jid, blocked)).toList();
  }

  List<ContactView> blocked(Connection session) {
    return of(
        session, account.blocked(session.tenant(), session.id()).stream().map(Jids::of).toList());
  }

  /// JIDs of the blocked users under every name they have.
  Set<String> blockedJids(Connection session) {
    return account.blocked(session.tenant(), session.id()).stream()
        .flatMap(user -> Stream.of(user.getPn(), user.getLid()))
        .filter(jid -> !jid.isEmpty())
        .collect(Collectors.toSet());
  }

  private ContactView view(Connection session, String jid, Set<String> blocked) {
    if (Jids.isGroup(jid)) {
      return ContactView.ofGroup(
          jid, chats.find(session.tenant(), session.id(), jid).flatMap(Chat::name));
    }
    return contacts
        .find(session.tenant(), session.id(), jid)
        .map(contact -> view(session, contact, blocked))
        .orElseGet(
            () ->
                ContactView.ofStranger(
                    jid, jid.equals(SessionDoor.own(session)), blocked.contains(jid)));
  }

  private static ContactView view(Connection session, Contact contact, Set<String> blocked) {
    var isBlocked =
        Stream.of(contact.pn(), contact.lid())
            .flatMap(Optional::stream)
            .anyMatch(blocked::contains);
    return ContactView.of(contact, contact.jid().equals(SessionDoor.own(session)), isBlocked);
  }

  private boolean isOnWhatsApp(Connection session, String jid) {
    return Jids.phone(jid)
        .flatMap(number -> people.onWhatsApp(session.tenant(), session.id(), number.digits()))
        .isPresent();
  }
}
