package io.trunkline.worker.session;

import io.trunkline.proto.command.ChatCommand;
import io.trunkline.proto.command.ChatMessage;
import io.trunkline.proto.command.HistoryCommand;
import io.trunkline.proto.command.LastMessage;
import io.trunkline.proto.command.ReplyCode;
import io.trunkline.proto.command.SaveContact;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.MessageRange;
import io.trunkline.whatsapp.protocol.appstate.MessageRef;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one session changes about chats, contacts and labels, and the past that it asks for. All
/// of it may be repeated. In the session's mailbox.
final class ChatCommands {
  private static final Logger log = LoggerFactory.getLogger(ChatCommands.class);

  private final HostedSession host;
  private final Replies replies;

  ChatCommands(HostedSession host, Replies replies) {
    this.host = host;
    this.replies = replies;
  }

  void chat(TakenCommand taken, ChatCommand command) {
    CompletionStage<Void> done;
    try {
      done = begin(command);
    } catch (JidException | IllegalArgumentException e) {
      host.answer(taken, ReplyCode.INVALID, "The command cannot be carried out as it is");
      return;
    }
    done.whenComplete(
        (_, failure) ->
            host.post(
                () -> {
                  if (failure == null) {
                    host.finish(taken, () -> replies.chat(taken));
                  } else {
                    refuse(taken, failure);
                  }
                }));
  }

  void history(TakenCommand taken, HistoryCommand command) {
    Jid chat;
    try {
      chat = Jid.parse(command.getChat()).toUserJid();
    } catch (JidException e) {
      host.answer(taken, ReplyCode.INVALID, "Expected the JID of a chat");
      return;
    }
    host.client()
        .history()
        .request(
            chat,
            command.getOldestId(),
            command.getOldestFromMe(),
            Instant.ofEpochSecond(command.getOldestAt()),
            command.getCount())
        .whenComplete(
            (id, failure) ->
                host.post(
                    () -> {
                      if (failure == null) {
                        host.finish(taken, () -> replies.history(taken, id));
                      } else {
                        refuse(taken, failure);
                      }
                    }));
  }

  private void refuse(TakenCommand taken, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof SendFailure refusal)) {
      log.error("a command about chats of session {} failed", host.owned().id(), cause);
      host.answer(taken, ReplyCode.INTERNAL, "See the log");
      return;
    }
    var code =
        switch (refusal.code()) {
          case NOT_CONNECTED, TIMEOUT, SESSION_FAILED ->
              host.isPaired() ? ReplyCode.NOT_CONNECTED : ReplyCode.NOT_LINKED;
          case BUSY, SERVER_ERROR, RATE_LIMITED -> ReplyCode.BUSY;
          case NOT_LINKED -> ReplyCode.NOT_LINKED;
          case NOT_ON_WHATSAPP -> ReplyCode.NOT_ON_WHATSAPP;
          case INVALID -> ReplyCode.INVALID;
          case REFUSED, ACCOUNT_LIMITED -> ReplyCode.REFUSED;
        };
    host.answer(taken, code, refusal.getMessage());
  }

  private CompletionStage<Void> begin(ChatCommand command) {
    var state = host.client().appState();
    return switch (command.getActionCase()) {
      case RESYNC -> state.resync();
      case REMOVE_CONTACT ->
          state.remove(List.of(contact(chat(command), SaveContact.getDefaultInstance())));
      default -> state.set(actions(command));
    };
  }

  private static List<Action> actions(ChatCommand command) {
    return switch (command.getActionCase()) {
      case ARCHIVE -> {
        var range = range(command, command.getArchive().getLast());
        yield command.getArchive().getOn()
            ? Action.archiving(chat(command), range)
            : List.of(new Action.Archive(chat(command), false, range));
      }
      case PIN -> List.of(new Action.Pin(chat(command), command.getPin()));
      case MUTE -> {
        long until = command.getMute().getUntilMs();
        boolean isMuted = command.getMute().getMuted();
        Optional<Instant> end =
            isMuted && until > 0 ? Optional.of(Instant.ofEpochMilli(until)) : Optional.empty();
        yield List.of(new Action.Mute(chat(command), isMuted, end, false));
      }
      case READ ->
          List.of(
              new Action.MarkChatAsRead(
                  chat(command),
                  command.getRead().getOn(),
                  range(command, command.getRead().getLast())));
      case CLEAR ->
          List.of(
              new Action.ClearChat(
                  chat(command),
                  command.getClear().getWithStarred(),
                  command.getClear().getWithMedia(),
                  range(command, command.getClear().getLast())));
      case DELETE ->
          List.of(
              new Action.DeleteChat(
                  chat(command),
                  command.getDelete().getWithMedia(),
                  range(command, command.getDelete().getLast())));
      case STAR ->
          List.of(
              new Action.Star(
                  message(command, command.getStar().getMessage()),
                  command.getStar().getStarred()));
      case DELETE_MESSAGE -> {
        long at = command.getDeleteMessage().getTimestamp();
        yield List.of(
            new Action.DeleteMessageForMe(
                message(command, command.getDeleteMessage().getMessage()),
                command.getDeleteMessage().getWithMedia(),
                at > 0 ? Optional.of(Instant.ofEpochSecond(at)) : Optional.empty()));
      }
      case SAVE_CONTACT -> List.of(contact(chat(command), command.getSaveContact()));
      case LABEL -> {
        var label = command.getLabel();
        yield List.of(
            new Action.LabelEdit(
                required(label.getId()),
                text(label.getName()),
                OptionalInt.of(label.getColor()),
                OptionalInt.empty(),
                label.getDeleted(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                false));
      }
      case LABEL_CHAT ->
          List.of(
              new Action.LabelChat(
                  required(command.getLabelChat().getLabelId()),
                  chat(command),
                  command.getLabelChat().getLabeled()));
      case LABEL_MESSAGE ->
          List.of(
              new Action.LabelMessage(
                  required(command.getLabelMessage().getLabelId()),
                  message(command, command.getLabelMessage().getMessage()),
                  command.getLabelMessage().getLabeled()));
      case PUSH_NAME -> List.of(new Action.PushName(required(command.getPushName())));
      case RESYNC, REMOVE_CONTACT, ACTION_NOT_SET ->
          throw new IllegalArgumentException("Expected an action");
    };
  }

  private static Action contact(Jid user, SaveContact contact) {
    return new Action.Contact(
        user,
        text(contact.getFullName()),
        text(contact.getFirstName()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        contact.getOnPhone());
  }

  private static Jid chat(ChatCommand command) {
    return Jid.parse(command.getChat()).toUserJid();
  }

  private static MessageRange range(ChatCommand command, LastMessage last) {
    return last.hasMessage()
        ? MessageRange.upTo(
            message(command, last.getMessage()), Instant.ofEpochSecond(last.getTimestamp()))
        : MessageRange.NONE;
  }

  private static MessageRef message(ChatCommand command, ChatMessage message) {
    return new MessageRef(
        chat(command),
        required(message.getWhatsappId()),
        message.getFromMe(),
        text(message.getParticipant()).map(Jid::parse));
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String required(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("Expected a text");
    }
    return text;
  }
}
