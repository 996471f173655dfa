package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageActions;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.web.Fields;
import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.GroupMention;
import io.trunkline.proto.content.Location;
import io.trunkline.proto.content.Poll;
import io.trunkline.proto.content.Text;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Reads what `sendMessage` and its kin are given: `contentType`, `content` and `options`.
final class SendForm {
  static final int MAX_TEXT = 65_536;
  private static final int MAX_NAMES = 1024;
  private static final int MAX_NAME = 256;
  private static final int MAX_OPTION = 100;
  private static final int MAX_OPTIONS = 12;
  private static final double MAX_LATITUDE = 90;
  private static final double MAX_LONGITUDE = 180;

  private SendForm() {}

  /// @param quoted finds the message that `options.quotedMessageId` names
  /// @param contactName what to call a user whose card is sent
  /// @param own the account's JID
  /// @throws Failure `INVALID_REQUEST`; `MESSAGE_NOT_FOUND` where the quoted message is missing and
  ///     `ignoreQuoteErrors` is false
  static Content read(
      UUID tenant,
      Fields fields,
      MediaForm media,
      Function<String, Optional<Message>> quoted,
      Function<String, String> contactName,
      String own) {
    var options = fields.object("options").orElseGet(Fields::none);
    var content = kind(tenant, fields, options, media, contactName).toBuilder();
    options
        .texts("mentions", MAX_NAMES, MAX_NAME)
        .ifPresent(users -> users.forEach(user -> content.addMentions(Jids.parse(user))));
    for (var group : options.objects("groupMentions", MAX_NAMES)) {
      content.addGroupMentions(
          GroupMention.newBuilder()
              .setSubject(group.required("subject", MAX_NAME))
              .setGroup(Jids.parse(group.required("id", MAX_NAME))));
    }
    if (options.bool("isViewOnce").orElse(false)) {
      content.setViewOnce(true);
    }
    options
        .optional("quotedMessageId", MAX_NAME)
        .ifPresent(
            id -> {
              var message = quoted.apply(id);
              message.ifPresent(found -> content.setQuote(MessageActions.quote(found, own)));
              if (message.isEmpty() && !options.bool("ignoreQuoteErrors").orElse(true)) {
                throw new Failure(Problem.MESSAGE_NOT_FOUND, "Could not get the quoted message.");
              }
            });
    return content.build();
  }

  private static Content kind(
      UUID tenant,
      Fields fields,
      Fields options,
      MediaForm media,
      Function<String, String> contactName) {
    return switch (fields.required("contentType", MAX_NAME)) {
      case "string" -> {
        var text = fields.required("content", MAX_TEXT);
        if (options.has("media")) {
          yield attached(tenant, media, text, options);
        }
        yield options.bool("parseVCards").orElse(true) && text.startsWith("BEGIN:VCARD")
            ? card(vcardName(text), text)
            : text(text);
      }
      case "MessageMedia" -> media.read(tenant, object(fields), Optional.empty(), options);
      case "MessageMediaFromURL" ->
          media.fetch(tenant, fields.required("content", MAX_TEXT), options);
      case "Location" -> location(object(fields));
      case "Contact" -> {
        var jid = Jids.parse(object(fields).required("contactId", MAX_NAME));
        var number =
            Jids.phone(jid).orElseThrow(() -> Failure.invalid("contactId must be a number's"));
        var name = contactName.apply(jid);
        yield card(name, vcard(name, number));
      }
      case "Poll" -> poll(object(fields));
      default -> throw Failure.invalid("invalid contentType");
    };
  }

  /// A file whose caption is the text.
  private static Content attached(UUID tenant, MediaForm media, String text, Fields options) {
    try {
      return media.read(tenant, options.object("media").orElseThrow(), Optional.of(text), options);
    } catch (Failure e) {
      throw e.problem() == Problem.INVALID_REQUEST ? Failure.invalid("invalid media options") : e;
    }
  }

  private static Fields object(Fields fields) {
    return fields.object("content").orElseThrow(() -> Failure.invalid("content is required"));
  }

  static Content text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setBody(text)).build();
  }

  /// The first line of the description is the place's name, the rest its address.
  private static Content location(Fields place) {
    var latitude = coordinate(place, "latitude", MAX_LATITUDE);
    var longitude = coordinate(place, "longitude", MAX_LONGITUDE);
    var location = Location.newBuilder().setLatitude(latitude).setLongitude(longitude);
    place
        .optional("description", MAX_TEXT)
        .ifPresent(
            text -> {
              var lines = text.split("\n", 2);
              location.setName(lines[0]);
              if (lines.length > 1) {
                location.setAddress(lines[1]);
              }
            });
    return Content.newBuilder().setLocation(location).build();
  }

  private static double coordinate(Fields place, String name, double most) {
    var value = place.number(name).orElseThrow(() -> Failure.invalid(name + " is required"));
    if (Math.abs(value) > most) {
      throw Failure.invalid(name + " must be from -" + (int) most + " to " + (int) most);
    }
    return value;
  }

  private static Content poll(Fields fields) {
    var options =
        fields
            .texts("pollOptions", MAX_OPTIONS, MAX_OPTION)
            .orElseThrow(() -> Failure.invalid("pollOptions is required"));
    if (options.size() < 2 || options.stream().distinct().count() < options.size()) {
      throw Failure.invalid("pollOptions must be 2 to " + MAX_OPTIONS + " different texts");
    }
    var isMultiple =
        fields.object("options").flatMap(more -> more.bool("allowMultipleAnswers")).orElse(false);
    return Content.newBuilder()
        .setPoll(
            Poll.newBuilder()
                .setName(fields.required("pollName", MAX_NAME))
                .addAllOptions(options)
                .setSelectableCount(isMultiple ? 0 : 1))
        .build();
  }

  private static Content card(String name, String vcard) {
    return Content.newBuilder()
        .setContact(ContactCard.newBuilder().setDisplayName(name).setVcard(vcard))
        .build();
  }

  private static String vcardName(String vcard) {
    return vcard
        .lines()
        .filter(line -> line.startsWith("FN:"))
        .map(line -> line.substring(3).strip())
        .findFirst()
        .orElse("");
  }

  private static String vcard(String name, PhoneNumber number) {
    return String.join(
        "\n",
        List.of(
            "BEGIN:VCARD",
            "VERSION:3.0",
            "N:;" + escaped(name) + ";;;",
            "FN:" + escaped(name),
            "TEL;type=CELL;waid=" + number.digits() + ":" + number.formatted(),
            "END:VCARD"));
  }

  /// As RFC 2426 writes text values.
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n");
  }
}
