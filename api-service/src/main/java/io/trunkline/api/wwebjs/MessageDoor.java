package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.message.Message;
import io.trunkline.api.web.Fields;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Finds the message that a call of `/message` is about.
@Component
class MessageDoor {
  private final SessionDoor sessions;
  private final ChatMessages messages;

  MessageDoor(SessionDoor sessions, ChatMessages messages) {
    this.sessions = sessions;
    this.messages = messages;
  }

  /// A connected session and one of its stored messages.
  record Target(Connection session, Message message) {
    MessageView view() {
      return MessageView.of(message, SessionDoor.own(session));
    }
  }

  /// @throws Failure `MESSAGE_NOT_FOUND`, `INVALID_REQUEST`; what [SessionDoor#connected] throws
  Target open(Caller caller, Scope scope, String name, Fields fields) {
    var session = sessions.connected(caller, scope, name);
    var chat = ClientController.chatId(fields);
    var id = MessageIds.parse(fields.required("messageId", ClientController.MAX_ID));
    return new Target(
        session,
        messages
            .find(
                session.tenant(), session.id(), Optional.of(chat), id.whatsappId(), id.direction())
            .orElseThrow(() -> new Failure(Problem.MESSAGE_NOT_FOUND, "Message not found")));
  }
}
