package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.contact.ContactCommand;
import io.trunkline.proto.contact.ContactReply;
import io.trunkline.proto.contact.LookUpPicture;
import io.trunkline.whatsapp.client.Contacts;
import io.trunkline.whatsapp.client.Contacts.PictureLookup;
import io.trunkline.whatsapp.client.Contacts.PictureSize;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.worker.event.AddressForms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// Lookups of other users.
final class ContactCommands {
  private final HostedSession host;
  private final Replies replies;
  private final Lookups lookups;

  ContactCommands(HostedSession host, Replies replies) {
    this.host = host;
    this.replies = replies;
    this.lookups = new Lookups(host);
  }

  void handle(TakenCommand taken, ContactCommand command) {
    Contacts contacts = host.client().contacts();
    switch (command.getBodyCase()) {
      case NUMBERS ->
          ask(
              taken,
              () -> contacts.onWhatsApp(command.getNumbers().getNumbersList()),
              found -> reply().setNumbers(numbers(found)));
      case ADDRESS ->
          ask(
              taken,
              () -> contacts.address(Jid.parse(command.getAddress().getJid())),
              found -> reply().setAddress(AddressForms.of(found)));
      case ABOUT ->
          ask(
              taken,
              () -> contacts.about(Jid.parse(command.getAbout().getJid())),
              found -> reply().setAbout(about(found)));
      case PICTURE ->
          ask(
              taken,
              () -> picture(contacts, command.getPicture()),
              found -> reply().setPicture(picture(found)));
      case DEVICES ->
          ask(
              taken,
              () -> contacts.devices(Jid.parse(command.getDevices().getJid())),
              found ->
                  reply()
                      .setDevices(
                          ContactReply.Devices.newBuilder()
                              .addAllJids(found.stream().map(Jid::toString).toList())));
      case BUSINESS ->
          ask(
              taken,
              () -> contacts.businessProfile(Jid.parse(command.getBusiness().getJid())),
              found ->
                  reply()
                      .setBusiness(
                          found
                              .map(ContactCommands::business)
                              .orElseGet(ContactReply.Business::getDefaultInstance)));
      case DISAPPEARING ->
          ask(
              taken,
              () -> contacts.disappearingMode(Jid.parse(command.getDisappearing().getJid())),
              found ->
                  reply()
                      .setDisappearing(
                          ContactReply.Disappearing.newBuilder()
                              .setTimerSeconds(found.timer().toSeconds())
                              .setSetAtMs(millis(found.setAt()))));
      case ORDER ->
          ask(
              taken,
              () -> contacts.order(command.getOrder().getId(), command.getOrder().getToken()),
              found -> reply().setOrder(order(found)));
      case BODY_NOT_SET -> host.answer(taken, ReplyCode.INVALID, "Expected a known lookup");
    }
  }

  private <T> void ask(
      TakenCommand taken,
      Supplier<CompletionStage<T>> question,
      Function<T, ContactReply.Builder> form) {
    lookups.ask(
        taken,
        question,
        value -> replies.with(taken, reply -> reply.setContact(form.apply(value))));
  }

  private static ContactReply.Builder reply() {
    return ContactReply.newBuilder();
  }

  private static CompletionStage<PictureLookup> picture(Contacts contacts, LookUpPicture asked) {
    return contacts.picture(
        Jid.parse(asked.getJid()),
        asked.getFull() ? PictureSize.FULL : PictureSize.PREVIEW,
        Optional.of(asked.getKnownId()).filter(id -> !id.isEmpty()));
  }

  private static ContactReply.Numbers numbers(List<Contacts.NumberLookup> found) {
    var numbers = ContactReply.Numbers.newBuilder();
    for (var one : found) {
      var number = ContactReply.Numbers.Number.newBuilder().setNumber(one.number());
      one.address().map(AddressForms::of).ifPresent(number::setAddress);
      numbers.addNumbers(number);
    }
    return numbers.build();
  }

  private static ContactReply.About about(Optional<Contacts.About> found) {
    return ContactReply.About.newBuilder()
        .setText(found.map(Contacts.About::text).orElse(""))
        .setSetAtMs(millis(found.flatMap(Contacts.About::setAt)))
        .build();
  }

  static long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(0L);
  }

  private static ContactReply.Picture picture(PictureLookup found) {
    var picture = ContactReply.Picture.newBuilder();
    return switch (found) {
      case PictureLookup.Found(var id, var url) ->
          picture.setState(ContactReply.Picture.State.FOUND).setId(id).setUrl(url).build();
      case PictureLookup.Unchanged() ->
          picture.setState(ContactReply.Picture.State.UNCHANGED).build();
      case PictureLookup.Absent(var isHidden) ->
          picture
              .setState(
                  isHidden ? ContactReply.Picture.State.HIDDEN : ContactReply.Picture.State.NONE)
              .build();
    };
  }

  private static ContactReply.Order order(Contacts.Order found) {
    var order =
        ContactReply.Order.newBuilder()
            .setSubtotal1000(found.subtotal1000())
            .setTotal1000(found.total1000())
            .setCurrency(found.currency())
            .setCreatedAt(found.createdAt().map(Instant::getEpochSecond).orElse(0L));
    found
        .products()
        .forEach(
            product ->
                order.addProducts(
                    ContactReply.Order.Product.newBuilder()
                        .setId(product.id())
                        .setName(product.name())
                        .setImageUrl(product.imageUrl())
                        .setPrice1000(product.price1000())
                        .setCurrency(product.currency())
                        .setQuantity(product.quantity())));
    return order.build();
  }

  private static ContactReply.Business business(Contacts.BusinessProfile profile) {
    var business =
        ContactReply.Business.newBuilder()
            .setIsBusiness(true)
            .setAddress(profile.address())
            .setDescription(profile.description())
            .setEmail(profile.email())
            .addAllWebsites(profile.websites())
            .setTimezone(profile.timezone());
    profile
        .categories()
        .forEach(
            category ->
                business.addCategories(
                    ContactReply.Business.Category.newBuilder()
                        .setId(category.id())
                        .setName(category.name())));
    profile
        .hours()
        .forEach(
            day ->
                business.addHours(
                    ContactReply.Business.Hours.newBuilder()
                        .setDay(day.day())
                        .setMode(day.mode())
                        .setOpenMinute(day.openMinute().orElse(-1))
                        .setCloseMinute(day.closeMinute().orElse(-1))));
    return business.build();
  }
}
