package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.List;
import java.util.function.Consumer;

/// Asks the sender of a message that could not be decrypted to encrypt it again: `receipt` of type
/// `retry`, from the second time on with fresh keys. After [#MAX_COUNT] times it gives up.
///
/// A sender of whom nothing can be decrypted is asked no more than [#MAX_IN_VAIN] times in a row:
/// what is broken then is not mended by more of the same, and every request costs both sides keys.
/// The own phone is asked for the rest ([PhoneResends]).
///
/// Source: protocol dossier, 09.3.
final class RetryRequests {

  static final int MAX_COUNT = 5;

  static final int MAX_IN_VAIN = 128;

  private static final int REMEMBERED = 256;

  private final SessionCore core;
  private final Journal journal;
  private final PreKeyStock preKeys;
  private final Consumer<Node> socket;
  // By message.
  private final Bounded<String, Integer> counts = new Bounded<>(REMEMBERED);
  // Requests since a message of this device was last decrypted.
  private final Bounded<Jid, Integer> inVain = new Bounded<>(REMEMBERED);

  RetryRequests(SessionCore core, Journal journal, PreKeyStock preKeys, Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.preKeys = preKeys;
    this.socket = socket;
  }

  /// Counts one more failure of this message. After a restart the sender's own count goes on.
  int next(IncomingMessage message) {
    int told =
        message.encrypted().stream()
            .mapToInt(enc -> Receiving.count(enc).orElse(0))
            .max()
            .orElse(0);
    return counts.merge(message.key(), told + 1, (old, ignored) -> Math.max(old, told) + 1);
  }

  /// A message was decrypted.
  void forget(IncomingMessage message) {
    if (!counts.isEmpty()) {
      counts.remove(message.key());
    }
    if (!inVain.isEmpty()) {
      inVain.remove(message.sender());
    }
  }

  void request(
      IncomingMessage message, int count, SignalException.Code code, boolean areKeysNeeded) {
    if (count > MAX_COUNT
        || !core.isLinked()
        || inVain.merge(message.sender(), 1, Integer::sum) > MAX_IN_VAIN) {
      return;
    }
    core.environment().tallies().retryAsked();
    if (count == 1 && !areKeysNeeded) {
      socket.accept(receipt(message, count, code).build());
      return;
    }
    PreKey key = preKeys.fresh();
    // Given to this sender alone: it must not be uploaded as well.
    journal.change().addPreKeys(List.of(key)).preKeysUploaded(List.of(key.id()));
    journal.whenDurable(
        () -> socket.accept(receipt(message, count, code).child(keys(key)).build()));
  }

  private Node keys(PreKey key) {
    var credentials = core.credentials();
    return Node.of("keys")
        .child(KeyNodes.type())
        .child(KeyNodes.identity(credentials.identity().publicKey()))
        .child(KeyNodes.key(key))
        .child(KeyNodes.signedKey(credentials.signedPreKey()))
        .child(Node.of("device-identity").bytes(core.account().signedIdentity()).build())
        .build();
  }

  private Node.Builder receipt(IncomingMessage message, int count, SignalException.Code code) {
    var retry =
        Node.of("retry")
            .with("count", count)
            .with("id", message.id())
            .with("t", message.timestamp().getEpochSecond())
            .with("v", 1);
    if (code.retryError().isPresent()) {
      retry.with("error", code.retryError().getAsInt());
    }
    return Node.of("receipt")
        .with("id", message.id())
        .with("to", message.from())
        .with("type", "retry")
        .withIfPresent("participant", message.participant())
        .withIfPresent("recipient", message.recipient())
        .withIfPresent("category", message.stanza().find("category"))
        .child(retry.build())
        .child(KeyNodes.registration(core.credentials().registrationId()));
  }

  void clear() {
    counts.clear();
    inVain.clear();
  }
}
