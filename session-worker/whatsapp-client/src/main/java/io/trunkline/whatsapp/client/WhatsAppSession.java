package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.event.ConnectionState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/// One WhatsApp session: a linked device with its socket, Signal state and requests in flight.
///
/// **Threads.** Everything of a session happens on the one Netty event loop it was given. All
/// methods may be called from any thread: they post to that loop and return at once. Stages are
/// completed on the loop, so dependents must not block. A session needs no lock and owns no thread
/// and no timer.
///
/// **Life.** Made by [WhatsAppClient#session]; then [#link()] or [#connect()]; it reconnects by
/// itself with backoff; [#close()] ends the socket and keeps the link; the object may be connected
/// again. After [ConnectionState.Failed] the object is dead: drop it and make a new one.
public interface WhatsAppSession {

  /// Drops whatever is stored, makes new keys (durable before their public halves leave), connects
  /// and shows QRs by [ConnectionState.ShowingQr] events. After the scan it logs in by itself.
  /// Completes when the keys are durable and the connect has begun.
  CompletionStage<Void> link();

  /// As [#link()], but the phone's user types a code that [ConnectionState.ShowingCode] brings,
  /// once the server has accepted it. A connection that is lost meanwhile leads to another code.
  /// Fails with [SendFailure.Code#INVALID] where the number is none.
  CompletionStage<Void> linkByCode(LinkCodeRequest request);

  /// Answers [ConnectionState.AwaitingPasskey]. Fails with [SendFailure.Code#INVALID] in any other
  /// state.
  ///
  /// @param credentialId of the passkey that was used
  /// @param assertion the passkey's answer, as JSON
  CompletionStage<Void> answerPasskey(byte[] credentialId, byte[] assertion);

  /// Answers [ConnectionState.ConfirmingPasskey]: the phone shows the same code. Fails with
  /// [SendFailure.Code#INVALID] in any other state.
  CompletionStage<Void> confirmPasskey();

  /// Connects with the stored credentials and stays connected. Fails with
  /// [SendFailure.Code#NOT_LINKED] where the session was never paired. A session that is connected
  /// or connecting already is left alone; one that waits for its next attempt makes it now.
  CompletionStage<Void> connect();

  /// How many attempts in a row may fail before the session gives up as
  /// [ConnectionState.Exhausted]; empty = it never does, which is the default. With a limit the
  /// waits are exactly those of the settings' backoff, without chance.
  CompletionStage<Void> limitReconnects(OptionalInt limit);

  /// Counts the failed attempts from 0 again; where they were used up, or WhatsApp holds the
  /// session off, it connects as [#connect()] does.
  CompletionStage<Void> resetReconnects();

  /// Writes exact counters ([#flush()]), closes the socket and does not reconnect. The device stays
  /// linked. Completes when the socket is closed; sends in flight fail as not connected.
  CompletionStage<Void> close();

  /// Tells WhatsApp to remove this device where it can be reached (at most one request timeout),
  /// then closes and reports [ConnectionState.LoggedOut]. The stored credentials are void: whether
  /// they are erased is the owner's choice; [#link()] erases them.
  CompletionStage<Void> logout();

  /// Encrypts and sends a message to all devices of the recipient and all other own devices. In a
  /// group the recipients are its members. A newsletter gets it once and in the clear.
  ///
  /// Sends to one chat are written in the order of the calls; a slow request of one chat delays no
  /// other. Completes with the server's ack or, exceptionally, with a [SendFailure]. Calling again
  /// with the id of a send in flight gives the stage of that send.
  CompletionStage<ServerAck> send(OutgoingMessage message);

  /// Chats, contacts and labels, as the account's devices share them.
  AppState appState();

  /// The account's past, from its phone.
  History history();

  /// The files of its messages.
  MediaTransfers media();

  /// What WhatsApp tells about other users.
  Contacts contacts();

  /// Who is there and who is typing.
  Presence presence();

  /// Telling that messages were read.
  ReadReceipts readReceipts();

  /// The own profile, privacy and block list.
  Account account();

  /// Calls that ring.
  PhoneCalls calls();

  /// What this account does with groups.
  Groups groups();

  /// What it does with newsletters.
  Newsletters newsletters();

  /// Makes durable everything that is only in memory, with exact counters, and completes when it
  /// is. What is sent afterwards reserves anew. For a clean handover call [#close()], which does
  /// this at the right moment.
  CompletionStage<Void> flush();

  /// The gate's answer may have changed; frames that wait are tried again.
  void gateChanged();

  /// Where the connection stands. Safe from any thread; the events tell it in order.
  ConnectionState state();

  /// For how long the socket has brought no frame; empty before the first. Linked is not the same
  /// as alive. Safe from any thread.
  Optional<Duration> silence();

  /// Sends accepted and not yet acknowledged or failed. Safe from any thread.
  int sendsInFlight();
}
