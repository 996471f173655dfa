package io.trunkline.worker.session;

import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.event.Event;
import io.trunkline.whatsapp.client.WhatsAppSession;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.worker.store.OwnedSession;
import io.trunkline.worker.store.StoredConfig;

/// A session as those see it who carry out its commands. Called in its mailbox, except where a
/// method says otherwise.
interface HostedSession {
  OwnedSession owned();

  /// The client session of now; a reload replaces it.
  WhatsAppSession client();

  /// Whether there are credentials that WhatsApp would accept.
  boolean isPaired();

  /// Whether it is to stay closed until somebody starts it.
  boolean isStopped();

  TenantConfig config();

  /// Stores a session that was linked elsewhere and goes on with it. Answers the command.
  void adopt(TakenCommand taken, String deviceName, StoredConfig config, StoreChange everything);

  /// Whether more commands are held than the mailbox takes.
  boolean isFull();

  /// Runs the task in the mailbox, unless the session is over by then. From any thread.
  void post(Runnable task);

  /// Answers a command, once.
  void answer(TakenCommand taken, ReplyCode code, String reason);

  /// Ends a command that was not answered yet, by an answer of its own.
  void finish(TakenCommand taken, Runnable answer);

  /// A result counts once the broker has it; until then the command is not done.
  ///
  /// @param then runs in the mailbox
  void publishUntilTaken(Event event, Runnable then);
}
