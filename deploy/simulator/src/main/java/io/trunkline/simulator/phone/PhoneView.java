package io.trunkline.simulator.phone;

import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.MessageRef;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the app state makes a phone show: chats, contacts, labels, stars.
final class PhoneView {
  private final Map<String, Map<String, Object>> chats = new TreeMap<>();
  private final List<Map<String, Object>> contacts = new ArrayList<>();
  private final Map<String, Map<String, Object>> labels = new TreeMap<>();
  private final List<Map<String, Object>> starred = new ArrayList<>();
  private final List<Map<String, Object>> deletedMessages = new ArrayList<>();

  private PhoneView() {}

  /// @param actions the records as they are now
  static Map<String, Object> of(Collection<Action> actions) {
    PhoneView view = new PhoneView();
    actions.forEach(view::add);
    return Map.of(
        "chats", List.copyOf(view.chats.values()),
        "contacts", view.contacts,
        "labels", List.copyOf(view.labels.values()),
        "starred", view.starred,
        "deletedMessages", view.deletedMessages);
  }

  private void add(Action action) {
    switch (action) {
      case Action.Archive archive -> chat(archive.chat()).put("archived", archive.archived());
      case Action.Pin pin -> chat(pin.chat()).put("pinned", pin.pinned());
      case Action.Mute mute -> {
        chat(mute.chat()).put("muted", mute.muted());
        mute.end().ifPresent(end -> chat(mute.chat()).put("mutedUntil", end.toString()));
      }
      case Action.MarkChatAsRead mark -> chat(mark.chat()).put("read", mark.read());
      case Action.ClearChat clear -> chat(clear.chat()).put("cleared", true);
      case Action.DeleteChat delete -> chat(delete.chat()).put("deleted", true);
      case Action.Contact contact ->
          contacts.add(
              Map.of("jid", contact.user().toString(), "name", contact.fullName().orElse("")));
      case Action.LabelEdit edit -> {
        if (!edit.deleted()) {
          label(edit.labelId()).put("name", edit.name().orElse(""));
          label(edit.labelId()).put("color", edit.color().orElse(0));
        }
      }
      case Action.LabelChat label -> {
        if (label.labeled()) {
          labeled(label.labelId(), label.chat());
        }
      }
      case Action.Star star -> {
        if (star.starred()) {
          starred.add(message(star.message()));
        }
      }
      case Action.DeleteMessageForMe delete -> deletedMessages.add(message(delete.message()));
      default -> {
        // nothing that a phone here would show
      }
    }
  }

  private Map<String, Object> chat(Jid jid) {
    return chats.computeIfAbsent(
        jid.toString(),
        text -> {
          Map<String, Object> chat = new LinkedHashMap<>();
          chat.put("jid", text);
          return chat;
        });
  }

  private Map<String, Object> label(String id) {
    return labels.computeIfAbsent(
        id,
        text -> {
          Map<String, Object> label = new LinkedHashMap<>();
          label.put("id", text);
          label.put("chats", new ArrayList<String>());
          return label;
        });
  }

  @SuppressWarnings("unchecked") // put there as a list of texts
  private void labeled(String id, Jid chat) {
    ((List<String>) label(id).get("chats")).add(chat.toString());
  }

  private static Map<String, Object> message(MessageRef message) {
    return Map.of(
        "chat", message.chat().toString(), "id", message.messageId(), "fromMe", message.fromMe());
  }
}
