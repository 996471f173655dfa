package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.event.ChatActivity;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.concurrent.CompletionStage;

/// Who is there and who is typing. What is told of others comes as events.
public interface Presence {

  /// How many contacts one session watches at a time; beyond it the oldest is forgotten.
  int MAX_WATCHED = 1_000;

  /// Shows the account as available, which also makes delivery receipts count as read-ready and may
  /// silence the phone's notifications, or as unavailable. Kept over reconnects of this session
  /// object. Fails with [SendFailure.Code#INVALID] while the account has no name.
  CompletionStage<Void> show(boolean isAvailable);

  /// Wants to hear of a contact's presence, or of who is typing in a group. Asked for again with
  /// every connection of this session object.
  CompletionStage<Void> watch(Jid chat);

  /// Does not ask for it any more with the next connection.
  CompletionStage<Void> unwatch(Jid chat);

  /// Shows in a chat that this account types, records, or has paused. Typing lapses by itself after
  /// some 25 s.
  CompletionStage<Void> chatState(Jid chat, ChatActivity activity);
}
