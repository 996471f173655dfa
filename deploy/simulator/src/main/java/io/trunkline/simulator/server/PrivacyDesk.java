package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Settings;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.ContactTokens;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Who may see and reach whom: privacy settings, block lists, the default of disappearing messages,
/// and the tokens by which accounts let each other in.
public final class PrivacyDesk {
  private static final int TOKEN_BYTES = 16;
  private static final int SALT_BYTES = 32;

  private final Accounts accounts;
  private final Bulletin bulletin;
  private final Randomness randomness;

  /// Tokens by who gave them out and to whom; lost at a restart.
  private final Map<String, byte[]> tokens = new ConcurrentHashMap<>();

  /// What tokens for those who gave out none are made of, by number; lost at a restart.
  private final Map<String, byte[]> salts = new ConcurrentHashMap<>();

  private volatile boolean requiresTokens;

  PrivacyDesk(Accounts accounts, Bulletin bulletin, Randomness randomness) {
    this.accounts = accounts;
    this.bulletin = bulletin;
    this.randomness = randomness;
  }

  /// A query of the namespace privacy: settings, or tokens that are given out.
  Node privacy(Device device, Node query) {
    if (query.has("type", "get")) {
      return Answers.result(query, settings(device.account().settings().privacy()));
    }
    query
        .child("privacy")
        .ifPresent(
            asked ->
                asked
                    .children("category")
                    .forEach(
                        category ->
                            set(
                                device.account(),
                                Optional.of(device),
                                category.attr("name"),
                                category.attr("value"))));
    query
        .child("tokens")
        .ifPresent(
            given -> given.children("token").forEach(token -> giveToken(device.account(), token)));
    return Answers.result(query);
  }

  /// Changes one setting and tells the other devices of the account.
  public void set(Account account, Optional<Device> changer, String name, String value) {
    Transaction changes = accounts.transaction();
    account.change(settings -> settings.withPrivacy(name, value), changes);
    bulletin.own(account, changer, "account_sync", settings(Map.of(name, value)), changes);
    changes.commit();
  }

  private static Node settings(Map<String, String> settings) {
    Node.Builder privacy = Node.of("privacy");
    settings.forEach(
        (name, value) ->
            privacy.child(Node.of("category").with("name", name).with("value", value).build()));
    return privacy.build();
  }

  /// A query about who sees status updates.
  Node status(Device device, Node query) {
    Settings.StatusPrivacy chosen = device.account().settings().statusPrivacy();
    return Answers.result(
        query,
        Node.of("privacy")
            .child(
                Node.of("list")
                    .with("type", chosen.type())
                    .with("default", "true")
                    .children(
                        chosen.users().stream()
                            .map(user -> Node.of("user").with("jid", Jid.parse(user)).build())
                            .toList())
                    .build())
            .build());
  }

  /// Chooses who sees status updates; the other devices are not told.
  public void setStatus(Account account, String type, List<Account> users) {
    Transaction changes = accounts.transaction();
    var chosen =
        new Settings.StatusPrivacy(
            type, users.stream().map(user -> user.lid().toString()).toList());
    account.change(settings -> settings.withStatusPrivacy(chosen), changes);
    changes.commit();
  }

  private void giveToken(Account from, Node asked) {
    Optional<Account> to = accounts.account(asked.jid("jid"));
    if (to.isEmpty() || to.get() == from) {
      return;
    }
    byte[] token = randomness.bytes(TOKEN_BYTES);
    tokens.put(from.number() + "/" + to.get().number(), token);
    Transaction changes = accounts.transaction();
    bulletin.to(
        to.get(),
        from,
        "privacy_token",
        Node.of("tokens")
            .child(
                Node.of("token")
                    .with("type", asked.find("type").orElse("trusted_contact"))
                    .with("t", asked.find("t").orElse("0"))
                    .bytes(token)
                    .build())
            .build(),
        changes);
    changes.commit();
  }

  /// Lets a phone's user give a token to somebody, as its first message to them does.
  public void giveToken(Account from, Account to, long seconds) {
    giveToken(from, Node.of("token").with("jid", to.lid()).with("t", seconds).build());
  }

  /// From now on a linked device needs a token of whoever has not written to its account yet.
  public void requireTokens(boolean required) {
    requiresTokens = required;
  }

  public boolean requiresTokens() {
    return requiresTokens;
  }

  /// Whether a message is a first one to a stranger without a token that it needs.
  boolean refuses(Device sender, Node message) {
    if (!requiresTokens || sender.isPhone()) {
      return false;
    }
    Optional<Account> to = message.findJid("to").flatMap(accounts::account);
    if (to.isEmpty()
        || to.get() == sender.account()
        || to.get().acquaintances().contains(sender.account().number())) {
      return false;
    }
    byte[] expected = tokens.get(to.get().number() + "/" + sender.account().number());
    byte[] shown = message.child("tctoken").map(Node::bytes).orElse(new byte[0]);
    return (expected == null || !Arrays.equals(expected, shown))
        && !isSalted(sender.account(), to.get(), message);
  }

  /// Whether the message shows a token that is made of the account's salt.
  private boolean isSalted(Account account, Account to, Node message) {
    byte[] salt = salts.get(account.number());
    return salt != null
        && message
            .child("cstoken")
            .filter(shown -> Arrays.equals(shown.bytes(), ContactTokens.cstoken(salt, to.lid())))
            .isPresent();
  }

  /// Gives an account a fresh salt, which its phone tells the linked devices.
  public byte[] freshSalt(Account account) {
    byte[] salt = randomness.bytes(SALT_BYTES);
    salts.put(account.number(), salt);
    return salt.clone();
  }

  /// A query about the block list.
  Node blockList(Device device, Node query) {
    Optional<Node> item = query.child("item");
    if (item.isPresent()) {
      Optional<Account> whom = accounts.account(item.get().jid("jid"));
      if (whom.isEmpty()) {
        return Answers.error(query, 404, "item-not-found");
      }
      block(device.account(), Optional.of(device), whom.get(), item.get().has("action", "block"));
    }
    return Answers.result(query, list(device.account()));
  }

  private Node list(Account account) {
    Node.Builder list = Node.of("list").with("dhash", hash(account.settings()));
    for (String blocked : account.settings().blocked()) {
      Jid lid = Jid.parse(blocked);
      Node.Builder item = Node.of("item").with("jid", lid);
      accounts.account(lid).ifPresent(whom -> item.with("pn_jid", whom.pn()));
      list.child(item.build());
    }
    return list.build();
  }

  /// Blocks somebody or not, and tells the other devices of the account.
  public void block(Account account, Optional<Device> changer, Account whom, boolean isBlocked) {
    Transaction changes = accounts.transaction();
    String before = hash(account.settings());
    account.change(settings -> settings.withBlocked(whom.lid().toString(), isBlocked), changes);
    Node item =
        Node.of("item")
            .with("jid", whom.lid())
            .with("pn_jid", whom.pn())
            .with("action", isBlocked ? "block" : "unblock")
            .build();
    bulletin.own(
        account,
        changer,
        "account_sync",
        Node.of("blocklist")
            .with("action", "modify")
            .with("prev_dhash", before)
            .with("dhash", hash(account.settings()))
            .child(item)
            .build(),
        changes);
    changes.commit();
  }

  /// Whether an account takes nothing from another one.
  static boolean isBlocked(Account by, Account whom) {
    return by.settings().blocked().contains(whom.lid().toString());
  }

  private static String hash(Settings settings) {
    byte[] text = String.join(",", settings.blocked()).getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(Sha256.hash(text), 9));
  }

  Node disappearing(Device device, Node query) {
    long seconds = query.requireChild("disappearing_mode").number("duration");
    Transaction changes = accounts.transaction();
    Account account = device.account();
    account.change(settings -> settings.withDisappearing(seconds), changes);
    bulletin.own(account, Optional.of(device), "account_sync", disappearing(account), changes);
    changes.commit();
    return Answers.result(query);
  }

  /// What `usync` and notifications tell of the default for new chats.
  static Node disappearing(Account account) {
    return Node.of("disappearing_mode")
        .with("duration", account.settings().disappearingSeconds())
        .with("t", "0")
        .build();
  }

  void clear() {
    tokens.clear();
    salts.clear();
    requiresTokens = false;
  }
}
