package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who is available, who wants to know it, and who is typing. Nothing of it is kept: it belongs to
/// connections.
final class PresenceBoard {
  /// A subscription: the watching device, and whether it asked by LID.
  private record Watcher(Device device, JidServer server) {}

  private final Accounts accounts;
  private final Clock clock;
  private final Set<Device> available = ConcurrentHashMap.newKeySet();
  private final Map<Account, Set<Watcher>> watchers = new ConcurrentHashMap<>();
  private final Map<Account, Long> lastSeen = new ConcurrentHashMap<>();

  PresenceBoard(Accounts accounts, Clock clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  void presence(Device device, Node stanza) {
    switch (stanza.find("type").orElse("available")) {
      case "available" -> {
        if (available.add(device)) {
          tell(device.account());
        }
      }
      case "unavailable" -> gone(device);
      case "subscribe" ->
          stanza
              .findJid("to")
              .ifPresent(
                  to ->
                      accounts
                          .account(to)
                          .ifPresent(
                              account -> {
                                Watcher watcher =
                                    new Watcher(
                                        device, to.isLid() ? JidServer.LID : JidServer.USER);
                                watchers
                                    .computeIfAbsent(account, _ -> ConcurrentHashMap.newKeySet())
                                    .add(watcher);
                                tell(account, watcher);
                              }));
      default -> {
        // WhatsApp ignores what it does not know.
      }
    }
  }

  /// Passes a chat state on to the connected devices of the chat.
  void chatState(Device device, Node stanza) {
    Optional<Jid> to = stanza.findJid("to");
    to.flatMap(accounts::account)
        .ifPresent(
            account -> {
              JidServer server = to.get().isLid() ? JidServer.LID : JidServer.USER;
              Node copy =
                  Node.of("chatstate")
                      .with("from", device.account().jid(server))
                      .children(stanza.children())
                      .build();
              account.devices().forEach(peer -> peer.queue().sendNow(copy));
            });
  }

  /// A device is no longer there.
  void gone(Device device) {
    if (available.remove(device)) {
      lastSeen.put(device.account(), clock.instant().getEpochSecond());
      tell(device.account());
    }
  }

  /// A connection has ended, and with it what it watched.
  void disconnected(Device device) {
    gone(device);
    watchers.values().forEach(all -> all.removeIf(watcher -> watcher.device() == device));
  }

  void clear() {
    available.clear();
    watchers.clear();
    lastSeen.clear();
  }

  private void tell(Account account) {
    watchers.getOrDefault(account, Set.of()).forEach(watcher -> tell(account, watcher));
  }

  private void tell(Account account, Watcher watcher) {
    Node.Builder presence = Node.of("presence").with("from", account.jid(watcher.server()));
    if (account.devices().stream().noneMatch(available::contains)) {
      presence.with("type", "unavailable");
      Long seen = lastSeen.get(account);
      boolean isHidden = ProfileDesk.hides(account, "last");
      presence.with("last", isHidden ? "deny" : seen == null ? "none" : Long.toString(seen));
    }
    watcher.device().queue().sendNow(presence.build());
  }
}
