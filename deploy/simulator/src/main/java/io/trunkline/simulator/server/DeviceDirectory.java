package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who has which devices: answers `usync`, and tells those who know an account when its devices
/// change.
final class DeviceDirectory {
  private static final Set<String> PROTOCOLS =
      Set.of("devices", "lid", "contact", "status", "picture", "business", "disappearing_mode");

  private final Accounts accounts;
  private final Clock clock;
  private final StanzaIds ids;

  DeviceDirectory(Accounts accounts, Clock clock, StanzaIds ids) {
    this.accounts = accounts;
    this.clock = clock;
    this.ids = ids;
  }

  Node answer(Node query) {
    Optional<Node> usync = query.child("usync");
    if (usync.isEmpty() || usync.get().child("query").isEmpty()) {
      return Answers.error(query, 400, "bad-request");
    }
    List<Node> asked = usync.get().requireChild("query").children();
    List<Node> outcomes = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    boolean byLid = false;
    for (Node protocol : asked) {
      Node.Builder outcome = Node.of(protocol.tag());
      if (PROTOCOLS.contains(protocol.tag())) {
        protocols.add(protocol.tag());
      } else {
        outcome.child(
            Node.of("error").with("code", "501").with("text", "feature-not-implemented").build());
      }
      byLid |= protocol.find("addressing_mode").filter("lid"::equals).isPresent();
      outcomes.add(outcome.build());
    }
    List<Node> users = new ArrayList<>();
    for (Node user :
        usync.get().child("list").map(list -> list.children("user")).orElse(List.of())) {
      user(user, protocols, byLid).ifPresent(users::add);
    }
    Node.Builder answer = Node.of("usync");
    for (String name : List.of("sid", "mode", "last", "index", "context")) {
      answer.withIfPresent(name, usync.get().find(name));
    }
    return Answers.result(
        query,
        answer
            .child(Node.of("result").children(outcomes).build())
            .child(Node.of("list").children(users).build())
            .build());
  }

  /// Tells the own linked devices and everybody who knows the account.
  ///
  /// @param change `add` or `remove`
  void announce(String change, Device device, Transaction transaction) {
    Account account = device.account();
    account.devices().stream()
        .filter(own -> own != device)
        .forEach(own -> transaction.deliver(own, ownDevices(account)));
    for (String number : account.acquaintances()) {
      accounts
          .byNumber(number)
          .ifPresent(
              other ->
                  other
                      .devices()
                      .forEach(peer -> transaction.deliver(peer, changed(change, device))));
    }
  }

  private Optional<Node> user(Node asked, List<String> protocols, boolean byLid) {
    Optional<String> contact =
        asked.child("contact").map(node -> new String(node.bytes(), StandardCharsets.UTF_8));
    Optional<Jid> jid = asked.findJid("jid");
    Optional<Account> account =
        jid.isPresent()
            ? accounts.account(jid.get())
            : contact.flatMap(text -> accounts.byNumber(digits(text)));
    if (account.isEmpty()) {
      return contact.map(
          text ->
              Node.of("user")
                  .with("jid", Jid.user(digits(text), JidServer.USER))
                  .child(contact("out", Optional.of(text)))
                  .build());
    }
    Account found = account.get();
    Jid name = jid.map(Jid::toUserJid).orElse(byLid ? found.lid() : found.pn());
    Node.Builder user = Node.of("user").with("jid", name);
    if (name.isLid()) {
      user.with("pn_jid", found.pn());
    }
    protocols.stream()
        // Who asks by LID is not told it again; Baileys would take it for a mapping.
        .filter(protocol -> !(protocol.equals("lid") && name.isLid()))
        .forEach(protocol -> user.child(answer(protocol, found, contact)));
    return Optional.of(user.build());
  }

  private Node answer(String protocol, Account account, Optional<String> contact) {
    return switch (protocol) {
      case "devices" -> devices(account);
      case "lid" -> Node.of("lid").with("val", account.lid()).build();
      case "contact" -> contact("in", contact);
      case "status" -> ProfileDesk.about(account);
      case "disappearing_mode" -> PrivacyDesk.disappearing(account);
      case "picture" -> Node.of("picture").with("id", account.settings().pictureId()).build();
      default -> Node.of(protocol).build();
    };
  }

  private static Node contact(String type, Optional<String> text) {
    Node.Builder contact = Node.of("contact").with("type", type);
    text.ifPresent(asked -> contact.bytes(asked.getBytes(StandardCharsets.UTF_8)));
    return contact.build();
  }

  private static Node devices(Account account) {
    List<Node> devices = new ArrayList<>();
    for (Device device : account.devices()) {
      Node.Builder node = Node.of("device").with("id", device.number());
      if (!device.isPhone()) {
        node.with("key-index", device.keyIndex());
      }
      devices.add(node.build());
    }
    return Node.of("devices")
        .child(Node.of("device-list").children(devices).build())
        .child(keyIndexList(account))
        .build();
  }

  private static Node keyIndexList(Account account) {
    Node.Builder list =
        Node.of("key-index-list").with("ts", Long.toString(account.keyIndexTimestamp()));
    if (account.keyIndexList().length > 0) {
      list.bytes(account.keyIndexList());
    }
    return list.build();
  }

  private Node changed(String change, Device device) {
    Account account = device.account();
    Node.Builder changed =
        Node.of("device")
            .with("jid", device.jid(JidServer.USER))
            .with("lid", device.jid(JidServer.LID));
    if (change.equals("add")) {
      changed.with("key-index", device.keyIndex());
    }
    return notification(account, "devices")
        .with("lid", account.lid())
        .child(
            Node.of(change)
                .with("device_hash", Phash.v2(account.deviceJids(JidServer.USER)))
                .with("device_lid_hash", Phash.v2(account.deviceJids(JidServer.LID)))
                .child(changed.build())
                .child(keyIndexList(account))
                .build())
        .build();
  }

  private Node ownDevices(Account account) {
    List<Node> devices = new ArrayList<>();
    for (Device device : account.devices()) {
      Node.Builder node = Node.of("device").with("jid", device.jid(JidServer.USER));
      if (!device.isPhone()) {
        node.with("key-index", device.keyIndex());
      }
      devices.add(node.build());
    }
    return notification(account, "account_sync")
        .child(
            Node.of("devices")
                .with("dhash", Phash.v2(account.deviceJids(JidServer.USER)))
                .children(devices)
                .child(keyIndexList(account))
                .build())
        .build();
  }

  private Node.Builder notification(Account account, String type) {
    return Node.of("notification")
        .with("from", account.pn())
        .with("type", type)
        .with("id", ids.next())
        .with("t", clock.instant().getEpochSecond());
  }

  /// `+<digits>`, or `<digits>@c.us`.
  private static String digits(String contact) {
    int at = contact.indexOf('@');
    return (at < 0 ? contact : contact.substring(0, at)).replaceAll("[^0-9]", "");
  }
}
