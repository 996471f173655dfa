package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.Chat;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.people.OwnAccount;
import io.trunkline.api.people.People;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Puts contacts together from the chats, what authors call themselves, and the block list.
@Component
class ContactViews {
  private final Chats chats;
  private final ChatMessages messages;
  private final OwnAccount account;
  private final People people;

  ContactViews(Chats chats, ChatMessages messages, OwnAccount account, People people) {
    this.chats = chats;
    this.messages = messages;
    this.account = account;
    this.people = people;
  }

  /// Everybody whom the account has a chat with, groups included.
  List<ContactView> all(Connection session) {
    var known = chats.list(session.tenant(), session.id(), Chats.Filter.ALL, Integer.MAX_VALUE, 0);
    Map<String, Optional<String>> names = new LinkedHashMap<>();
    known.forEach(chat -> names.put(chat.jid(), chat.name()));
    return views(session, names);
  }

  /// @throws Failure `CONTACT_NOT_FOUND` where neither the store nor WhatsApp knows the user
  ContactView of(Connection session, String jid) {
    require(session, jid);
    return of(session, List.of(jid)).getFirst();
  }

  /// @throws Failure as [#of]
  void require(Connection session, String jid) {
    if (chats.find(session.tenant(), session.id(), jid).isEmpty()
        && !jid.equals(SessionDoor.own(session))
        && !isOnWhatsApp(session, jid)) {
      throw new Failure(Problem.CONTACT_NOT_FOUND, "Contact not found");
    }
  }

  /// Contacts of these JIDs, in their order; nobody is looked up.
  List<ContactView> of(Connection session, Collection<String> jids) {
    Map<String, Optional<String>> names = new LinkedHashMap<>();
    for (var jid : jids) {
      var chat = chats.find(session.tenant(), session.id(), jid);
      names.put(chat.map(Chat::jid).orElse(jid), chat.flatMap(Chat::name));
    }
    return views(session, names);
  }

  List<ContactView> blocked(Connection session) {
    return of(
        session, account.blocked(session.tenant(), session.id()).stream().map(Jids::of).toList());
  }

  /// JIDs of the blocked users under every name they have.
  Set<String> blockedJids(Connection session) {
    return account.blocked(session.tenant(), session.id()).stream()
        .flatMap(user -> Stream.of(user.getPn(), user.getLid()))
        .collect(Collectors.toSet());
  }

  private List<ContactView> views(Connection session, Map<String, Optional<String>> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    var pushNames = messages.pushNames(session.tenant(), session.id(), names.keySet());
    var blocked = blockedJids(session);
    var own = SessionDoor.own(session);
    return names.entrySet().stream()
        .map(
            entry ->
                ContactView.of(
                    entry.getKey(),
                    entry.getValue(),
                    Optional.ofNullable(pushNames.get(entry.getKey())),
                    entry.getKey().equals(own),
                    blocked.contains(entry.getKey())))
        .toList();
  }

  private boolean isOnWhatsApp(Connection session, String jid) {
    return Jids.phone(jid)
        .flatMap(number -> people.onWhatsApp(session.tenant(), session.id(), number.digits()))
        .isPresent();
  }
}
