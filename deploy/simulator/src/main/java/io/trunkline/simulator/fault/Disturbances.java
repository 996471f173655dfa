package io.trunkline.simulator.fault;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Link;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.function.Consumer;

/// Carries out the faults that happen by themselves, on the connections that are there.
public final class Disturbances {
  private final Accounts accounts;
  private final Faults faults;

  public Disturbances(Accounts accounts, Faults faults) {
    this.accounts = accounts;
    this.faults = faults;
  }

  /// Switches a fault on and, where its kind happens by itself, makes it happen now.
  public void start(Fault fault) {
    switch (fault.kind()) {
      case DISCONNECT -> {
        faults.add(fault);
        repeat(fault, Link::cut);
      }
      case STREAM_ERROR -> {
        faults.add(fault);
        repeat(fault, link -> link.close(streamError(fault.code())));
      }
      case DELAY,
          DROP,
          DUPLICATE,
          REORDER,
          HALF_OPEN,
          LOGIN_FAILURE,
          CORRUPT_CIPHERTEXT,
          CORRUPT_FRAME,
          ACK_LOSS,
          MESSAGE_REFUSED,
          PREKEYS_EXHAUSTED,
          MEDIA_404,
          MEDIA_SLOW,
          CLOCK_SKEW ->
          faults.add(fault);
    }
  }

  private void repeat(Fault fault, Consumer<Link> effect) {
    hit(fault, effect);
    if (fault.everySeconds() == 0) {
      faults.remove(fault.id());
      return;
    }
    Thread.ofVirtual()
        .name(fault.id())
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(Duration.ofSeconds(fault.everySeconds()));
                  if (!faults.isOn(fault)) {
                    return;
                  }
                  hit(fault, effect);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void hit(Fault fault, Consumer<Link> effect) {
    accounts.all().stream()
        .flatMap(account -> account.devices().stream())
        .filter(device -> !device.isPhone() && Faults.concerns(fault, device))
        .map(Device::queue)
        .forEach(queue -> queue.link().ifPresent(effect));
  }

  /// 409 and 440 are how libraries number `conflict`, which travels without a number.
  private static Node streamError(int code) {
    return switch (code) {
      case 409, 440 ->
          Node.of("stream:error")
              .child(Node.of("conflict").with("type", "replaced").build())
              .build();
      case 401 ->
          Node.of("stream:error")
              .with("code", code)
              .child(Node.of("conflict").with("type", "device_removed").build())
              .build();
      default -> Node.of("stream:error").with("code", code).build();
    };
  }
}
