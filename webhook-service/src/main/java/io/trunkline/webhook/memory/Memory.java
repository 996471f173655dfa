package io.trunkline.webhook.memory;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The part of the memory that a batch of events may touch. Not safe for several threads.
public final class Memory {
  private static final int LONGEST_NAME = 255;

  /// Names a chat or a message of a session.
  public record Key(UUID session, String name) {
    /// Strangers choose names of messages; what no row can hold is not remembered.
    boolean isStorable() {
      return !name.isEmpty() && name.length() <= LONGEST_NAME && name.indexOf(0) < 0;
    }
  }

  private final Map<UUID, Session> sessions = new LinkedHashMap<>();
  private final Map<Key, Chat> chats = new LinkedHashMap<>();
  private final Map<Key, StoredMessage> messages = new LinkedHashMap<>();
  private final Set<UUID> changedSessions = new LinkedHashSet<>();
  private final Set<Key> changedChats = new LinkedHashSet<>();
  private final Set<Key> changedMessages = new LinkedHashSet<>();
  private final Set<UUID> forgotten = new LinkedHashSet<>();

  public Session session(UUID id, UUID tenant) {
    return sessions.computeIfAbsent(id, _ -> Session.unknown(id, tenant));
  }

  public void put(Session session) {
    if (!session.equals(sessions.put(session.id(), session))) {
      changedSessions.add(session.id());
    }
  }

  public Chat chat(UUID session, String jid) {
    return chats.getOrDefault(new Key(session, jid), Chat.unknown(session, jid));
  }

  public boolean knowsChat(UUID session, String jid) {
    return chats.containsKey(new Key(session, jid));
  }

  public void put(Chat chat) {
    var key = new Key(chat.session(), chat.jid());
    if (key.isStorable() && !chat.equals(chats.put(key, chat))) {
      changedChats.add(key);
    }
  }

  public Optional<StoredMessage> message(UUID session, String whatsappId) {
    return Optional.ofNullable(messages.get(new Key(session, whatsappId)));
  }

  public void put(StoredMessage message) {
    var key = new Key(message.session(), message.message().getWhatsappId());
    if (key.isStorable() && !message.equals(messages.put(key, message))) {
      changedMessages.add(key);
    }
  }

  /// The session is gone, and everything that was known of it.
  public void forget(UUID session) {
    forgotten.add(session);
    sessions.remove(session);
    chats.keySet().removeIf(key -> key.session().equals(session));
    messages.keySet().removeIf(key -> key.session().equals(session));
  }

  void loaded(Session session) {
    sessions.put(session.id(), session);
  }

  void loaded(Chat chat) {
    chats.put(new Key(chat.session(), chat.jid()), chat);
  }

  void loaded(StoredMessage message) {
    messages.put(new Key(message.session(), message.message().getWhatsappId()), message);
  }

  Collection<Session> changedSessions() {
    return changedSessions.stream().sorted().map(sessions::get).filter(Memory::isHere).toList();
  }

  Collection<Chat> changedChats() {
    return changedChats.stream().map(chats::get).filter(Memory::isHere).toList();
  }

  Collection<StoredMessage> changedMessages() {
    return changedMessages.stream().map(messages::get).filter(Memory::isHere).toList();
  }

  Set<UUID> forgotten() {
    return forgotten;
  }

  Collection<Chat> chats() {
    return chats.values();
  }

  private static boolean isHere(Object value) {
    return value != null;
  }
}
