package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.fault.FaultKind;
import io.trunkline.simulator.fault.Faults;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the faults make of a stanza on its way to a device.
public final class DeliveryFaults {
  private final Faults faults;

  public DeliveryFaults(Faults faults) {
    this.faults = faults;
  }

  /// The stanzas that really leave: none, one, or two.
  public List<Node> apply(Device device, Node stanza) {
    boolean message = stanza.is("message");
    if (!message && !stanza.is("receipt")) {
      return List.of(stanza);
    }
    if (faults.strike(FaultKind.DROP, device).isPresent()) {
      return List.of();
    }
    if (!message) {
      return List.of(stanza);
    }
    Node leaving = stanza;
    if (!isResend(stanza) && faults.strike(FaultKind.CORRUPT_CIPHERTEXT, device).isPresent()) {
      leaving = corrupt(stanza);
    }
    return faults.strike(FaultKind.DUPLICATE, device).isPresent()
        ? List.of(leaving, leaving)
        : List.of(leaving);
  }

  private static boolean isResend(Node message) {
    return message.children("enc").stream().anyMatch(enc -> enc.find("count").isPresent());
  }

  /// Changes a byte in the middle of each ciphertext, which the MAC covers in both kinds of
  /// message.
  private static Node corrupt(Node message) {
    List<Node> children = new ArrayList<>();
    for (Node child : message.children()) {
      children.add(child.is("enc") ? flip(child) : child);
    }
    Node.Builder copy = Node.of(message.tag());
    message.attributes().forEach((name, value) -> copy.withIfPresent(name, Optional.of(value)));
    return copy.children(children).build();
  }

  private static Node flip(Node enc) {
    byte[] bytes = enc.bytes();
    bytes[bytes.length / 2] ^= 0x01;
    return enc.toBuilder().bytes(bytes).build();
  }
}
