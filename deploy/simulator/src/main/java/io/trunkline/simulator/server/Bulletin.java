package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.Optional;

/// Tells devices by notification what an account has changed.
final class Bulletin {
  private final Accounts accounts;
  private final Clock clock;
  private final StanzaIds ids;

  Bulletin(Accounts accounts, Clock clock, StanzaIds ids) {
    this.accounts = accounts;
    this.clock = clock;
    this.ids = ids;
  }

  /// The account's own linked devices, but for the one that made the change.
  void own(
      Account account, Optional<Device> changer, String type, Node content, Transaction changes) {
    for (Device device : account.linkedDevices()) {
      if (changer.filter(device::equals).isEmpty()) {
        changes.deliver(device, notification(account, type, content));
      }
    }
  }

  /// The devices of everybody who knows the account.
  void acquaintances(Account account, String type, Node content, Transaction changes) {
    for (String number : account.acquaintances()) {
      accounts.byNumber(number).ifPresent(other -> to(other, account, type, content, changes));
    }
  }

  /// The linked devices of one account.
  void to(Account account, Account about, String type, Node content, Transaction changes) {
    for (Device device : account.linkedDevices()) {
      changes.deliver(device, notification(about, type, content));
    }
  }

  private Node notification(Account about, String type, Node content) {
    return Node.of("notification")
        .with("from", about.lid())
        .with("sender_pn", about.pn())
        .with("type", type)
        .with("id", ids.next())
        .with("t", clock.instant().getEpochSecond())
        .child(content)
        .build();
  }
}
