package io.trunkline.api.message;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a message goes. The worker resolves a number to its registered account before it sends.
///
/// @param jid of a user, a group, a newsletter or `status@broadcast`
/// @param number `+<digits>`, where the recipient is known by one
public record Recipient(String jid, Optional<String> number) {
  private static final Pattern JID =
      Pattern.compile(
          "([1-9][0-9]{6,14})@(?:s\\.whatsapp\\.net|c\\.us)"
              + "|[0-9]{5,20}@lid"
              + "|[0-9]{5,24}(?:-[0-9]{5,16})?@g\\.us");

  public static Recipient of(PhoneNumber number) {
    return new Recipient(number.jid(), Optional.of(number.international()));
  }

  public static Recipient ofJid(String jid) {
    return new Recipient(jid, Optional.empty());
  }

  /// A number with its country code; blanks, `+`, `-`, `.`, `(` and `)` do not count.
  ///
  /// @param field the field's name, for the failure
  /// @throws Failure `INVALID_NUMBER`
  public static Recipient ofDigits(String field, String text) {
    return of(PhoneNumber.withCountryCode(field, text));
  }

  /// A number as [#ofDigits] takes it, or a JID: `…@s.whatsapp.net`, `…@c.us`, `…@lid`, `…@g.us`.
  ///
  /// @param field the field's name, for the failure
  /// @throws Failure `INVALID_NUMBER`
  public static Recipient ofDigitsOrJid(String field, String text) {
    if (text.indexOf('@') < 0) {
      return ofDigits(field, text);
    }
    var jid = JID.matcher(text.strip());
    if (!jid.matches()) {
      throw new Failure(Problem.INVALID_NUMBER, field + " must be a number or a JID");
    }
    return jid.group(1) == null ? ofJid(jid.group()) : of(new PhoneNumber(jid.group(1)));
  }
}
