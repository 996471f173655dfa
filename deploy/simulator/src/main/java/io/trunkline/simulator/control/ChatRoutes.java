package io.trunkline.simulator.control;

import io.trunkline.simulator.phone.Phone;
import io.trunkline.simulator.phone.Phones;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.MessageRange;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What a phone's user does to chats, contacts and labels, and the past of a phone.
final class ChatRoutes {
  private static final Set<String> SUBJECTS =
      Set.of("chats", "contacts", "labels", "settings", "history");
  private static final int MAX_CHATS = 1000;
  private static final int MAX_MESSAGES = 10_000;

  private final Phones phones;

  ChatRoutes(World world) {
    phones = world.phones();
  }

  boolean handles(Request request) {
    return SUBJECTS.contains(request.path().get(2));
  }

  /// @param request below `/phones/{number}`
  Reply answer(Request request, Phone phone) {
    List<String> path = request.path();
    String subject = path.get(2);
    switch (request.method() + " " + subject + " " + path.size()) {
      case "POST chats 5" -> chat(request, phone, phones.chatOf(path.get(3)), path.get(4));
      case "POST contacts 3" -> contact(request, phone);
      case "POST labels 3" ->
          label(
              phone,
              request.text("id"),
              request.optionalText("name"),
              (int) request.number("color", 0),
              false);
      case "DELETE labels 4" -> label(phone, path.get(3), Optional.empty(), 0, true);
      case "POST labels 5" -> {
        if (!path.get(4).equals("chats")) {
          throw notFound(request);
        }
        boolean isLabeled = request.optional("labeled").isEmpty() || request.flag("labeled");
        phones.change(
            phone,
            new Action.LabelChat(path.get(3), phones.chatOf(request.text("jid")), isLabeled));
      }
      case "POST settings 3" -> settings(request, phone);
      case "POST history 3" ->
          phones.remember(
              phone,
              within(request, "chats", MAX_CHATS),
              within(request, "messagesPerChat", MAX_MESSAGES));
      default -> throw notFound(request);
    }
    return Reply.nothing();
  }

  private void chat(Request request, Phone phone, Jid chat, String what) {
    MessageRange none = MessageRange.NONE;
    switch (what) {
      case "archive" -> phones.change(phone, Action.archiving(chat, none).toArray(Action[]::new));
      case "unarchive" -> phones.change(phone, new Action.Archive(chat, false, none));
      case "pin" -> phones.change(phone, new Action.Pin(chat, true));
      case "unpin" -> phones.change(phone, new Action.Pin(chat, false));
      case "mute" -> phones.change(phone, new Action.Mute(chat, true, until(request), false));
      case "unmute" -> phones.change(phone, new Action.Mute(chat, false, Optional.empty(), false));
      case "read" -> phones.change(phone, new Action.MarkChatAsRead(chat, true, none));
      case "unread" -> phones.change(phone, new Action.MarkChatAsRead(chat, false, none));
      case "clear" -> phones.change(phone, new Action.ClearChat(chat, true, true, none));
      case "delete" -> phones.change(phone, new Action.DeleteChat(chat, true, none));
      default -> throw notFound(request);
    }
  }

  /// Milliseconds, or a time as text; absent is for ever.
  private static Optional<Instant> until(Request request) {
    if (request.optional("until").isEmpty()) {
      return Optional.empty();
    }
    if (request.optional("until").get().isIntegralNumber()) {
      return Optional.of(Instant.ofEpochMilli(request.number("until", 0)));
    }
    try {
      return request.optionalText("until").map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw ControlException.badRequest("Expected a time in \"until\"");
    }
  }

  private void contact(Request request, Phone phone) {
    String number = request.text("number");
    Jid pn = Jid.user(number, JidServer.USER);
    phones.change(
        phone,
        new Action.Contact(
            pn,
            Optional.of(request.text("name")),
            Optional.of(request.text("name")),
            Optional.of(phones.chatOf(number)),
            Optional.empty(),
            Optional.empty(),
            true));
  }

  private void label(Phone phone, String id, Optional<String> name, int color, boolean isDeleted) {
    phones.change(
        phone,
        new Action.LabelEdit(
            id,
            name,
            OptionalInt.of(color),
            OptionalInt.empty(),
            isDeleted,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            false));
  }

  /// Settings of the phone that its linked devices are told.
  private void settings(Request request, Phone phone) {
    List<Action> changes = new ArrayList<>();
    request.optionalText("locale").map(Action.Locale::new).ifPresent(changes::add);
    flag(request, "twentyFourHours").map(Action.TimeFormat::new).ifPresent(changes::add);
    flag(request, "unarchiveChats").map(Action.UnarchiveChats::new).ifPresent(changes::add);
    flag(request, "disableLinkPreviews")
        .map(Action.DisableLinkPreviews::new)
        .ifPresent(changes::add);
    // They lie in different collections.
    changes.forEach(change -> phones.change(phone, change));
  }

  private static Optional<Boolean> flag(Request request, String name) {
    return request.optional(name).map(ignored -> request.flag(name));
  }

  private static int within(Request request, String field, int max) {
    long number = request.number(field, 1);
    if (number < 0 || number > max) {
      throw ControlException.badRequest("Expected a \"" + field + "\" from 0 to " + max);
    }
    return (int) number;
  }

  private static ControlException notFound(Request request) {
    return new ControlException(
        404, "not-found", request.method() + " /" + String.join("/", request.path()));
  }
}
