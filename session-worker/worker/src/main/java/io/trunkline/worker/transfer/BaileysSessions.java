package io.trunkline.worker.transfer;

import static io.trunkline.worker.transfer.Fields.base64;
import static io.trunkline.worker.transfer.Fields.bytes;
import static io.trunkline.worker.transfer.Fields.keyPair;
import static io.trunkline.worker.transfer.Fields.need;
import static io.trunkline.worker.transfer.Fields.number;
import static io.trunkline.worker.transfer.Fields.object;
import static io.trunkline.worker.transfer.Fields.publicKey;

import io.trunkline.whatsapp.protocol.signal.PendingPreKey;
import io.trunkline.whatsapp.protocol.signal.PortableState;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.worker.transfer.TransferException.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Session records of npm `libsignal`, version `v1`.
///
/// ```
/// { "version": "v1", "_sessions": { "<base key>": {
///     "registrationId", "currentRatchet": { "ephemeralKeyPair": { "pubKey", "privKey" },
///       "lastRemoteEphemeralKey", "previousCounter", "rootKey" },
///     "indexInfo": { "baseKey", "baseKeyType": 1 ours or 2 theirs, "closed": -1 or since when
///     (ms),
///       "used", "created", "remoteIdentityKey" },
///     "_chains": { "<ratchet key>": { "chainType": 1 sending or 2 receiving,
///       "chainKey": { "counter", "key"? }, "messageKeys": { "<counter>": "<seed>" } } },
///     "pendingPreKey"?: { "signedKeyId", "baseKey", "preKeyId"? } } } }
/// ```
///
/// Bytes are base64, public keys have 33 bytes. A chain's counter is that of its **last** message,
/// -1 before the first. A chain without a key is closed. One session is open; of all the others
/// messages may still come.
final class BaileysSessions {
  private static final int OURS = 1;
  private static final int THEIRS = 2;
  private static final int SENDING = 1;
  private static final int RECEIVING = 2;
  private static final int OPEN = -1;
  private static final int MAX_SESSIONS = 200;

  private BaileysSessions() {}

  /// Absent where no session of the record is open: the next message begins one.
  ///
  /// @throws TransferException (`MALFORMED`, `INCONSISTENT`)
  static Optional<SignalSession> read(JsonNode record) {
    record Entry(boolean isOpen, long closed, PortableState state) {}
    var sessions = record.path("_sessions");
    if (!record.path("version").asString("").equals("v1")
        || !sessions.isObject()
        || sessions.size() > MAX_SESSIONS) {
      throw Fields.malformed("_sessions");
    }
    var entries = new ArrayList<Entry>();
    try {
      for (var session : sessions) {
        long closed = need(need(session, "indexInfo"), "closed").asLong(0);
        entries.add(new Entry(closed == OPEN, closed, state(session)));
      }
    } catch (SignalException e) {
      throw new TransferException(Code.MALFORMED, e.getMessage(), e);
    }
    entries.sort(Comparator.comparing(Entry::isOpen).thenComparingLong(Entry::closed).reversed());
    return entries.isEmpty() || !entries.getFirst().isOpen()
        ? Optional.empty()
        : Optional.of(SignalSession.ofStates(entries.stream().map(Entry::state).toList()));
  }

  private static PortableState state(JsonNode session) {
    var ratchet = need(session, "currentRatchet");
    var index = need(session, "indexInfo");
    var pair = need(ratchet, "ephemeralKeyPair");
    var own = keyPair(bytes(pair, "privKey"), bytes(pair, "pubKey"), "ephemeralKeyPair");
    var last = publicKey(bytes(ratchet, "lastRemoteEphemeralKey"), "lastRemoteEphemeralKey");
    Optional<PortableState.Chain> sending = Optional.empty();
    var receivers = new ArrayList<PortableState.Receiver>();
    for (var entry : need(session, "_chains").properties()) {
      var key = publicKey(base64(entry.getKey(), "_chains"), "_chains");
      switch (number(entry.getValue(), "chainType")) {
        case SENDING -> {
          if (key.equals(own.publicKey())) {
            sending = chain(entry.getValue());
          }
        }
        case RECEIVING ->
            receivers.add(
                new PortableState.Receiver(
                    key, chain(entry.getValue()), skipped(entry.getValue())));
        default -> throw Fields.malformed("chainType");
      }
    }
    // The order of a JSON object is that of insertion, except that nothing promises it.
    receivers.sort(Comparator.comparing(receiver -> receiver.key().equals(last)));
    return new PortableState(
        publicKey(bytes(index, "remoteIdentityKey"), "remoteIdentityKey"),
        publicKey(bytes(index, "baseKey"), "baseKey"),
        number(session, "registrationId"),
        bytes(ratchet, "rootKey"),
        own,
        sending.orElseThrow(() -> Fields.malformed("_chains")),
        Math.max(0, number(ratchet, "previousCounter")),
        receivers,
        Optional.of(session.path("pendingPreKey"))
            .filter(JsonNode::isObject)
            .map(BaileysSessions::pending));
  }

  private static PendingPreKey pending(JsonNode pending) {
    return new PendingPreKey(
        pending.path("preKeyId").isIntegralNumber()
            ? OptionalInt.of(number(pending, "preKeyId"))
            : OptionalInt.empty(),
        number(pending, "signedKeyId"),
        publicKey(bytes(pending, "baseKey"), "baseKey"));
  }

  private static Optional<PortableState.Chain> chain(JsonNode chain) {
    var key = need(chain, "chainKey");
    if (!key.path("key").isString()) {
      return Optional.empty();
    }
    int last = number(key, "counter");
    if (last == Integer.MAX_VALUE) {
      throw Fields.malformed("counter");
    }
    return Optional.of(new PortableState.Chain(bytes(key, "key"), last + 1));
  }

  private static TreeMap<Integer, byte[]> skipped(JsonNode chain) {
    var skipped = new TreeMap<Integer, byte[]>();
    for (var entry : need(chain, "messageKeys").properties()) {
      try {
        skipped.put(
            Integer.parseUnsignedInt(entry.getKey()),
            Fields.value(entry.getValue(), "messageKeys"));
      } catch (NumberFormatException e) {
        throw Fields.malformed("messageKeys");
      }
    }
    return skipped;
  }

  /// @param nowMs Unix milliseconds: since when former states count as closed
  static ObjectNode write(SignalSession session, long nowMs) {
    ObjectNode sessions = object();
    List<PortableState> states = session.states();
    for (int i = 0; i < states.size(); i++) {
      var state = states.get(i);
      sessions.set(base64(state.baseKey().serialized()), entry(state, i, nowMs));
    }
    ObjectNode record = object();
    record.set("_sessions", sessions);
    return record.put("version", "v1");
  }

  private static ObjectNode entry(PortableState state, int age, long nowMs) {
    ObjectNode session = object().put("registrationId", state.remoteRegistrationId());
    ObjectNode ratchet = session.putObject("currentRatchet");
    ratchet
        .putObject("ephemeralKeyPair")
        .put("pubKey", base64(state.ownRatchet().publicKey().serialized()))
        .put("privKey", base64(state.ownRatchet().privateKey().bytes()));
    // Only looked up among the chains, to close it at the next turn.
    var last =
        state.receivers().isEmpty() ? state.remoteIdentity() : state.receivers().getLast().key();
    ratchet
        .put("lastRemoteEphemeralKey", base64(last.serialized()))
        .put("previousCounter", state.previousCounter())
        .put("rootKey", base64(state.rootKey()));
    session
        .putObject("indexInfo")
        .put("baseKey", base64(state.baseKey().serialized()))
        // Who began matters only while prekey messages name the base key.
        .put("baseKeyType", state.pending().isPresent() ? OURS : THEIRS)
        .put("closed", age == 0 ? OPEN : nowMs - age)
        .put("used", nowMs - age)
        .put("created", nowMs - age)
        .put("remoteIdentityKey", base64(state.remoteIdentity().serialized()));
    ObjectNode chains = session.putObject("_chains");
    for (var receiver : state.receivers()) {
      chains.set(
          base64(receiver.key().serialized()),
          chain(RECEIVING, receiver.chain(), receiver.skipped()));
    }
    chains.set(
        base64(state.ownRatchet().publicKey().serialized()),
        chain(SENDING, Optional.of(state.sending()), new TreeMap<>()));
    state
        .pending()
        .ifPresent(
            pending -> {
              ObjectNode node =
                  session
                      .putObject("pendingPreKey")
                      .put("signedKeyId", pending.signedPreKeyId())
                      .put("baseKey", base64(pending.baseKey().serialized()));
              pending.preKeyId().ifPresent(id -> node.put("preKeyId", id));
            });
    return session;
  }

  private static ObjectNode chain(
      int type, Optional<PortableState.Chain> chain, SortedMap<Integer, byte[]> skipped) {
    ObjectNode node = object();
    ObjectNode key = node.putObject("chainKey");
    chain.ifPresentOrElse(
        open -> key.put("counter", open.counter() - 1).put("key", base64(open.key())),
        () -> key.put("counter", Integer.MAX_VALUE - 1));
    node.put("chainType", type);
    ObjectNode keys = node.putObject("messageKeys");
    skipped.forEach((counter, seed) -> keys.put(Integer.toString(counter), base64(seed)));
    return node;
  }
}
