package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.group.GroupUser;
import java.util.Optional;
import java.util.regex.Pattern;

/// The dialect's names of users and chats: `<number>@c.us` where WhatsApp says
/// `<number>@s.whatsapp.net`; all else is called the same.
final class Jids {
  private static final String THEIRS = "@c.us";
  private static final String WHATSAPP = "@s.whatsapp.net";
  private static final Pattern USER = Pattern.compile("([0-9]{5,20})(?::[0-9]+)?");
  private static final Pattern OTHER =
      Pattern.compile("[0-9A-Za-z._-]{1,64}@(g\\.us|lid|broadcast|newsletter)");

  private Jids() {}

  /// @param _serialized the whole name
  record Id(String server, String user, @JsonProperty("_serialized") String serialized) {}

  /// @param text a JID in either form, or a bare number
  /// @return WhatsApp's name
  /// @throws Failure `INVALID_NUMBER`
  static String parse(String text) {
    var at = text.indexOf('@');
    if (at < 0) {
      return number(text).jid();
    }
    var server = text.substring(at);
    if (server.equals(THEIRS) || server.equals(WHATSAPP)) {
      var user = USER.matcher(text.substring(0, at));
      if (user.matches()) {
        return user.group(1) + WHATSAPP;
      }
    } else if (OTHER.matcher(text).matches()) {
      return text;
    }
    throw invalid();
  }

  /// @param text a phone number in any writing, or a JID of one
  /// @throws Failure `INVALID_NUMBER`
  static PhoneNumber number(String text) {
    var at = text.indexOf('@');
    return PhoneNumber.read(at < 0 ? text : text.substring(0, at)).orElseThrow(Jids::invalid);
  }

  /// The phone number of a user's JID; empty for all who are called otherwise.
  static Optional<PhoneNumber> phone(String jid) {
    return jid.endsWith(WHATSAPP)
        ? PhoneNumber.of(jid.substring(0, jid.indexOf('@')))
        : Optional.empty();
  }

  /// The dialect's name, without a device.
  static String show(String jid) {
    var at = jid.indexOf('@');
    if (at < 0) {
      return jid;
    }
    var user = jid.substring(0, at);
    var device = user.indexOf(':');
    var server = jid.substring(at);
    return (device < 0 ? user : user.substring(0, device))
        + (server.equals(WHATSAPP) ? THEIRS : server);
  }

  static Id id(String jid) {
    var shown = show(jid);
    var at = shown.indexOf('@');
    return at < 0
        ? new Id("", shown, shown)
        : new Id(shown.substring(at + 1), shown.substring(0, at), shown);
  }

  /// By the phone number where it is known.
  static String of(Address address) {
    return !address.getPn().isEmpty()
        ? address.getPn()
        : !address.getLid().isEmpty() ? address.getLid() : address.getOther();
  }

  /// By the phone number where it is known.
  static String of(GroupUser user) {
    return user.getPn().isEmpty() ? user.getLid() : user.getPn();
  }

  static boolean isGroup(String jid) {
    return jid.endsWith("@g.us");
  }

  private static Failure invalid() {
    return new Failure(Problem.INVALID_NUMBER, "wid error: invalid wid");
  }
}
