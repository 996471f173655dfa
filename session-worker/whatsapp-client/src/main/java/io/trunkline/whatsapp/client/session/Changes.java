package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.AccountChange;
import io.trunkline.whatsapp.client.event.ContactChange;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Notifications about what contacts and other own devices changed, as events. Source: protocol
/// dossier, 13.1.
final class Changes {

  private static final CompletableFuture<List<SessionEvent>> NONE =
      CompletableFuture.completedFuture(List.of());

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final OwnAccount account;

  Changes(SessionCore core, Journal journal, Addresses addresses, OwnAccount account) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.account = account;
  }

  /// What a notification tells; nothing for a type or a child that is not known.
  CompletableFuture<List<SessionEvent>> of(Node notification) {
    return switch (notification.find("type").orElse("")) {
      case "picture" -> picture(notification);
      case "status" ->
          contact(
              notification,
              from(notification),
              new ContactChange.About(notification.child("set").map(Node::text)));
      case "contacts" -> contacts(notification);
      case "business" -> contact(notification, from(notification), new ContactChange.Business());
      case "disappearing_mode" ->
          notification
              .child("disappearing_mode")
              .map(
                  mode ->
                      contact(
                          notification,
                          from(notification),
                          new ContactChange.DisappearingMode(timer(mode))))
              .orElse(NONE);
      case "account_sync" -> accountSync(notification);
      case "registration" -> own(notification, new AccountChange.RegisteredElsewhere());
      default -> NONE;
    };
  }

  private CompletableFuture<List<SessionEvent>> picture(Node notification) {
    Optional<Node> set = notification.child("set");
    Optional<Node> delete = notification.child("delete");
    Optional<Jid> whose =
        set.or(() -> delete)
            .flatMap(node -> Addresses.jid(node, "jid"))
            .or(() -> from(notification));
    Optional<String> id = set.flatMap(node -> node.find("id"));
    if (whose.filter(addresses::isOwn).isPresent()) {
      return own(notification, new AccountChange.Picture(id, delete.isPresent()));
    }
    return contact(notification, whose, new ContactChange.Picture(id, delete.isPresent()));
  }

  private CompletableFuture<List<SessionEvent>> contacts(Node notification) {
    Optional<Node> modify = notification.child("modify");
    if (modify.isEmpty()) {
      Optional<Jid> whose =
          notification.children().stream()
              .findFirst()
              .flatMap(node -> Addresses.jid(node, "jid"))
              .or(() -> from(notification));
      return contact(notification, whose, new ContactChange.Refreshed());
    }
    Optional<Jid> former = Addresses.jid(modify.get(), "old");
    Optional<Jid> now = Addresses.jid(modify.get(), "new");
    if (former.isEmpty() || now.isEmpty()) {
      return NONE;
    }
    Addresses.jid(modify.get(), "old_lid").ifPresent(lid -> addresses.learn(former.get(), lid));
    return addresses
        .resolve(former.get())
        .thenCompose(
            old -> {
              Addresses.jid(modify.get(), "new_lid")
                  .ifPresent(lid -> addresses.learn(now.get(), lid));
              return contact(notification, now, new ContactChange.NumberChanged(old));
            });
  }

  private CompletableFuture<List<SessionEvent>> accountSync(Node notification) {
    var events = new ArrayList<SessionEvent>();
    for (Node child : notification.children()) {
      AccountChange change =
          switch (child.tag()) {
            case "devices" -> new AccountChange.Devices();
            case "picture" ->
                new AccountChange.Picture(
                    child.child("set").or(() -> Optional.of(child)).flatMap(n -> n.find("id")),
                    child.child("delete").isPresent());
            case "privacy" -> {
              var settings = OwnAccount.settings(child);
              account.privacySeen(settings);
              yield new AccountChange.Privacy(settings);
            }
            case "disappearing_mode" -> new AccountChange.DisappearingMode(timer(child));
            case "status" ->
                new AccountChange.About(Optional.of(child.text()).filter(t -> !t.isEmpty()));
            default -> null;
          };
      if (child.is("blocklist")) {
        tellBlockList(notification, child);
      } else if (change != null) {
        events.add(new SessionEvent.AccountChanged(id(notification), change));
      }
    }
    return CompletableFuture.completedFuture(events);
  }

  /// A change is told as the whole list, because one that builds on another list than the known one
  /// says nothing by itself. What follows does not wait for it.
  private void tellBlockList(Node notification, Node change) {
    if (account.isBlockListKnown(change)) {
      return;
    }
    var unused =
        account
            .fetchBlockList()
            .thenAccept(
                users ->
                    journal.tell(
                        new SessionEvent.AccountChanged(
                            id(notification), new AccountChange.BlockList(users))))
            .exceptionally(
                failure -> {
                  SessionCore.log.info(
                      "session {}: the block list was not told: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return null;
                });
  }

  private CompletableFuture<List<SessionEvent>> own(Node notification, AccountChange change) {
    return CompletableFuture.completedFuture(
        List.of(new SessionEvent.AccountChanged(id(notification), change)));
  }

  private CompletableFuture<List<SessionEvent>> contact(
      Node notification, Optional<Jid> whose, ContactChange change) {
    if (whose.isEmpty()) {
      return NONE;
    }
    CompletableFuture<UserAddress> address = addresses.resolve(whose.get());
    return address.thenApply(
        contact -> List.of(new SessionEvent.ContactChanged(id(notification), contact, change)));
  }

  private static Optional<Jid> from(Node notification) {
    return Addresses.jid(notification, "from");
  }

  private static String id(Node notification) {
    return notification.find("id").orElse("");
  }

  private static Duration timer(Node mode) {
    return Duration.ofSeconds(Math.max(0, mode.findNumber("duration").orElse(0)));
  }
}
