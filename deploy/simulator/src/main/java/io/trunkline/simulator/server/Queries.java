package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.Optional;

/// Answers the queries (`iq`) of a linked device, one method a subject. What is not known here is
/// answered by an error, as WhatsApp does.
final class Queries {
  private static final String PROPS_HASH = "trunkline-simulator";

  private final Accounts accounts;
  private final KeyDesk keys;
  private final DeviceDirectory directory;
  private final Unlinking unlinking;
  private final AppStateDesk appState;
  private final MediaDesk media;
  private final GroupQueries groups;
  private final NewsletterQueries newsletters;
  private final ProfileDesk profiles;
  private final PrivacyDesk privacy;
  private final OrderDesk orders;

  Queries(
      Accounts accounts,
      KeyDesk keys,
      DeviceDirectory directory,
      Unlinking unlinking,
      AppStateDesk appState,
      MediaDesk media,
      GroupQueries groups,
      NewsletterQueries newsletters,
      ProfileDesk profiles,
      PrivacyDesk privacy,
      OrderDesk orders) {
    this.accounts = accounts;
    this.keys = keys;
    this.directory = directory;
    this.unlinking = unlinking;
    this.appState = appState;
    this.media = media;
    this.groups = groups;
    this.newsletters = newsletters;
    this.profiles = profiles;
    this.privacy = privacy;
    this.orders = orders;
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
      case "privacy" -> privacy.privacy(device, query);
      case "blocklist" -> privacy.blockList(device, query);
      case "disappearing_mode" -> privacy.disappearing(device, query);
      case "status" -> isSet ? setAbout(device, query) : privacy.status(device, query);
      case "w:profile:picture" ->
          query.findJid("target").filter(Jid::isGroup).isPresent()
              ? groups.picture(device.account(), query, profiles.pictureHost())
              : profiles.picture(device, query);
      case "fb:thrift_iq" -> orders.answer(query);
      case "w:biz" -> profiles.business(query);
      case "w:sync:app:state" -> appState.answer(device, query);
      case "w:m" -> media.answer(device, query);
      case "w:mex" -> newsletters.mex(device.account(), query);
      case "newsletter" -> newsletters.answer(device, query);
      case "w:g2" -> groups.answer(device.account(), query);
      default -> Answers.error(query, 501, "feature-not-implemented");
    };
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

  private Node setAbout(Device device, Node query) {
    profiles.setAbout(
        device.account(), Optional.of(device), query.child("status").map(Node::text).orElse(""));
    return Answers.result(query);
  }
}
