package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Answers the queries (`iq`) of a linked device, one method a subject. What is not known here is
/// answered by an error, as WhatsApp does.
final class Queries {
  private static final String PROPS_HASH = "trunkline-simulator";

  private final Accounts accounts;
  private final KeyDesk keys;
  private final DeviceDirectory directory;
  private final Unlinking unlinking;
  private final MediaDesk media;

  /// Blocked users of each account, as text; lost at a restart.
  private final Map<Account, Set<String>> blocked = new ConcurrentHashMap<>();

  Queries(
      Accounts accounts,
      KeyDesk keys,
      DeviceDirectory directory,
      Unlinking unlinking,
      MediaDesk media) {
    this.accounts = accounts;
    this.keys = keys;
    this.directory = directory;
    this.unlinking = unlinking;
    this.media = media;
  }

  /// Answers a query of type get or set.
  void answer(Device device, Node query) {
    String namespace = query.find("xmlns").orElse("");
    if (namespace.equals("md") && query.child("remove-companion-device").isPresent()) {
      removeCompanion(device, query);
      return;
    }
    device.queue().sendNow(answer(device, query, namespace));
    if (namespace.equals("passive") && query.child("active").isPresent()) {
      device.queue().flow();
    }
  }

  private Node answer(Device device, Node query, String namespace) {
    boolean isSet = query.has("type", "set");
    return switch (namespace) {
      case "encrypt" -> keys.answer(device, query);
      case "usync" -> directory.answer(query);
      case "passive", "w:p", "urn:xmpp:ping", "urn:xmpp:whatsapp:dirty", "tos", "w:stats" ->
          Answers.result(query);
      case "abt", "w" -> Answers.result(query, props());
      case "privacy" -> isSet ? Answers.result(query) : Answers.result(query, privacy());
      case "blocklist" -> Answers.result(query, blocklist(device.account(), query));
      case "disappearing_mode" -> Answers.result(query);
      case "status" -> isSet ? setAbout(device.account(), query) : statusPrivacy(query);
      case "w:profile:picture" ->
          isSet
              ? Answers.error(query, 501, "feature-not-implemented")
              : Answers.error(query, 404, "item-not-found");
      case "w:m" -> media.answer(device, query);
      case "w:sync:app:state" -> Answers.result(query, appState(query));
      case "w:g2" ->
          query.child("participating").isPresent()
              ? Answers.result(query, Node.of("groups").build())
              : Answers.error(query, 404, "item-not-found");
      default -> Answers.error(query, 501, "feature-not-implemented");
    };
  }

  void clear() {
    blocked.clear();
  }

  private void removeCompanion(Device device, Node query) {
    Optional<Device> named =
        query
            .requireChild("remove-companion-device")
            .findJid("jid")
            .flatMap(accounts::device)
            .filter(other -> other.account() == device.account() && !other.isPhone());
    if (named.isEmpty()) {
      device.queue().sendNow(Answers.error(query, 404, "item-not-found"));
      return;
    }
    device.queue().sendNow(Answers.result(query));
    unlinking.unlink(named.get());
  }

  private Node props() {
    return Node.of("props")
        .with("protocol", "1")
        .with("ab_key", PROPS_HASH)
        .with("hash", PROPS_HASH)
        .with("refresh", "86400")
        .with("refresh_id", "1")
        .with("delta_update", "false")
        .build();
  }

  private static Node privacy() {
    return Node.of("privacy")
        .children(
            Stream.of("last", "profile", "status", "readreceipts", "groupadd", "online", "calladd")
                .map(name -> Node.of("category").with("name", name).with("value", "all").build())
                .toList())
        .build();
  }

  private Node blocklist(Account account, Node query) {
    Set<String> list = blocked.computeIfAbsent(account, _ -> ConcurrentHashMap.newKeySet());
    query
        .child("item")
        .ifPresent(
            item ->
                item.find("jid")
                    .ifPresent(
                        jid -> {
                          if (item.has("action", "block")) {
                            list.add(jid);
                          } else {
                            list.remove(jid);
                          }
                        }));
    return Node.of("list")
        .with("dhash", Integer.toHexString(list.hashCode()))
        .children(
            list.stream().sorted().map(jid -> Node.of("item").with("jid", jid).build()).toList())
        .build();
  }

  private Node setAbout(Account account, Node query) {
    var transaction = accounts.transaction();
    account.describe(account.name(), query.child("status").map(Node::text).orElse(""), transaction);
    transaction.commit();
    return Answers.result(query);
  }

  private static Node statusPrivacy(Node query) {
    return Answers.result(
        query,
        Node.of("privacy")
            .child(Node.of("list").with("type", "contacts").with("default", "true").build())
            .build());
  }

  /// No collection has a patch: every device is up to date at version 0.
  private static Node appState(Node query) {
    List<Node> collections =
        query.child("sync").map(sync -> sync.children("collection")).orElse(List.of()).stream()
            .map(
                collection ->
                    Node.of("collection")
                        .withIfPresent("name", collection.find("name"))
                        .with("type", "result")
                        .with("version", "0")
                        .build())
            .toList();
    return Node.of("sync").children(collections).build();
  }
}
