package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.HealthKind;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What WhatsApp does not let this account do for now, as its answers and notifications say, and
/// which sends are held because of it.
///
/// 463 and 475 limit first messages to strangers. While such a limit lasts, sends to chats that are
/// not known to work are held back without a frame. It ends when its time is over and a probe, the
/// first send after it, is taken; a probe that is refused begins it anew, twice as long where the
/// server names no end. Source: protocol dossier, 05.6 and 13.1.
final class AccountLimits {

  private static final int MAX_KNOWN = 1024;
  private static final Duration FIRST_HOLD = Duration.ofMinutes(15);
  private static final Duration LONGEST_HOLD = Duration.ofHours(6);
  private static final Duration UNNAMED_TIMELOCK = Duration.ofSeconds(60);
  private static final String TIMELOCK = "NotificationUserReachoutTimelockUpdate";
  private static final Pattern ACTIVE = Pattern.compile("\"is_active\"\\s*:\\s*(true|false)");
  private static final Pattern ENDS =
      Pattern.compile("\"time_enforcement_ends\"\\s*:\\s*\"?(\\d{1,12})");

  private final SessionCore core;
  private final Journal journal;
  private final PrivacyTokens tokens;
  // Chats that worked or wrote, by canonical user.
  private final SequencedSet<Jid> known = new LinkedHashSet<>(4);
  private Optional<Instant> heldUntil = Optional.empty();
  private Optional<String> probe = Optional.empty();
  private Duration nextHold = FIRST_HOLD;
  private boolean isSlowed;

  AccountLimits(SessionCore core, Journal journal, PrivacyTokens tokens) {
    this.core = core;
    this.journal = journal;
    this.tokens = tokens;
  }

  /// Whether a message to that user must wait. One that need not, past the end of a limit, is the
  /// probe on which the others wait.
  boolean holds(Jid user, String whatsappId) {
    if (heldUntil.isEmpty() || isKnown(user)) {
      return false;
    }
    if (probe.isPresent() || core.now().isBefore(heldUntil.get())) {
      return probe.filter(whatsappId::equals).isEmpty();
    }
    probe = Optional.of(whatsappId);
    return false;
  }

  private boolean isKnown(Jid user) {
    return known.contains(user) || tokens.node(user).isPresent();
  }

  /// That user wrote, or took a message.
  void works(Jid user) {
    if (known.add(user) && known.size() > MAX_KNOWN) {
      known.removeFirst();
    }
  }

  /// The server took a message.
  void accepted(Jid user, String whatsappId) {
    works(user);
    if (probe.filter(whatsappId::equals).isPresent()) {
      lift();
    } else if (isSlowed && heldUntil.isEmpty()) {
      lift();
    }
  }

  private void lift() {
    heldUntil = Optional.empty();
    probe = Optional.empty();
    nextHold = FIRST_HOLD;
    isSlowed = false;
    tell(HealthKind.GOOD, OptionalInt.empty(), Optional.empty());
  }

  /// The server refused a message with that code.
  void refused(int code, String whatsappId) {
    switch (code) {
      case 463 -> hold(HealthKind.REACHOUT_TIMELOCK, code);
      case 475 -> hold(HealthKind.NEW_CHAT_CAP, code);
      case 429 -> {
        isSlowed = true;
        tell(HealthKind.RATE_LIMITED, OptionalInt.of(code), Optional.empty());
      }
      default -> {}
    }
    ended(whatsappId);
  }

  private void hold(HealthKind kind, int code) {
    Instant now = core.now();
    if (heldUntil.filter(now::isBefore).isEmpty()) {
      heldUntil = Optional.of(now.plus(nextHold));
      Duration doubled = nextHold.multipliedBy(2);
      nextHold = doubled.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : doubled;
    }
    tell(kind, OptionalInt.of(code), heldUntil);
  }

  /// A send is over, whatever came of it: where it was the probe, another may be.
  void ended(String whatsappId) {
    probe = probe.filter(id -> !id.equals(whatsappId));
  }

  /// A `mex` notification, which may tell of a limit's begin, with its end, or that it is over.
  void notified(Node notification) {
    Optional<Node> update =
        notification.child("update").filter(node -> node.has("op_name", TIMELOCK));
    if (update.isEmpty()) {
      return;
    }
    String json = update.get().text();
    Matcher active = ACTIVE.matcher(json);
    if (!active.find()) {
      return;
    }
    if (active.group(1).equals("false")) {
      lift();
      return;
    }
    Matcher ends = ENDS.matcher(json);
    heldUntil =
        Optional.of(
            ends.find()
                ? Instant.ofEpochSecond(Long.parseLong(ends.group(1)))
                : core.now().plus(UNNAMED_TIMELOCK));
    tell(HealthKind.REACHOUT_TIMELOCK, OptionalInt.empty(), heldUntil);
  }

  private void tell(HealthKind kind, OptionalInt code, Optional<Instant> until) {
    journal.tell(new SessionEvent.AccountHealth(kind, code, until));
  }

  /// Another account.
  void clear() {
    known.clear();
    heldUntil = Optional.empty();
    probe = Optional.empty();
    nextHold = FIRST_HOLD;
    isSlowed = false;
  }
}
