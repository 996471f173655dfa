package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.protocol.appstate.Action;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// What the account's devices share about chats, contacts and labels: read by
/// [io.trunkline.whatsapp.client.event.SessionEvent.AppStateChanged], written here. Safe from any
/// thread.
///
/// Chats may be named by phone number; they are written under the LID where it is known. Stages
/// fail with [SendFailure]: BUSY before the phone has shared its keys or while too many writes
/// wait, REFUSED for a collection that is parked. A write that fails as NOT_CONNECTED or TIMEOUT
/// may have reached the server; written again it changes nothing more.
public interface AppState {

  /// Makes the records say what the actions say: one patch for each collection, in order.
  CompletionStage<Void> set(List<Action> actions);

  /// Takes back the records that have the indexes of these actions, such as a contact.
  CompletionStage<Void> remove(List<Action> actions);

  /// Synchronises every collection anew from a snapshot, also those that are parked.
  CompletionStage<Void> resync();
}
