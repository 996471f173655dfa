package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What a session is made of beside its connection: one part a subject, built here in the order in
/// which they need each other, and told together of what concerns them all.
final class SessionParts {
  private static final Duration RATCHET_IDLE = Duration.ofMinutes(5);

  final Ratchets ratchets;
  final PreKeyStock preKeys;
  final AppStateSync appState;
  final HistorySync history;
  final Notifications notifications;
  final ContactLookups contacts;
  final PresenceBoard presence;
  final OwnAccount account;
  final ReadMarks readMarks;
  final RingingCalls ringing;
  final Sends sends;
  final GroupOperations groups;
  final NewsletterOperations newsletters;
  final MediaFlow media;

  private final Journal journal;
  private final Addresses addresses;
  private final Bundles bundles;
  private final DeviceLists deviceLists;
  private final RetryRequests retryRequests;
  private final PhoneResends resends;
  private final RetryAnswers retryAnswers;
  private final Receiving receiving;
  private final IncomingReceipts receipts;
  private final PrivacyTokens tokens;
  private final AccountLimits limits;
  private final Usync usync;
  private final SenderKeys senderKeys;
  private final GroupDirectory groupDirectory;

  /// @param socket takes what is to be sent while the session is logged in, and drops it otherwise
  SessionParts(
      SessionCore core, Journal journal, Calls calls, Requests requests, Consumer<Node> socket) {
    this.journal = journal;
    addresses = new Addresses(core, journal);
    ratchets = new Ratchets(core, journal, addresses);
    senderKeys = new SenderKeys(core, journal, addresses);
    tokens = new PrivacyTokens(core, journal, requests, addresses);
    limits = new AccountLimits(core, journal, tokens);
    addresses.onLearned(this::learned);
    bundles = new Bundles(core, journal, requests, ratchets, addresses, senderKeys);
    preKeys = new PreKeyStock(core, journal, requests);
    deviceLists = new DeviceLists(core, journal, requests, addresses);
    var additions = new Additions(core, journal, addresses);
    retryRequests = new RetryRequests(core, journal, preKeys, socket);
    var groupNodes = new GroupNodes(addresses);
    groupDirectory = new GroupDirectory(core, journal, requests, groupNodes);
    groups = new GroupOperations(core, calls, requests, groupDirectory, groupNodes);
    newsletters = new NewsletterOperations(core, calls, requests, addresses);
    var statusAudience = new StatusAudience(core, requests);
    var groupSends =
        new GroupSends(
            core,
            addresses,
            groupDirectory,
            statusAudience,
            deviceLists,
            bundles,
            ratchets,
            senderKeys);
    retryAnswers =
        new RetryAnswers(
            core,
            journal,
            addresses,
            ratchets,
            bundles,
            additions,
            groupDirectory,
            senderKeys,
            groupSends,
            socket);
    media = new MediaFlow(core, calls, requests, socket);
    var peers = new PeerMessages(core, journal, addresses, ratchets, bundles, socket);
    appState = new AppStateSync(core, journal, requests, addresses, tokens, calls, peers, media);
    history = new HistorySync(core, journal, addresses, tokens, calls, peers, media, socket);
    resends = new PhoneResends(core, addresses, additions, peers);
    receiving =
        new Receiving(
            core,
            journal,
            addresses,
            ratchets,
            additions,
            senderKeys,
            retryRequests,
            resends,
            appState,
            history,
            socket);
    receipts = new IncomingReceipts(core, journal, addresses, retryAnswers, socket);
    usync = new Usync(core, requests, addresses);
    contacts = new ContactLookups(core, calls, requests, usync, addresses, deviceLists, tokens);
    presence = new PresenceBoard(core, journal, calls, requests, addresses, tokens, socket);
    account =
        new OwnAccount(core, journal, calls, requests, usync, addresses, presence, statusAudience);
    readMarks = new ReadMarks(core, calls, addresses, account, socket);
    ringing = new RingingCalls(core, journal, calls, requests, addresses, socket);
    notifications =
        new Notifications(
            core,
            journal,
            addresses,
            deviceLists,
            ratchets,
            preKeys,
            appState,
            media::phoneAnswered,
            senderKeys,
            new GroupNotifications(core, addresses, groupDirectory, groupNodes),
            tokens,
            limits,
            new NewsletterNotifications(core),
            new Changes(core, journal, addresses, account),
            socket);
    sends =
        new Sends(
            core,
            journal,
            addresses,
            deviceLists,
            bundles,
            ratchets,
            additions,
            groupSends,
            tokens,
            limits);
  }

  /// @return done when the next message, receipt, call or notification may follow
  CompletableFuture<Void> handle(Node stanza) {
    return switch (stanza.tag()) {
      case "message" -> {
        Addresses.jid(stanza, "from").map(addresses::canonical).ifPresent(limits::works);
        yield receiving.handle(stanza);
      }
      case "receipt" -> receipts.handle(stanza);
      case "call" -> ringing.handle(stanza);
      default -> notifications.handle(stanza);
    };
  }

  /// Both names of a user are known: what was kept under the one goes on under the other.
  void learned(Jid pn, Jid lid) {
    ratchets.learned(pn, lid);
    senderKeys.learned(pn, lid);
    tokens.learned(pn, lid);
  }

  void opened(Consumer<Node> connection) {
    sends.connected(connection);
    appState.opened();
    presence.opened();
  }

  void disconnected(SendFailure why) {
    presence.disconnected();
    account.disconnected();
    usync.disconnected();
    sends.disconnected(why);
    appState.disconnected();
    resends.disconnected();
  }

  /// Every chain is written as it is, so that the next owner goes on where this one ends.
  void handOver() {
    ratchets.handOver();
    senderKeys.handOver();
  }

  /// The session is dead: nothing of it may be written any more.
  void discard(SendFailure why) {
    media.ended();
    ratchets.discard();
    senderKeys.discard();
    sends.disconnected(why);
    appState.disconnected();
  }

  void tick(long now, boolean isOpen) {
    media.tick(now);
    usync.tick(now);
    if (isOpen) {
      resends.tick(now);
    }
  }

  /// Lets go of what was not used for a while and can be read again.
  void trim(long now) {
    ratchets.evictUnused(now - RATCHET_IDLE.toNanos());
    senderKeys.evictUnused(now - RATCHET_IDLE.toNanos());
    groupDirectory.trim();
    addresses.trim();
    tokens.trim();
    deviceLists.trim();
  }

  /// Another link begins, or another owner may write: nothing that is remembered holds any more.
  void clear() {
    journal.forgetKeys();
    ratchets.clear();
    senderKeys.clear();
    groupDirectory.clear();
    bundles.clear();
    deviceLists.clear();
    addresses.clear();
    receiving.clear();
    retryRequests.clear();
    resends.clear();
    retryAnswers.clear();
    appState.clear();
    history.clear();
    tokens.clear();
    limits.clear();
    presence.clear();
    account.clear();
  }
}
