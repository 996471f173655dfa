package io.trunkline.whatsapp.client.session;

import java.util.Optional;

/// Which of WhatsApp's edges knows this session: what the server told, to be shown when the next
/// connection begins. Source: protocol dossier, 01.
final class EdgeRouting {
  private final Journal journal;
  private Optional<byte[]> info = Optional.empty();

  EdgeRouting(Journal journal) {
    this.journal = journal;
  }

  Optional<byte[]> info() {
    return info;
  }

  void load(Optional<byte[]> stored) {
    info = stored;
  }

  void learned(byte[] told) {
    info = Optional.of(told);
    journal.change().routingInfo(told);
  }

  /// The connection ended before an answer: the next one goes where everybody begins.
  void misled() {
    if (info.isPresent()) {
      info = Optional.empty();
      journal.change().routingInfo(new byte[0]);
    }
  }

  void clear() {
    info = Optional.empty();
  }
}
