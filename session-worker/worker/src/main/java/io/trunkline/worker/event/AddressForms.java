package io.trunkline.worker.event;

import io.trunkline.proto.event.Address;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.protocol.jid.Jid;

/// A user's names as the contracts carry them; an empty text is a name that is not known.
public final class AddressForms {

  private AddressForms() {}

  public static Address of(UserAddress address) {
    return Address.newBuilder()
        .setPn(address.pn().map(Jid::toString).orElse(""))
        .setLid(address.lid().map(Jid::toString).orElse(""))
        .setOther(address.other().map(Jid::toString).orElse(""))
        .build();
  }
}
