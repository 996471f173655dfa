package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Settings.Business;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// Names, about texts, pictures and what businesses tell: asked for, changed, and told to those who
/// know the account.
public final class ProfileDesk {
  private final Accounts accounts;
  private final Bulletin bulletin;
  private final Clock clock;
  private final Supplier<URI> pictureHost;

  /// @param pictureHost where `/pictures/{number}` is served
  ProfileDesk(Accounts accounts, Bulletin bulletin, Clock clock, Supplier<URI> pictureHost) {
    this.accounts = accounts;
    this.bulletin = bulletin;
    this.clock = clock;
    this.pictureHost = pictureHost;
  }

  URI pictureHost() {
    return pictureHost.get();
  }

  /// A query about pictures.
  Node picture(Device device, Node query) {
    if (query.has("type", "set")) {
      if (query.find("target").isPresent()) {
        return Answers.error(query, 403, "forbidden");
      }
      byte[] jpeg = query.child("picture").map(Node::bytes).orElse(new byte[0]);
      String id = setPicture(device.account(), Optional.of(device), jpeg);
      return id.isEmpty()
          ? Answers.result(query)
          : Answers.result(query, Node.of("picture").with("id", id).build());
    }
    Optional<Account> owner = query.findJid("target").flatMap(accounts::account);
    if (owner.isEmpty() || owner.get().settings().pictureId().isEmpty()) {
      return Answers.error(query, 404, "item-not-found");
    }
    Account account = owner.get();
    if (account != device.account() && hides(account, "profile")) {
      return Answers.error(query, 401, "not-authorized");
    }
    Node asked = query.requireChild("picture");
    String id = account.settings().pictureId();
    if (asked.has("id", id)) {
      return Answers.result(query, Node.of("picture").with("status", "304").build());
    }
    String url = "%s/pictures/%s?id=%s".formatted(pictureHost.get(), account.number(), id);
    return Answers.result(
        query,
        Node.of("picture")
            .with("id", id)
            .with("type", asked.find("type").orElse("preview"))
            .with("url", url)
            .with("direct_path", "/pictures/" + account.number())
            .build());
  }

  static boolean hides(Account account, String setting) {
    return "none".equals(account.settings().privacy().get(setting));
  }

  /// Sets the picture, or removes it when there are no bytes.
  ///
  /// @return its id, empty when there is none now
  public String setPicture(Account account, Optional<Device> changer, byte[] jpeg) {
    String id =
        jpeg.length == 0
            ? ""
            : Long.toString(
                1_000_000_000L + (ByteBuffer.wrap(Sha256.hash(jpeg)).getInt() & Integer.MAX_VALUE));
    Transaction changes = accounts.transaction();
    account.change(settings -> settings.withPicture(id, jpeg), changes);
    Node.Builder change = Node.of(id.isEmpty() ? "delete" : "set").with("jid", account.lid());
    Node content = change.with("id", id).with("author", account.lid()).build();
    bulletin.own(account, changer, "picture", content, changes);
    bulletin.acquaintances(account, "picture", content, changes);
    changes.commit();
    return id;
  }

  /// Sets the text under the name.
  public void setAbout(Account account, Optional<Device> changer, String text) {
    Transaction changes = accounts.transaction();
    account.describe(account.name(), text, changes);
    account.change(settings -> settings.withAboutSetAt(clock.instant().getEpochSecond()), changes);
    bulletin.own(account, changer, "account_sync", text("status", text), changes);
    bulletin.acquaintances(account, "status", text("set", text), changes);
    changes.commit();
  }

  /// A presence that carries a name sets it.
  void named(Device device, Node presence) {
    Account account = device.account();
    Optional<String> name = presence.find("name").filter(text -> !text.equals(account.name()));
    if (name.isPresent() && presence.findJid("to").isEmpty()) {
      setName(account, name.get());
    }
  }

  public void setName(Account account, String name) {
    Transaction changes = accounts.transaction();
    account.describe(name, account.about(), changes);
    changes.commit();
  }

  /// What `usync` tells of the about text.
  static Node about(Account account) {
    if (hides(account, "status")) {
      return Node.of("status").with("code", "401").build();
    }
    return text("status", account.about()).toBuilder()
        .with("t", account.settings().aboutSetAt())
        .build();
  }

  /// What a business tells of itself; about who is none there is nothing but the name.
  Node business(Node query) {
    Node.Builder answer = Node.of("business_profile");
    query
        .child("business_profile")
        .flatMap(asked -> asked.child("profile"))
        .flatMap(asked -> asked.findJid("jid"))
        .ifPresent(
            jid ->
                answer.child(
                    business(
                        jid,
                        accounts
                            .account(jid)
                            .map(account -> account.settings().business())
                            .orElse(Business.NONE))));
    return Answers.result(query, answer.build());
  }

  private static Node business(Jid jid, Business business) {
    Node.Builder profile = Node.of("profile").with("jid", jid);
    if (!business.equals(Business.NONE)) {
      profile
          .child(text("address", business.address()))
          .child(text("description", business.description()))
          .child(text("email", business.email()))
          .children(business.websites().stream().map(site -> text("website", site)).toList())
          .child(
              Node.of("categories")
                  .child(text("category", business.category()).toBuilder().with("id", "1").build())
                  .build());
    }
    return profile.build();
  }

  /// Makes the account a business, or changes what it tells as one.
  public void setBusiness(Account account, Business profile) {
    Transaction changes = accounts.transaction();
    account.change(settings -> settings.withBusiness(profile), changes);
    changes.commit();
  }

  private static Node text(String tag, String text) {
    return Node.of(tag).bytes(text.getBytes(StandardCharsets.UTF_8)).build();
  }
}
