package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Groups;
import io.trunkline.simulator.account.Link;
import io.trunkline.simulator.account.Newsletters;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.fault.Fault;
import io.trunkline.simulator.fault.FaultKind;
import io.trunkline.simulator.fault.Faults;
import io.trunkline.simulator.journal.Ledger;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The server: what devices say to it and what it does then. Any thread may call it; the stanzas of
/// one device must come one after the other.
public final class Server {
  /// What WhatsApp answers to a first message without a token.
  private static final int NO_TOKEN = 463;

  private final Accounts accounts;
  private final Faults faults;
  private final Clock clock;
  private final MessageRouter messages;
  private final ReceiptRouter receipts;
  private final KeyDesk keys;
  private final DeviceDirectory directory;
  private final Unlinking unlinking;
  private final PresenceBoard presence;
  private final AppStateDesk appState;
  private final Queries queries;
  private final GroupDesk groups;
  private final NewsletterDesk newsletters;
  private final NewsletterQueries newsletterQueries;
  private final ProfileDesk profiles;
  private final PrivacyDesk privacy;
  private final OrderDesk orders = new OrderDesk();
  private final CallDesk calls;
  private final VersionGate versions = new VersionGate();

  public Server(
      Accounts accounts,
      Groups groups,
      Newsletters newsletters,
      Ledger ledger,
      Faults faults,
      Stats stats,
      KeyIndexes keyIndexes,
      MediaDesk media,
      Supplier<URI> pictureHost,
      Clock clock,
      Randomness randomness) {
    this.accounts = accounts;
    this.faults = faults;
    this.clock = clock;
    StanzaIds ids = new StanzaIds(randomness);
    this.groups = new GroupDesk(accounts, groups, clock, ids, randomness);
    this.newsletters = new NewsletterDesk(accounts, newsletters, clock, ids, randomness);
    newsletterQueries = new NewsletterQueries(accounts, this.newsletters, clock);
    messages = new MessageRouter(accounts, this.groups, ledger, stats, clock);
    receipts = new ReceiptRouter(accounts, messages, stats, clock);
    keys = new KeyDesk(accounts, faults, clock, ids);
    directory = new DeviceDirectory(accounts, clock, ids);
    unlinking = new Unlinking(accounts, directory, keyIndexes);
    presence = new PresenceBoard(accounts, clock);
    appState = new AppStateDesk(accounts, media, clock, ids);
    Bulletin bulletin = new Bulletin(accounts, clock, ids);
    profiles = new ProfileDesk(accounts, bulletin, clock, pictureHost);
    privacy = new PrivacyDesk(accounts, bulletin, randomness);
    calls = new CallDesk(accounts, clock, randomness, ids);
    queries =
        new Queries(
            accounts,
            keys,
            directory,
            unlinking,
            appState,
            media,
            new GroupQueries(accounts, this.groups),
            newsletterQueries,
            profiles,
            privacy,
            orders);
  }

  /// A login: the device with this number and device, proved by its Noise key.
  ///
  /// @return nothing when there is no such device (any more)
  public Optional<Device> authenticate(String number, int device, PublicKey noiseKey) {
    return accounts
        .byNumber(number)
        .flatMap(account -> account.device(device))
        .filter(known -> known.noiseKey().filter(noiseKey::equals).isPresent());
  }

  /// Opens the session of a device that has proved itself. A link that it had is replaced.
  ///
  /// @param passive whether the backlog waits until the device asks for it
  public void login(Device device, Link link, boolean passive) {
    Optional<Link> previous = device.queue().attach(link);
    previous.ifPresent(old -> old.close(replaced()));
    device.queue().sendNow(success(device));
    if (!passive) {
      device.queue().flow();
    }
  }

  /// A link of a device has ended.
  public void disconnected(Device device, Link link) {
    if (device.queue().detach(link)) {
      presence.disconnected(device);
    }
  }

  /// Takes a stanza from a linked device.
  public void receive(Device device, Node stanza) {
    try {
      handle(device, stanza);
    } catch (StanzaException e) {
      if (stanza.is("iq") && stanza.find("id").isPresent()) {
        device.queue().sendNow(Answers.error(stanza, 400, "bad-request"));
      } else {
        device.queue().link().ifPresent(link -> link.close(notWellFormed()));
      }
    }
  }

  /// Routes a message of a phone in the phone's own step.
  ///
  /// @return the ack: its attribute `error` tells that the server refused the message
  public Node send(Device phone, Node message, Transaction transaction) {
    return messages.route(phone, message, transaction);
  }

  /// Routes a receipt of a phone in the phone's own step.
  public void receipt(Device phone, Node receipt, Transaction transaction) {
    receipts.route(phone, receipt, transaction);
  }

  /// Takes a patch of a phone in the phone's own step.
  ///
  /// @return whether it was written onto the last version
  public boolean patch(
      Device phone, Collection collection, long onto, Patch patch, Transaction transaction) {
    return appState.append(phone, collection, onto, patch, transaction);
  }

  /// Takes presence from a phone.
  public void presence(Device phone, Node stanza) {
    if (stanza.is("chatstate")) {
      presence.chatState(phone, stanza);
    } else {
      presence.presence(phone, stanza);
    }
  }

  /// A bundle of a device, with a one-time prekey that nobody else gets.
  public PreKeyBundle takeBundle(Device device, Transaction transaction) {
    return keys.take(device, transaction);
  }

  /// What may be done to groups.
  public GroupDesk groups() {
    return groups;
  }

  /// What may be done to newsletters.
  public NewsletterDesk newsletters() {
    return newsletters;
  }

  /// Takes a linked device away from its account.
  public void unlink(Device device) {
    unlinking.unlink(device);
  }

  /// Tells those who know the account that it has a device more.
  public void announceLinked(Device device, Transaction transaction) {
    directory.announce("add", device, transaction);
  }

  /// Tells those who know the account that its phone has a new identity.
  public void announceNewIdentity(Account account, Transaction transaction) {
    keys.announceNewIdentity(account, transaction);
  }

  /// Switches the dropping of message ids that were delivered before.
  public void dropKnownIds(boolean drop) {
    messages.dropKnownIds(drop);
  }

  public boolean dropsKnownIds() {
    return messages.dropsKnownIds();
  }

  public ProfileDesk profiles() {
    return profiles;
  }

  public PrivacyDesk privacy() {
    return privacy;
  }

  public OrderDesk orders() {
    return orders;
  }

  public CallDesk calls() {
    return calls;
  }

  public VersionGate versions() {
    return versions;
  }

  /// Forgets what belongs to connections.
  public void clear() {
    presence.clear();
    privacy.clear();
    calls.clear();
    versions.clear();
    newsletters.clear();
  }

  private void handle(Device device, Node stanza) {
    switch (stanza.tag()) {
      case "iq" -> {
        if (stanza.has("type", "get") || stanza.has("type", "set")) {
          queries.answer(device, stanza);
        }
      }
      case "message" -> {
        Optional<Node> refusal = refusal(device, stanza);
        if (refusal.isPresent()) {
          device.queue().sendNow(refusal.get());
          return;
        }
        boolean isPost = stanza.findJid("to").filter(Jid::isNewsletter).isPresent();
        Node ack =
            routed(
                transaction ->
                    isPost
                        ? newsletterQueries.take(device, stanza, transaction)
                        : messages.route(device, stanza, transaction));
        if (faults.strike(FaultKind.ACK_LOSS, device).isEmpty()) {
          device.queue().sendNow(ack);
        }
      }
      case "receipt" -> {
        boolean isView = stanza.has("type", "view");
        device
            .queue()
            .sendNow(
                routed(
                    transaction ->
                        isView
                            ? newsletterQueries.viewed(device, stanza, transaction)
                            : receipts.route(device, stanza, transaction)));
      }
      case "ack" -> {
        Transaction transaction = accounts.transaction();
        device.queue().acknowledge(stanza.attr("class"), stanza.attr("id"), transaction);
        transaction.commit();
      }
      case "call" -> {
        calls.receive(device, stanza);
        device.queue().sendNow(CallDesk.ack(stanza));
      }
      case "presence" -> {
        profiles.named(device, stanza);
        presence.presence(device, stanza);
      }
      case "chatstate" -> presence.chatState(device, stanza);
      default -> {
        // `ib` and what is newer than this server asks for no answer.
      }
    }
  }

  /// The ack of a message that is not taken: a limit of the account, or a token that is missing.
  private Optional<Node> refusal(Device device, Node message) {
    Optional<Integer> code =
        privacy.refuses(device, message)
            ? Optional.of(NO_TOKEN)
            : faults.strike(FaultKind.MESSAGE_REFUSED, device).map(Fault::code);
    return code.map(
        error ->
            Node.of("ack")
                .with("class", "message")
                .with("id", message.attr("id"))
                .withIfPresent("from", message.findJid("to"))
                .with("t", clock.instant().getEpochSecond())
                .with("error", error)
                .build());
  }

  /// A step that fails half way keeps what it has staged: its place in a queue cannot be given
  /// back.
  private Node routed(Function<Transaction, Node> step) {
    Transaction transaction = accounts.transaction();
    try {
      return step.apply(transaction);
    } finally {
      transaction.commit();
    }
  }

  private Node success(Device device) {
    return Node.of("success")
        .with("t", clock.instant().getEpochSecond())
        .with("lid", device.jid(JidServer.LID))
        .with("display_name", device.account().name())
        .with("props", "1")
        .with("abprops", "1")
        .with("location", "sim")
        .with("creation", "1600000000")
        .build();
  }

  private static Node replaced() {
    return Node.of("stream:error")
        .child(Node.of("conflict").with("type", "replaced").build())
        .build();
  }

  private static Node notWellFormed() {
    return Node.of("stream:error").child(Node.of("xml-not-well-formed").build()).build();
  }
}
