package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.stanza.Node;

/// Takes a linked device away from its account: the device is told and cut off, a later login of it
/// fails, and those who know the account learn of it.
final class Unlinking {
  private final Accounts accounts;
  private final DeviceDirectory directory;
  private final KeyIndexes keyIndexes;

  Unlinking(Accounts accounts, DeviceDirectory directory, KeyIndexes keyIndexes) {
    this.accounts = accounts;
    this.directory = directory;
    this.keyIndexes = keyIndexes;
  }

  void unlink(Device device) {
    Transaction transaction = accounts.transaction();
    accounts.unlink(device, transaction);
    keyIndexes.publish(device.account(), transaction);
    directory.announce("remove", device, transaction);
    transaction.commit();
    device.queue().link().ifPresent(link -> link.close(removed()));
  }

  /// What a device hears whose phone has removed it.
  static Node removed() {
    return Node.of("stream:error")
        .with("code", "401")
        .child(Node.of("conflict").with("type", "device_removed").build())
        .build();
  }
}
