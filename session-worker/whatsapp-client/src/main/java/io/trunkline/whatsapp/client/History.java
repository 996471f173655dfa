package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// The account's past, as its phone hands it over: told by
/// [io.trunkline.whatsapp.client.event.SessionEvent.HistoryReceived]. Safe from any thread.
public interface History {

  /// Asks the phone for messages before a known one. Works while the phone is online; the answer
  /// are events whose `requestId` is the one that this completes with.
  ///
  /// @param chat the chat
  /// @param oldestId id of the oldest message that is known
  /// @param oldestFromMe whether the account sent it
  /// @param oldestAt its time, to the second
  /// @param count how many, 1 to 500; 50 is usual
  CompletionStage<String> request(
      Jid chat, String oldestId, boolean oldestFromMe, Instant oldestAt, int count);
}
