package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.store.DeviceList;
import io.trunkline.whatsapp.client.store.DeviceList.Device;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Which devices a user has: asked for by usync, kept in memory and in the store, refreshed by
/// `devices` notifications, by a differing phash in an ack, and by age.
final class DeviceLists {

  private static final int HOSTED_DEVICE = 99;
  private static final int MAX_IN_MEMORY = 512;

  /// What a lookup of a phone number found.
  private enum Contact {
    IN,
    OUT,
    UNKNOWN
  }

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Addresses addresses;
  private final Map<Jid, DeviceList> lists = new HashMap<>(4);
  private final Map<Jid, CompletableFuture<DeviceList>> underWay = new HashMap<>(4);
  // Lists that the store may still hold but must not be used: they are being dropped.
  private final Set<Jid> stale = new HashSet<>(4);

  DeviceLists(SessionCore core, Journal journal, Requests requests, Addresses addresses) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.addresses = addresses;
  }

  /// The canonical user JID of a recipient. A phone number whose LID is not known is looked up
  /// once; fails with [SendFailure.Code#NOT_ON_WHATSAPP] where WhatsApp says so.
  CompletableFuture<Jid> recipient(Jid user) {
    return addresses
        .resolve(user)
        .thenCompose(
            address -> {
              if (address.lid().isPresent() || !user.isPn()) {
                return CompletableFuture.completedFuture(address.canonical());
              }
              return lookUp(user);
            });
  }

  private CompletableFuture<Jid> lookUp(Jid pn) {
    // A list made before LIDs were known says that the number is on WhatsApp.
    DeviceList known = lists.get(pn);
    if (known != null && isFresh(known)) {
      return CompletableFuture.completedFuture(pn);
    }
    Node query =
        usync(
            "interactive",
            List.of(Node.of("contact").build(), Node.of("lid").build()),
            List.of(
                Node.of("user").child(Node.of("contact").text("+" + pn.user()).build()).build()));
    return requests
        .get("usync", List.of(query), core.nanoTime())
        .thenApply(answer -> lookedUp(pn, answer));
  }

  private Jid lookedUp(Jid pn, Node answer) {
    Contact contact = Contact.UNKNOWN;
    for (Node user : users(answer)) {
      Optional<Jid> jid = Addresses.jid(user, "jid");
      Addresses.jid(user, "pn_jid")
          .ifPresent(other -> jid.ifPresent(one -> addresses.learn(one, other)));
      user.child("lid")
          .flatMap(node -> Addresses.jid(node, "val"))
          .ifPresent(lid -> addresses.learn(pn, lid));
      jid.filter(Jid::isLid).ifPresent(lid -> addresses.learn(pn, lid));
      contact =
          user.child("contact")
              .flatMap(node -> node.find("type"))
              .map(type -> "in".equals(type) ? Contact.IN : Contact.OUT)
              .orElse(contact);
    }
    if (contact == Contact.OUT) {
      throw new SendFailure(
          SendFailure.Code.NOT_ON_WHATSAPP, "The recipient has no WhatsApp account");
    }
    return addresses.canonical(pn);
  }

  /// The devices of a user, the phone first.
  CompletableFuture<List<Jid>> devices(Jid user) {
    return list(user).thenApply(DeviceLists::jids);
  }

  /// The devices of many users, asked for together. A user of whom the server tells nothing has
  /// none.
  CompletableFuture<List<Jid>> devicesOfAll(Collection<Jid> users) {
    Map<Jid, DeviceList> found = LinkedHashMap.newLinkedHashMap(users.size());
    List<Jid> unread = new ArrayList<>();
    List<Jid> missing = new ArrayList<>();
    for (Jid user : users) {
      DeviceList known = lists.get(user);
      if (known != null && isFresh(known)) {
        found.put(user, known);
      } else if (known != null || stale.contains(user)) {
        missing.add(user);
      } else {
        unread.add(user);
      }
    }
    return stored(unread)
        .thenCompose(
            stored -> {
              for (Jid user : unread) {
                DeviceList list = stored.get(user);
                if (list != null && isFresh(list) && !stale.contains(user)) {
                  lists.putIfAbsent(user, list);
                  found.put(user, list);
                } else {
                  missing.add(user);
                }
              }
              return fetchAll(missing);
            })
        .thenApply(
            fetched -> {
              found.putAll(fetched);
              return found.values().stream().flatMap(list -> jids(list).stream()).toList();
            });
  }

  private CompletableFuture<Map<Jid, DeviceList>> stored(Collection<Jid> users) {
    return users.isEmpty()
        ? CompletableFuture.completedFuture(Map.of())
        : core.read(core.store().deviceLists(users));
  }

  private CompletableFuture<Map<Jid, DeviceList>> fetchAll(List<Jid> users) {
    if (users.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return requests
        .get("usync", List.of(deviceQuery(users)), core.nanoTime())
        .thenApply(
            answer -> {
              Map<Jid, DeviceList> fetched = read(answer);
              if (fetched.isEmpty()) {
                throw failure(answer);
              }
              return fetched;
            });
  }

  private CompletableFuture<DeviceList> list(Jid user) {
    DeviceList known = lists.get(user);
    if (known != null && isFresh(known)) {
      return CompletableFuture.completedFuture(known);
    }
    var asked = underWay.get(user);
    if (asked != null) {
      return asked;
    }
    CompletableFuture<Optional<DeviceList>> stored =
        known != null || stale.contains(user)
            ? CompletableFuture.completedFuture(Optional.empty())
            : stored(List.of(user)).thenApply(found -> Optional.ofNullable(found.get(user)));
    var result =
        stored.thenCompose(
            found -> {
              if (found.filter(this::isFresh).isPresent() && !stale.contains(user)) {
                lists.putIfAbsent(user, found.get());
                return CompletableFuture.completedFuture(found.get());
              }
              return fetch(user);
            });
    if (!result.isDone()) {
      underWay.put(user, result);
      var unused = result.whenComplete((list, failure) -> underWay.remove(user, result));
    }
    return result;
  }

  private CompletableFuture<DeviceList> fetch(Jid user) {
    return requests
        .get("usync", List.of(deviceQuery(List.of(user))), core.nanoTime())
        .thenApply(
            answer -> {
              DeviceList list = read(answer).get(user);
              if (list == null) {
                throw failure(answer);
              }
              return list;
            });
  }

  private Node deviceQuery(List<Jid> users) {
    return usync(
        "message",
        List.of(Node.of("devices").with("version", "2").build(), Node.of("lid").build()),
        users.stream().map(user -> Node.of("user").with("jid", user).build()).toList());
  }

  /// Takes over every list of an answer.
  private Map<Jid, DeviceList> read(Node answer) {
    Map<Jid, DeviceList> fetched = new LinkedHashMap<>();
    for (Node node : users(answer)) {
      Optional<Jid> jid = Addresses.jid(node, "jid").map(Jid::toUserJid);
      node.child("lid")
          .flatMap(lid -> Addresses.jid(lid, "val"))
          .ifPresent(lid -> jid.ifPresent(one -> addresses.learn(one, lid)));
      Optional<Node> devices = node.child("devices").flatMap(d -> d.child("device-list"));
      if (jid.isPresent() && devices.isPresent()) {
        var list = new DeviceList(jid.get(), devicesIn(devices.get()), core.now());
        put(list);
        fetched.put(list.user(), list);
      }
    }
    return fetched;
  }

  private static SendFailure failure(Node answer) {
    Optional<Node> error =
        answer
            .child("usync")
            .flatMap(usync -> usync.child("result"))
            .flatMap(result -> result.child("devices"))
            .flatMap(devices -> devices.child("error"));
    OptionalLong code = error.map(node -> node.findNumber("code")).orElse(OptionalLong.empty());
    if (error.isPresent()) {
      return new IqFailure((int) code.orElse(500), "usync").asSendFailure();
    }
    return new SendFailure(
        SendFailure.Code.NOT_ON_WHATSAPP, "The recipient has no WhatsApp devices");
  }

  private static List<Device> devicesIn(Node deviceList) {
    var devices = new ArrayList<Device>();
    devices.add(new Device(0, OptionalInt.empty(), false));
    for (Node node : deviceList.children("device")) {
      int id = (int) node.number("id");
      OptionalLong keyIndex = node.findNumber("key-index");
      // The server refuses companions without a key index.
      if (id > 0 && keyIndex.isPresent()) {
        devices.add(
            new Device(
                id,
                OptionalInt.of((int) keyIndex.getAsLong()),
                id == HOSTED_DEVICE || node.has("is_hosted", "true")));
      }
    }
    devices.sort(Comparator.comparingInt(Device::id));
    return devices;
  }

  private void put(DeviceList list) {
    lists.put(list.user(), list);
    stale.remove(list.user());
    journal.change().deviceList(list);
  }

  /// The list may be wrong: the next use asks the server.
  void invalidate(Jid user) {
    lists.remove(user);
    stale.add(user);
    journal.change().removeDeviceList(user);
  }

  /// A `devices` notification: `add`, `remove` or `update` under the user's name.
  ///
  /// @return devices that are gone
  List<Jid> notified(Node notification) {
    Optional<Jid> from = Addresses.jid(notification, "from").map(Jid::toUserJid);
    Optional<Jid> lid = Addresses.jid(notification, "lid").map(Jid::toUserJid);
    if (from.isEmpty()) {
      return List.of();
    }
    var gone = new ArrayList<Jid>();
    for (Node action : notification.children()) {
      boolean isAdd = action.is("add");
      boolean isRemove = action.is("remove");
      if (isAdd || isRemove) {
        change(from.get(), action, isAdd, "jid", "device_hash", gone);
        lid.ifPresent(user -> change(user, action, isAdd, "lid", "device_lid_hash", gone));
      } else if (action.is("update")) {
        invalidate(from.get());
        lid.ifPresent(this::invalidate);
      }
    }
    return gone;
  }

  private void change(
      Jid user, Node action, boolean isAdd, String name, String hashName, List<Jid> gone) {
    var changed = new LinkedHashMap<Integer, Device>();
    DeviceList known = lists.get(user);
    if (known != null) {
      known.devices().forEach(device -> changed.put(device.id(), device));
    }
    for (Node node : action.children("device")) {
      Optional<Jid> jid = Addresses.jid(node, name).or(() -> Addresses.jid(node, "jid"));
      if (jid.isEmpty()) {
        continue;
      }
      int id = jid.get().device();
      if (isAdd) {
        OptionalLong keyIndex = node.findNumber("key-index");
        changed.put(
            id,
            new Device(
                id,
                keyIndex.isPresent()
                    ? OptionalInt.of((int) keyIndex.getAsLong())
                    : OptionalInt.empty(),
                id == HOSTED_DEVICE));
      } else {
        changed.remove(id);
        gone.add(user.withDevice(id));
      }
    }
    var list =
        new DeviceList(
            user,
            changed.values().stream().sorted(Comparator.comparingInt(Device::id)).toList(),
            core.now());
    Optional<String> hash = action.find(hashName);
    if (known == null || hash.isEmpty() || !Phash.v2(jids(list)).equals(hash.get())) {
      invalidate(user);
    } else {
      put(list);
    }
  }

  private boolean isFresh(DeviceList list) {
    return list.fetchedAt().plus(core.settings().deviceListLifetime()).isAfter(core.now());
  }

  /// Drops what can be read again.
  void trim() {
    if (lists.size() > MAX_IN_MEMORY && journal.isSettled()) {
      lists.clear();
      stale.clear();
    }
  }

  void clear() {
    lists.clear();
    stale.clear();
    underWay.clear();
  }

  static List<Jid> jids(DeviceList list) {
    Jid user = list.user();
    return list.devices().stream()
        .map(device -> device.hosted() ? hosted(user, device.id()) : user.withDevice(device.id()))
        .toList();
  }

  private static Jid hosted(Jid user, int device) {
    return Jid.device(user.user(), device, user.isLid() ? JidServer.HOSTED_LID : JidServer.HOSTED);
  }

  private static Collection<Node> users(Node answer) {
    return answer
        .child("usync")
        .flatMap(usync -> usync.child("list"))
        .map(list -> list.children("user"))
        .orElse(List.of());
  }

  private Node usync(String context, List<Node> protocols, List<Node> users) {
    return Node.of("usync")
        .with("sid", requests.nextId())
        .with("mode", "query")
        .with("last", "true")
        .with("index", "0")
        .with("context", context)
        .child(Node.of("query").children(protocols).build())
        .child(Node.of("list").children(users).build())
        .build();
  }
}
