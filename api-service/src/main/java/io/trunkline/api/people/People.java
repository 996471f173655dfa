package io.trunkline.api.people;

import io.trunkline.api.command.Questions;
import io.trunkline.proto.contact.ContactCommand;
import io.trunkline.proto.contact.ContactReply;
import io.trunkline.proto.contact.LookUpAbout;
import io.trunkline.proto.contact.LookUpAddress;
import io.trunkline.proto.contact.LookUpBusiness;
import io.trunkline.proto.contact.LookUpDevices;
import io.trunkline.proto.contact.LookUpNumbers;
import io.trunkline.proto.contact.LookUpOrder;
import io.trunkline.proto.contact.LookUpPicture;
import io.trunkline.proto.event.Address;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Lookups of other users at WhatsApp. Every call throws a [Failure] as [Questions#ask] does.
@Service
public class People {
  private final Questions questions;

  People(Questions questions) {
    this.questions = questions;
  }

  /// @param digits of a phone number, with the calling code
  /// @return both names of the account; empty where the number is not on WhatsApp
  public Optional<Address> onWhatsApp(UUID tenant, UUID session, String digits) {
    var numbers =
        ask(
                tenant,
                session,
                ContactCommand.newBuilder()
                    .setNumbers(LookUpNumbers.newBuilder().addNumbers(digits)))
            .getNumbers();
    return numbers.getNumbersList().stream()
        .filter(ContactReply.Numbers.Number::hasAddress)
        .map(ContactReply.Numbers.Number::getAddress)
        .findFirst();
  }

  /// Both names of a user; one that is not known is empty.
  public Address address(UUID tenant, UUID session, String jid) {
    return ask(
            tenant,
            session,
            ContactCommand.newBuilder().setAddress(LookUpAddress.newBuilder().setJid(jid)))
        .getAddress();
  }

  /// @return empty where there is none or it is hidden
  public Optional<String> about(UUID tenant, UUID session, String jid) {
    return Optional.of(
            ask(
                    tenant,
                    session,
                    ContactCommand.newBuilder().setAbout(LookUpAbout.newBuilder().setJid(jid)))
                .getAbout()
                .getText())
        .filter(text -> !text.isEmpty());
  }

  /// @param jid of a user or a group
  /// @return address of the full picture; empty where there is none or it is hidden
  public Optional<String> picture(UUID tenant, UUID session, String jid) {
    return Optional.of(
            ask(
                    tenant,
                    session,
                    ContactCommand.newBuilder()
                        .setPicture(LookUpPicture.newBuilder().setJid(jid).setFull(true)))
                .getPicture()
                .getUrl())
        .filter(url -> !url.isEmpty());
  }

  /// How many devices the user has, the phone included.
  public int devices(UUID tenant, UUID session, String jid) {
    return ask(
            tenant,
            session,
            ContactCommand.newBuilder().setDevices(LookUpDevices.newBuilder().setJid(jid)))
        .getDevices()
        .getJidsCount();
  }

  /// @param id and token of the message that tells of the order
  public ContactReply.Order order(UUID tenant, UUID session, String id, String token) {
    return ask(
            tenant,
            session,
            ContactCommand.newBuilder()
                .setOrder(LookUpOrder.newBuilder().setId(id).setToken(token)))
        .getOrder();
  }

  public boolean isBusiness(UUID tenant, UUID session, String jid) {
    return ask(
            tenant,
            session,
            ContactCommand.newBuilder().setBusiness(LookUpBusiness.newBuilder().setJid(jid)))
        .getBusiness()
        .getIsBusiness();
  }

  private ContactReply ask(UUID tenant, UUID session, ContactCommand.Builder command) {
    return questions.ask(tenant, session, order -> order.setContact(command)).getContact();
  }
}
