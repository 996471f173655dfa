package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.signal.PreKeyPublic;
import java.util.List;
import java.util.Optional;

/// Where the one-time prekeys of a device come from. An implementation hands out each key once,
/// across restarts too: what it hands out is in the transaction of its caller.
public interface OneTimeKeys {

  /// Takes the next key, or none when there is none left.
  Optional<PreKeyPublic> take(Transaction transaction);

  /// How many are left.
  int count();

  /// Those that are left, in the order in which they will be handed out.
  List<PreKeyPublic> remaining();
}
