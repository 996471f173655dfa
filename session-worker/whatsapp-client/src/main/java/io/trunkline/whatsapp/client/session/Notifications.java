package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// `notification` stanzas that change what this device must know: prekeys, identities, devices,
/// groups, app state, privacy tokens; what else they tell becomes events ([Changes]). The rest is
/// acknowledged and left. Source: protocol dossier, 13.1.
final class Notifications {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final DeviceLists deviceLists;
  private final Ratchets ratchets;
  private final PreKeyStock preKeys;
  private final AppStateSync appState;
  private final Consumer<Node> mediaRetries;
  private final SenderKeys senderKeys;
  private final GroupNotifications groups;
  private final PrivacyTokens tokens;
  private final AccountLimits limits;
  private final NewsletterNotifications newsletters;
  private final Changes changes;
  private final Consumer<Node> socket;

  Notifications(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      DeviceLists deviceLists,
      Ratchets ratchets,
      PreKeyStock preKeys,
      AppStateSync appState,
      Consumer<Node> mediaRetries,
      SenderKeys senderKeys,
      GroupNotifications groups,
      PrivacyTokens tokens,
      AccountLimits limits,
      NewsletterNotifications newsletters,
      Changes changes,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.deviceLists = deviceLists;
    this.ratchets = ratchets;
    this.preKeys = preKeys;
    this.appState = appState;
    this.mediaRetries = mediaRetries;
    this.senderKeys = senderKeys;
    this.groups = groups;
    this.tokens = tokens;
    this.limits = limits;
    this.newsletters = newsletters;
    this.changes = changes;
    this.socket = socket;
  }

  CompletableFuture<Void> handle(Node notification) {
    addresses.learn(notification);
    if (notification.has("type", "picture")
        && Addresses.jid(notification, "from").filter(Jid::isGroup).isPresent()) {
      return groups.picture(notification).thenAccept(told -> tell(notification, told));
    }
    switch (notification.find("type").orElse("")) {
      case "encrypt" -> {
        return encrypt(notification);
      }
      case "w:gp2" -> {
        return groups.handle(notification).thenAccept(told -> tell(notification, told));
      }
      case "devices" -> {
        var gone = deviceLists.notified(notification);
        gone.forEach(device -> ratchets.forgetDevice(addresses.canonical(device).signalAddress()));
      }
      case "account_sync" -> {
        if (notification.child("devices").isPresent()) {
          invalidateOwnDevices();
        }
      }
      case "server_sync" -> {
        // The next stanza does not wait for it; the server tells again what is not acknowledged.
        var unused =
            appState
                .changed(collections(notification))
                .thenRun(() -> journal.whenDurable(() -> acknowledge(notification)));
        return DONE;
      }
      case "mediaretry" -> mediaRetries.accept(notification);
      case "privacy_token" -> {
        return tokens
            .notified(notification)
            .thenAccept(ignored -> journal.whenDurable(() -> acknowledge(notification)));
      }
      case "mex" -> {
        limits.notified(notification);
        tell(notification, newsletters.of(notification));
        return DONE;
      }
      case "newsletter" -> {
        tell(notification, newsletters.of(notification));
        return DONE;
      }
      case "registration" ->
          SessionCore.log.warn(
              "session {}: somebody registers this number elsewhere", core.label());
      default -> {}
    }
    Runnable acknowledge = () -> journal.whenDurable(() -> acknowledge(notification));
    return changes
        .of(notification)
        .thenAccept(
            events -> {
              if (events.isEmpty()) {
                acknowledge.run();
              } else {
                journal.tell(acknowledge, events);
              }
            });
  }

  private static Set<Collection> collections(Node notification) {
    return notification.children("collection").stream()
        .flatMap(node -> node.find("name").flatMap(Collection::find).stream())
        .collect(Collectors.toSet());
  }

  private void tell(Node notification, List<SessionEvent> events) {
    if (events.isEmpty()) {
      journal.whenDurable(() -> acknowledge(notification));
    } else {
      journal.whenDurable(() -> journal.tell(() -> acknowledge(notification), events));
    }
  }

  private CompletableFuture<Void> encrypt(Node notification) {
    Optional<Node> count = notification.child("count");
    if (count.isPresent()) {
      acknowledge(notification);
      var unused =
          preKeys
              .serverHas(count.get().findNumber("value").orElse(0))
              .exceptionally(
                  failure -> {
                    SessionCore.log.warn(
                        "session {}: prekeys were not uploaded: {}",
                        core.label(),
                        Sends.asSendFailure(failure).getMessage());
                    return null;
                  });
      return DONE;
    }
    Optional<Jid> user =
        notification.child("identity").flatMap(n -> Addresses.jid(notification, "from"));
    if (user.isEmpty() || addresses.isOwn(user.get())) {
      journal.whenDurable(() -> acknowledge(notification));
      return DONE;
    }
    return addresses
        .resolve(user.get())
        .thenAccept(
            address -> {
              address.pn().ifPresent(this::forget);
              address.lid().ifPresent(this::forget);
              journal.tell(new SessionEvent.IdentityChanged(address));
              journal.whenDurable(() -> acknowledge(notification));
            });
  }

  private void forget(Jid user) {
    ratchets.forgetUser(user.signalAddress().name());
    senderKeys.forgetUser(user.signalAddress().name());
    deviceLists.invalidate(user);
  }

  void invalidateOwnDevices() {
    deviceLists.invalidate(core.account().pn().toUserJid());
    core.account().lid().map(Jid::toUserJid).ifPresent(deviceLists::invalidate);
  }

  private void acknowledge(Node notification) {
    socket.accept(Acks.of(notification, Optional.empty()));
  }
}
