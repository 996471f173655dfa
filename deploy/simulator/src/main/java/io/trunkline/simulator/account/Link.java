package io.trunkline.simulator.account;

import io.trunkline.whatsapp.protocol.stanza.Node;

/// The way to a device that is connected now: a socket, or the mailbox of a phone.
///
/// `send` must keep the order of the calls, must not block and must not call back into the queue.
public interface Link {

  /// Hands over a stanza.
  void send(Node stanza);

  /// Sends the last words, then ends the link.
  void close(Node... lastWords);

  /// Ends the link without a word.
  void cut();
}
