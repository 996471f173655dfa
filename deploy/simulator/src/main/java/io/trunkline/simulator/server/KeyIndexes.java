package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Transaction;

/// Signs the list of an account's linked devices. Only the phone can: it has the identity key.
@FunctionalInterface
public interface KeyIndexes {

  /// Publishes the list as the devices are now.
  void publish(Account account, Transaction transaction);
}
