package io.trunkline.simulator.fault;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Device;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// The faults that are on.
public final class Faults {
  private final ConcurrentSkipListMap<String, Fault> faults = new ConcurrentSkipListMap<>();
  private final AtomicLong nextId = new AtomicLong(1);

  /// A fresh id for a fault.
  public String nextId() {
    return "fault-" + nextId.getAndIncrement();
  }

  /// Switches a fault on.
  public void add(Fault fault) {
    faults.put(fault.id(), fault);
  }

  /// Switches a fault off.
  ///
  /// @return whether it was on
  public boolean remove(String id) {
    return faults.remove(id) != null;
  }

  /// Switches all faults off.
  public void clear() {
    faults.clear();
  }

  public Collection<Fault> all() {
    return List.copyOf(faults.values());
  }

  /// Whether a fault is still on.
  public boolean isOn(Fault fault) {
    return faults.get(fault.id()) == fault;
  }

  /// The fault of this kind that hits the device now, if its dice say so; uses it once.
  public Optional<Fault> strike(FaultKind kind, Device device) {
    if (faults.isEmpty()) {
      return Optional.empty();
    }
    return faults.values().stream()
        .filter(fault -> fault.kind() == kind && concerns(fault, device))
        .filter(fault -> ThreadLocalRandom.current().nextDouble() < fault.probability())
        .filter(Fault::use)
        .findFirst();
  }

  /// The fault of this kind that is on for every device, for connections that are nobody's yet.
  public Optional<Fault> strikeUnknown(FaultKind kind) {
    return strikeOf(kind, "");
  }

  /// The fault of this kind that hits what an account has left behind, whichever device it was.
  public Optional<Fault> strikeOf(FaultKind kind, String number) {
    return faults.values().stream()
        .filter(fault -> fault.kind() == kind)
        .filter(fault -> fault.target().equals(Fault.EVERYBODY) || fault.target().equals(number))
        .filter(fault -> ThreadLocalRandom.current().nextDouble() < fault.probability())
        .filter(Fault::use)
        .findFirst();
  }

  /// Whether a fault is meant for this device.
  public static boolean concerns(Fault fault, Device device) {
    String target = fault.target();
    if (target.equals(Fault.EVERYBODY)) {
      return true;
    }
    Account account = device.account();
    if (target.equals(account.number())) {
      return !device.isPhone() || account.linkedDevices().isEmpty();
    }
    return target.equals(device.name()) || target.equals(device.jid(JidServer.LID).toString());
  }
}
