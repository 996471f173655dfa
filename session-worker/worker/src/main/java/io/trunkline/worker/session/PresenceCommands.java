package io.trunkline.worker.session;

import io.trunkline.proto.call.CallCommand;
import io.trunkline.proto.call.CallReply;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.presence.PresenceCommand;
import io.trunkline.proto.presence.PresenceReply;
import io.trunkline.proto.presence.ReadMessages;
import io.trunkline.proto.presence.ShowTyping;
import io.trunkline.whatsapp.client.Presence;
import io.trunkline.whatsapp.client.ReadReceipts;
import io.trunkline.whatsapp.client.event.ChatActivity;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// What others see of the account right now: presence, typing, what it read, and calls that it
/// refuses.
final class PresenceCommands {
  private final HostedSession host;
  private final Replies replies;
  private final Lookups lookups;

  PresenceCommands(HostedSession host, Replies replies) {
    this.host = host;
    this.replies = replies;
    this.lookups = new Lookups(host);
  }

  void handle(TakenCommand taken, PresenceCommand command) {
    Presence presence = host.client().presence();
    switch (command.getBodyCase()) {
      case SHOW_AVAILABLE -> show(taken, () -> presence.show(command.getShowAvailable()));
      case WATCH -> show(taken, () -> presence.watch(Jid.parse(command.getWatch())));
      case UNWATCH -> show(taken, () -> presence.unwatch(Jid.parse(command.getUnwatch())));
      case TYPING -> type(taken, presence, command.getTyping());
      case READ -> read(taken, command.getRead());
      case BODY_NOT_SET -> host.answer(taken, ReplyCode.INVALID, "Expected a known presence");
    }
  }

  private void type(TakenCommand taken, Presence presence, ShowTyping typing) {
    switch (typing.getState()) {
      case COMPOSING -> type(taken, presence, typing, ChatActivity.COMPOSING);
      case RECORDING -> type(taken, presence, typing, ChatActivity.RECORDING);
      case PAUSED -> type(taken, presence, typing, ChatActivity.PAUSED);
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          host.answer(taken, ReplyCode.INVALID, "Expected a typing state");
    }
  }

  private void type(
      TakenCommand taken, Presence presence, ShowTyping typing, ChatActivity activity) {
    show(taken, () -> presence.chatState(Jid.parse(typing.getChat()), activity));
  }

  private void read(TakenCommand taken, ReadMessages read) {
    show(
        taken,
        () ->
            host.client()
                .readReceipts()
                .tell(
                    new ReadReceipts.Read(
                        Jid.parse(read.getChat()),
                        read.getAuthor().isEmpty()
                            ? Optional.empty()
                            : Optional.of(Jid.parse(read.getAuthor())),
                        read.getWhatsappIdsList(),
                        read.getPlayed(),
                        host.config().tellsReads())));
  }

  private void show(TakenCommand taken, Supplier<CompletionStage<Void>> question) {
    lookups.ask(
        taken,
        question,
        ignored ->
            replies.with(taken, reply -> reply.setPresence(PresenceReply.getDefaultInstance())));
  }

  void handle(TakenCommand taken, CallCommand command) {
    switch (command.getBodyCase()) {
      case REJECT ->
          lookups.ask(
              taken,
              () ->
                  host.client()
                      .calls()
                      .reject(
                          command.getReject().getCallId(),
                          Jid.parse(command.getReject().getCaller())),
              ignored ->
                  replies.with(taken, reply -> reply.setCall(CallReply.getDefaultInstance())));
      case BODY_NOT_SET -> host.answer(taken, ReplyCode.INVALID, "Expected a known call");
    }
  }
}
