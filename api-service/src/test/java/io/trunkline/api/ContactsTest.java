package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.api.contact.Contact;
import io.trunkline.api.contact.Contacts;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ContactChanged;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.PastChat;
import io.trunkline.proto.event.PastName;
import io.trunkline.proto.event.SavedContact;
import io.trunkline.proto.event.StateRecord;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ContactsTest extends ApiTest {
  private static final String PN = "573007654321@s.whatsapp.net";
  private static final String LID = "123456789@lid";

  private final Contacts contacts;

  @Autowired
  ContactsTest(Contacts contacts) {
    this.contacts = contacts;
  }

  @Test
  void theAddressBooksNameStandsBesideTheContactsOwn() {
    var tenant = newTenant();
    var session = connected(tenant, "acme");
    saved(session, both(), "Asha Rao", "Asha");
    history(session, both(), "asha :)");
    eventually(
        () ->
            assertThat(all(tenant, session))
                .containsExactly(
                    new Contact(
                        Optional.of(PN),
                        Optional.of(LID),
                        Optional.of("Asha Rao"),
                        Optional.of("Asha"),
                        true,
                        Optional.of("asha :)"),
                        false)));
  }

  @Test
  void whoeverIsTakenFromTheAddressBookLosesItsNameThere() {
    var tenant = newTenant();
    var session = connected(tenant, "acme");
    saved(session, both(), "Asha Rao", "Asha");
    history(session, both(), "asha");
    chat(
        session,
        ChatChange.newBuilder()
            .setAbout(both())
            .setRemoved(StateRecord.newBuilder().setName("contact")));
    eventually(
        () ->
            assertThat(all(tenant, session))
                .containsExactly(
                    new Contact(
                        Optional.of(PN),
                        Optional.of(LID),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.of("asha"),
                        false)));
  }

  @Test
  void twoNamesOfOneUserBecomeOneContact() {
    var tenant = newTenant();
    var session = connected(tenant, "acme");
    saved(session, Address.newBuilder().setPn(PN).build(), "Asha Rao", "");
    history(session, Address.newBuilder().setLid(LID).build(), "asha");
    eventually(() -> assertThat(all(tenant, session)).hasSize(2));
    worker()
        .emit(
            session.toString(),
            event ->
                event.setContact(ContactChanged.newBuilder().setContact(both()).setBusiness(true)));
    eventually(
        () ->
            assertThat(all(tenant, session))
                .containsExactly(
                    new Contact(
                        Optional.of(PN),
                        Optional.of(LID),
                        Optional.of("Asha Rao"),
                        Optional.empty(),
                        true,
                        Optional.of("asha"),
                        true)));
    assertThat(contacts.find(tenant, session, LID)).isEqualTo(contacts.find(tenant, session, PN));
  }

  @Test
  void groupsAreNoContacts() {
    var tenant = newTenant();
    var session = connected(tenant, "acme");
    worker()
        .emit(
            session.toString(),
            event ->
                event.setHistory(
                    HistoryReceived.newBuilder()
                        .addChats(
                            PastChat.newBuilder()
                                .setChat(Address.newBuilder().setOther("120363012345@g.us"))
                                .setName("Team"))
                        .addChats(PastChat.newBuilder().setChat(both()).setName("Asha"))));
    eventually(() -> assertThat(all(tenant, session)).hasSize(1));
  }

  @Test
  void contactsAreListedByTheNameThatIsShown() {
    var tenant = newTenant();
    var session = connected(tenant, "acme");
    saved(session, pn("573000000001"), "zoë", "");
    history(session, pn("573000000002"), "Ben");
    saved(session, pn("573000000003"), "anna", "");
    worker().receive(session, "X", "573000000004@s.whatsapp.net", "hello");
    eventually(() -> assertThat(all(tenant, session)).hasSize(4));
    assertThat(all(tenant, session))
        .extracting(contact -> contact.name().or(contact::pushName).orElseThrow())
        .containsExactly("anna", "Asha", "Ben", "zoë");
    var second = contacts.page(tenant, session, 2, 2);
    assertThat(second.total()).isEqualTo(4);
    assertThat(second.contacts()).isEqualTo(all(tenant, session).subList(2, 4));
    assertThat(contacts.page(newTenant(), session, 10, 0).total()).isZero();
  }

  private List<Contact> all(UUID tenant, UUID session) {
    return contacts.page(tenant, session, 100, 0).contacts();
  }

  private static Address both() {
    return Address.newBuilder().setPn(PN).setLid(LID).build();
  }

  private static Address pn(String digits) {
    return Address.newBuilder().setPn(digits + "@s.whatsapp.net").build();
  }

  private void saved(UUID session, Address who, String fullName, String firstName) {
    chat(
        session,
        ChatChange.newBuilder()
            .setAbout(who)
            .setContact(SavedContact.newBuilder().setFullName(fullName).setFirstName(firstName)));
  }

  private void chat(UUID session, ChatChange.Builder change) {
    worker()
        .emit(
            session.toString(),
            event ->
                event.setChat(
                    ChatChanges.newBuilder().setCollection("critical").addChanges(change)));
  }

  private void history(UUID session, Address who, String pushName) {
    worker()
        .emit(
            session.toString(),
            event ->
                event.setHistory(
                    HistoryReceived.newBuilder()
                        .addNames(PastName.newBuilder().setUser(who).setName(pushName))));
  }
}
