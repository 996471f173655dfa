package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.Chat;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.contact.Contact;
import io.trunkline.api.contact.Contacts;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.group.Groups;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.proto.group.Group;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Puts chats together from the store and, for groups, what WhatsApp says of them.
@Component
class ChatViews {
  private final Chats chats;
  private final Contacts contacts;
  private final Groups groups;
  private final Clock clock;

  ChatViews(Chats chats, Contacts contacts, Groups groups, Clock clock) {
    this.chats = chats;
    this.contacts = contacts;
    this.groups = groups;
    this.clock = clock;
  }

  /// @param since only chats in which something happened at or after it
  List<ChatView> all(Connection session, Chats.Filter filter, Optional<Instant> since) {
    var found =
        chats.list(session.tenant(), session.id(), filter, Integer.MAX_VALUE, 0).stream()
            .filter(
                chat ->
                    since.isEmpty()
                        || chat.lastActivityAt()
                            .filter(at -> !at.isBefore(since.get()))
                            .isPresent())
            .toList();
    var isWithGroups = found.stream().anyMatch(chat -> Jids.isGroup(chat.jid()));
    var byJid =
        isWithGroups
            ? groups.list(session.tenant(), session.id()).stream()
                .collect(Collectors.toMap(Group::getJid, Function.identity()))
            : Map.<String, Group>of();
    Map<String, Contact> people = new HashMap<>();
    contacts
        .page(session.tenant(), session.id(), Integer.MAX_VALUE, 0)
        .contacts()
        .forEach(contact -> people.put(contact.jid(), contact));
    return found.stream()
        .map(
            chat ->
                view(
                    session,
                    chat,
                    Optional.ofNullable(byJid.get(chat.jid())),
                    Optional.ofNullable(people.get(chat.jid()))))
        .toList();
  }

  /// @throws Failure `CHAT_NOT_FOUND`
  Chat chat(Connection session, String jid) {
    return chats
        .find(session.tenant(), session.id(), jid)
        .orElseThrow(() -> new Failure(Problem.CHAT_NOT_FOUND, "Chat not found"));
  }

  ChatView of(Connection session, Chat chat) {
    var group =
        Jids.isGroup(chat.jid())
            ? Optional.of(groups.get(session.tenant(), session.id(), chat.jid()))
            : Optional.<Group>empty();
    return view(session, chat, group, contacts.find(session.tenant(), session.id(), chat.jid()));
  }

  /// A group that may have no stored chat yet.
  ChatView of(Connection session, Group group) {
    var chat =
        chats
            .find(session.tenant(), session.id(), group.getJid())
            .orElseGet(() -> Chat.empty(session.id(), group.getJid()));
    return view(session, chat, Optional.of(group), Optional.empty());
  }

  private ChatView view(
      Connection session, Chat chat, Optional<Group> group, Optional<Contact> contact) {
    var name =
        group
            .map(Group::getSubject)
            .or(chat::name)
            .or(() -> contact.flatMap(Contact::name))
            .or(() -> contact.flatMap(Contact::pushName))
            .or(() -> Jids.phone(chat.jid()).map(PhoneNumber::formatted))
            .orElse(chat.jid());
    return ChatView.of(chat, name, group, SessionDoor.own(session), clock.instant());
  }
}
