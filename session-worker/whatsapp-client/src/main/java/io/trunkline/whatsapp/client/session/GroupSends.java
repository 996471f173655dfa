package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.store.GroupMembers;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// How a message reaches a group: encrypted once under the own sender key, which the devices that
/// lack it are told pairwise in the same stanza. A status goes the same way to the users that its
/// sender names or the account has chosen, all of whose devices are listed. Source: protocol
/// dossier, 08.3 and 08.4.
final class GroupSends {

  /// Who is to read a message.
  ///
  /// @param devices all devices of all members but this one, named as the group names members
  /// @param self this device, named so too
  record Audience(GroupMembers group, List<Jid> devices, Jid self) {

    String mode() {
      return group.isLid() ? "lid" : "pn";
    }

    /// Whether the server says that members are named in another way.
    boolean isAddressedOtherwise(Node ack) {
      return ack.find("addressing_mode").filter(mode -> !mode.equals(mode())).isPresent();
    }

    /// A message as it is written where messages disappear.
    OutgoingMessage inItsTime(OutgoingMessage message) {
      return message.disappearingAfter(group.expiration());
    }

    String phash() {
      var everybody = new LinkedHashSet<>(devices);
      everybody.add(self);
      return Phash.v2(everybody);
    }
  }

  /// @param uses the frame leaves when they may
  record Frame(Node stanza, List<Journal.KeyUse> uses) {}

  /// Devices to which a frame on its way tells a key.
  private record Told(SenderKeys.Own key, int keyId, List<SignalAddress> devices) {}

  private final SessionCore core;
  private final Addresses addresses;
  private final GroupDirectory directory;
  private final StatusAudience statusAudience;
  private final DeviceLists deviceLists;
  private final Bundles bundles;
  private final Ratchets ratchets;
  private final SenderKeys senderKeys;
  // By message id, until the ack.
  private final Map<String, Told> telling = new HashMap<>(4);

  GroupSends(
      SessionCore core,
      Addresses addresses,
      GroupDirectory directory,
      StatusAudience statusAudience,
      DeviceLists deviceLists,
      Bundles bundles,
      Ratchets ratchets,
      SenderKeys senderKeys) {
    this.core = core;
    this.addresses = addresses;
    this.directory = directory;
    this.statusAudience = statusAudience;
    this.deviceLists = deviceLists;
    this.bundles = bundles;
    this.ratchets = ratchets;
    this.senderKeys = senderKeys;
  }

  /// Finds out who is to read, begins a new key where somebody must not read on, and makes the
  /// sessions by which those who lack the key are told.
  CompletableFuture<Audience> prepare(OutgoingMessage message) {
    Jid group = message.to();
    return members(message)
        .thenCompose(
            members ->
                deviceLists
                    .devicesOfAll(users(members))
                    .thenApply(devices -> audience(members, devices)))
        .thenCompose(
            audience ->
                senderKeys
                    .own(group)
                    .thenCompose(
                        key -> {
                          key.renewFor(signalAddresses(audience.devices));
                          return bundles.ensure(lacking(key, audience));
                        })
                    .thenApply(ignored -> audience));
  }

  private CompletableFuture<GroupMembers> members(OutgoingMessage message) {
    if (message.to().isGroup()) {
      return directory.members(message.to());
    }
    return viewers(message)
        .thenApply(
            viewers ->
                new GroupMembers(
                    message.to(), true, List.copyOf(viewers), Duration.ZERO, core.now()));
  }

  /// Who may see a status, as they are reached.
  CompletableFuture<Set<Jid>> viewers(OutgoingMessage status) {
    return status.audience().isEmpty()
        ? statusAudience
            .chosen()
            .thenCompose(
                chosen ->
                    reached(chosen.users())
                        .thenCombine(
                            reached(chosen.exceptions()),
                            (users, exceptions) -> {
                              users.removeAll(exceptions);
                              return users;
                            }))
        : reached(status.audience());
  }

  private CompletableFuture<Set<Jid>> reached(List<Jid> users) {
    Set<Jid> reached = new LinkedHashSet<>();
    var all = CompletableFuture.<Void>completedFuture(null);
    for (Jid user : users) {
      all =
          all.thenCompose(ignored -> viewer(user))
              .thenAccept(found -> found.ifPresent(reached::add));
    }
    return all.thenApply(ignored -> reached);
  }

  /// One who is not on WhatsApp any more is left out.
  private CompletableFuture<Optional<Jid>> viewer(Jid user) {
    return deviceLists
        .recipient(user)
        .handle(
            (found, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(Optional.of(found));
              }
              SendFailure why = Sends.asSendFailure(failure);
              return why.code() == SendFailure.Code.NOT_ON_WHATSAPP
                  ? CompletableFuture.completedFuture(Optional.<Jid>empty())
                  : CompletableFuture.<Optional<Jid>>failedFuture(why);
            })
        .thenCompose(Function.identity());
  }

  private Set<Jid> users(GroupMembers members) {
    var users = new LinkedHashSet<>(members.members());
    users.add(self(members).toUserJid());
    return users;
  }

  private Jid self(GroupMembers members) {
    return members.isLid() ? addresses.ownDevice() : core.account().pn();
  }

  private Audience audience(GroupMembers members, List<Jid> devices) {
    Jid self = self(members);
    return new Audience(
        members,
        // Nobody encrypts to the Cloud API in a group.
        devices.stream().filter(device -> !device.isHosted() && !device.equals(self)).toList(),
        self);
  }

  private Set<SignalAddress> signalAddresses(List<Jid> devices) {
    Set<SignalAddress> all = LinkedHashSet.newLinkedHashSet(devices.size());
    devices.forEach(device -> all.add(signalAddress(device)));
    return all;
  }

  private SignalAddress signalAddress(Jid device) {
    return addresses.canonical(device).signalAddress();
  }

  private List<Jid> lacking(SenderKeys.Own key, Audience audience) {
    return audience.devices.stream()
        .filter(device -> !key.isHolder(signalAddress(device)))
        .toList();
  }

  /// Whether what was prepared is still in memory and still true.
  boolean isReady(Audience audience) {
    return senderKeys
        .loadedOwn(audience.group.group())
        .filter(key -> !key.isDueFor(signalAddresses(audience.devices)))
        .filter(key -> ratchets.areLoaded(lacking(key, audience)))
        .isPresent();
  }

  /// Encrypts for an audience that is ready.
  Frame encrypt(Audience audience, String id, Message message) {
    Jid group = audience.group.group();
    SenderKeys.Own key = senderKeys.loadedOwn(group).orElseThrow();
    var attributes = StanzaAttributes.of(message, group, addresses.ownDevice().toUserJid());
    // A key alone says nothing of the message that it comes with.
    Message keyOnly =
        Plaintexts.withSenderKey(Message.getDefaultInstance(), group, key.distribution());
    var fanout =
        new Sends.Fanout(
            core, ratchets, StanzaAttributes.of(keyOnly, group, addresses.ownDevice().toUserJid()));
    List<Jid> lacking =
        lacking(key, audience).stream()
            .filter(device -> ratchets.entry(device).session().isPresent())
            .toList();
    if (!lacking.isEmpty()) {
      // As it is before this message, so that this one can be read.
      fanout.add(lacking, keyOnly.toByteArray());
      tell(id, key, lacking);
    }
    var encrypted =
        key.encrypt(Padding.pad(message.toByteArray(), core.randomness()), fanout.uses());
    var stanza =
        Node.of("message")
            .with("id", id)
            .with("to", group)
            .with("type", attributes.type())
            .withIfPresent("edit", attributes.edit())
            .with("phash", audience.phash());
    List<Node> participants = new ArrayList<>(fanout.nodes());
    if (group.isGroup()) {
      stanza.with("addressing_mode", audience.mode());
    } else {
      // The server knows of the audience only from here.
      audience.devices.stream()
          .filter(device -> !lacking.contains(device))
          .forEach(device -> participants.add(Node.of("to").with("jid", device).build()));
    }
    if (!participants.isEmpty()) {
      stanza.child(Node.of("participants").children(participants).build());
    }
    stanza
        .child(
            Node.of("enc")
                .with("v", "2")
                .with("type", "skmsg")
                .withIfPresent("mediatype", attributes.mediaType())
                .withIfPresent(
                    "decrypt-fail",
                    attributes.hideDecryptFail() ? Optional.of("hide") : Optional.empty())
                .bytes(encrypted.bytes())
                .build())
        .childIfPresent(fanout.deviceIdentity())
        .children(attributes.children());
    return new Frame(stanza.build(), fanout.uses());
  }

  /// A frame under this id tells the devices the key.
  void tell(String id, SenderKeys.Own key, List<Jid> devices) {
    List<SignalAddress> told = new ArrayList<>(devices.size());
    for (Jid device : devices) {
      SignalAddress address = signalAddress(device);
      key.telling(address);
      told.add(address);
    }
    telling.put(id, new Told(key, key.keyId(), told));
  }

  /// An `ack` of class message: only now do the devices count as having the key.
  void acknowledged(Node ack) {
    Told told = ack.find("id").map(telling::remove).orElse(null);
    if (told != null && ack.find("error").isEmpty()) {
      told.key.told(told.keyId, told.devices);
    }
  }

  /// What is known of a group and its members' devices may be wrong.
  void invalidate(Audience audience) {
    directory.invalidate(audience.group.group());
    users(audience.group).forEach(deviceLists::invalidate);
  }

  void disconnected() {
    telling.clear();
  }
}
