package io.trunkline.webhook.wwebjs;

import io.trunkline.webhook.memory.Chat;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Session;
import java.util.LinkedHashMap;
import java.util.Map;

/// The shape `Chat` of the dialect. A group's metadata is not in it: that takes a call.
final class WwebjsChat {
  private WwebjsChat() {}

  static Map<String, Object> of(Chat chat, Session own, Memory memory) {
    var view = new LinkedHashMap<String, Object>();
    view.put("id", Ids.wid(chat.jid()));
    view.put(
        "name", chat.name().orElse(chat.jid().substring(0, Math.max(chat.jid().indexOf('@'), 0))));
    view.put("isGroup", Ids.isGroup(chat.jid()));
    view.put("isReadOnly", false);
    view.put("unreadCount", chat.unreadCount());
    view.put("timestamp", chat.lastActivity());
    view.put("archived", chat.archived());
    view.put("pinned", chat.pinned());
    view.put("isLocked", chat.locked());
    view.put("isMuted", chat.mutedUntilMs() != 0);
    view.put("muteExpiration", chat.mutedUntilMs() < 0 ? -1 : chat.mutedUntilMs() / 1000);
    chat.lastMessage()
        .flatMap(id -> memory.message(chat.session(), id))
        .ifPresent(
            last -> view.put("lastMessage", WwebjsMessage.of(last.message(), own, last.ack())));
    return view;
  }
}
