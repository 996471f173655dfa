package io.trunkline.api.message;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/// A phone number in international form: 7 to 15 digits, as E.164 counts them.
///
/// @param digits calling code and number, without `+`
public record PhoneNumber(String digits) {
  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{6,14}");
  private static final Pattern SEPARATORS = Pattern.compile("[ \\u00a0.()-]");
  private static final Pattern NATIONAL = Pattern.compile("[0-9]{10}");

  public PhoneNumber {
    if (!isOne(digits)) {
      throw new IllegalArgumentException("Expected 7 to 15 digits but was " + digits.length());
    }
  }

  /// Whether it can be the digits of a number.
  public static boolean isOne(String digits) {
    return DIGITS.matcher(digits).matches();
  }

  /// Reads a number with its country code; blanks, `+`, `-`, `.`, `(` and `)` do not count.
  ///
  /// @return empty where that leaves anything but 7 to 15 digits
  public static Optional<PhoneNumber> read(String text) {
    return of(bare(text).replace("+", ""));
  }

  /// A number as [#read] takes it.
  ///
  /// @param field the field's name, for the failure
  /// @throws Failure `INVALID_NUMBER`
  public static PhoneNumber withCountryCode(String field, String text) {
    return read(text)
        .orElseThrow(
            () ->
                new Failure(
                    Problem.INVALID_NUMBER,
                    field + " must have 7 to 15 digits with the country code"));
  }

  /// Reads a number as manager takes it: exactly ten digits are a national number of the tenant's
  /// country, everything else starts with `+`; blanks, `-`, `.`, `(` and `)` do not count.
  ///
  /// @param defaultCountry calling code, digits only
  /// @throws Failure `INVALID_NUMBER`
  public static PhoneNumber parse(String text, String defaultCountry) {
    var bare = bare(text);
    var digits =
        NATIONAL.matcher(bare).matches()
            ? defaultCountry + bare
            : bare.startsWith("+") ? bare.substring(1) : "";
    return of(digits)
        .orElseThrow(
            () ->
                new Failure(
                    Problem.INVALID_NUMBER,
                    "mobileNumber must have 10 digits, or + and 7 to 15 digits with the country"
                        + " code"));
  }

  /// The number of these digits; empty where they can be none's.
  public static Optional<PhoneNumber> of(String digits) {
    return isOne(digits) ? Optional.of(new PhoneNumber(digits)) : Optional.empty();
  }

  private static String bare(String text) {
    return SEPARATORS.matcher(text).replaceAll("");
  }

  /// As shown to people: `+` and the digits.
  public String international() {
    return "+" + digits;
  }

  /// The user's phone-number JID.
  public String jid() {
    return digits + "@s.whatsapp.net";
  }

  /// As people of its country write it abroad, e.g. `+1 202-555-0108`; [#international] where the
  /// numbering plan does not know it.
  public String formatted() {
    return parsed()
        .map(
            number -> PhoneNumberUtil.getInstance().format(number, PhoneNumberFormat.INTERNATIONAL))
        .orElseGet(this::international);
  }

  /// Calling code, digits only; empty where the numbering plan does not know it.
  public Optional<String> callingCode() {
    return parsed().map(number -> Integer.toString(number.getCountryCode()));
  }

  private Optional<com.google.i18n.phonenumbers.Phonenumber.PhoneNumber> parsed() {
    try {
      return Optional.of(PhoneNumberUtil.getInstance().parse(international(), null));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
