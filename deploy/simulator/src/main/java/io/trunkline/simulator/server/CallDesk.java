package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Calls that ring: offered to all devices of an account, ended by either side. Nobody speaks.
public final class CallDesk {
  private final Accounts accounts;
  private final Clock clock;
  private final Randomness randomness;
  private final StanzaIds ids;
  private final Map<String, Call> calls = new ConcurrentHashMap<>();

  /// @param state `ringing`, `rejected` or `ended`
  public record Call(String callId, String from, String to, boolean video, String state) {}

  CallDesk(Accounts accounts, Clock clock, Randomness randomness, StanzaIds ids) {
    this.accounts = accounts;
    this.clock = clock;
    this.randomness = randomness;
    this.ids = ids;
  }

  /// Lets the devices of an account ring.
  public Call offer(Account from, Account to, boolean video) {
    String id = HexFormat.of().withUpperCase().formatHex(randomness.bytes(16));
    Call call = new Call(id, from.number(), to.number(), video, "ringing");
    calls.put(id, call);
    Node.Builder offer =
        step("offer", call, from).with("caller_pn", from.pn()).child(Node.of("audio").build());
    if (video) {
      offer.child(Node.of("video").build());
    }
    ring(to, from, offer.build(), Optional.empty());
    return call;
  }

  /// The caller hangs up.
  public void end(Call call) {
    finish(call, "ended");
    Account from = accounts.byNumber(call.from()).orElseThrow();
    Account to = accounts.byNumber(call.to()).orElseThrow();
    ring(
        to,
        from,
        step("terminate", call, from).with("reason", "timeout").build(),
        Optional.empty());
  }

  public Optional<Call> find(String callId) {
    return Optional.ofNullable(calls.get(callId));
  }

  /// The calls from or to an account.
  public Collection<Call> of(Account account) {
    return calls.values().stream()
        .filter(call -> call.from().equals(account.number()) || call.to().equals(account.number()))
        .toList();
  }

  /// A `call` stanza of a device: a refusal ends the call for everybody.
  void receive(Device device, Node stanza) {
    Optional<Node> reject = stanza.child("reject");
    Optional<Call> call =
        reject
            .flatMap(node -> node.find("call-id"))
            .flatMap(this::find)
            .filter(found -> found.to().equals(device.account().number()))
            .filter(found -> found.state().equals("ringing"));
    if (call.isPresent()) {
      finish(call.get(), "rejected");
      Account from = accounts.byNumber(call.get().from()).orElseThrow();
      Account to = device.account();
      ring(from, to, step("reject", call.get(), from).build(), Optional.empty());
      Node over = step("terminate", call.get(), from).with("reason", "rejected_elsewhere").build();
      ring(to, from, over, Optional.of(device));
    }
  }

  private void finish(Call call, String state) {
    calls.put(call.callId(), new Call(call.callId(), call.from(), call.to(), call.video(), state));
  }

  private static Node.Builder step(String tag, Call call, Account caller) {
    return Node.of(tag).with("call-id", call.callId()).with("call-creator", caller.lid());
  }

  private void ring(Account account, Account from, Node step, Optional<Device> without) {
    Transaction transaction = accounts.transaction();
    List<Device> devices =
        account.linkedDevices().stream()
            .filter(device -> without.filter(device::equals).isEmpty())
            .toList();
    for (Device device : devices) {
      transaction.deliver(
          device,
          Node.of("call")
              .with("from", from.lid())
              .with("id", ids.next())
              .with("t", clock.instant().getEpochSecond())
              .with("platform", "android")
              .with("version", "2.26.1")
              .with("notify", from.name())
              .child(step)
              .build());
    }
    transaction.commit();
  }

  /// The server's answer to any stanza of a call.
  static Node ack(Node stanza) {
    Node.Builder ack = Node.of("ack").with("class", "call").with("id", stanza.attr("id"));
    stanza.findJid("to").map(Jid::toUserJid).ifPresent(to -> ack.with("from", to));
    return ack.build();
  }

  void clear() {
    calls.clear();
  }
}
