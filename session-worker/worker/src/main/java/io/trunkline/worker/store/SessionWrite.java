package io.trunkline.worker.store;

import io.trunkline.proto.content.Content;
import io.trunkline.whatsapp.client.store.StoreChange;
import java.util.List;

/// One atomic change of one session's rows.
public sealed interface SessionWrite {
  /// What the client wants kept.
  ///
  /// @param inbox the change's inbox as events
  record Changed(StoreChange change, List<InboxEvent> inbox) implements SessionWrite {}

  /// A new session of a tenant whose key may be new as well.
  record Created(String deviceName, String linkCommand, int reconnectLimit)
      implements SessionWrite {}

  /// The session is to be linked anew.
  record Linked(String deviceName, String linkCommand, int reconnectLimit)
      implements SessionWrite {}

  /// It is to run.
  ///
  /// @param reconnectLimit reconnects in a row that may fail, 0 = any number
  record Started(int reconnectLimit) implements SessionWrite {}

  /// The files of an outgoing message are uploaded; what it says is final.
  record Uploaded(String whatsappId, Content content) implements SessionWrite {}

  /// A command that cannot be repeated is about to begin.
  record Begun(String commandId) implements SessionWrite {}

  /// What the tenant set.
  record Configured(StoredConfig config) implements SessionWrite {}

  record Desired(DesiredState state) implements SessionWrite {}

  /// Logged out: the keys are worth nothing any more.
  record Unlinked() implements SessionWrite {}

  /// Everything of the session, and the tenant's key with its last one.
  record Deleted() implements SessionWrite {}
}
