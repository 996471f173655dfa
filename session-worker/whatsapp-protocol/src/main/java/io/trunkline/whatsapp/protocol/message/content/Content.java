package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallOutcome;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallType;
import io.trunkline.whatsapp.proto.e2e.PollType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a message says. Its kinds: those here, the files of [MediaContent], what belongs to another
/// message in [Addition], and what businesses send in [BusinessContent].
///
/// All are immutable and equal by value. Their `toString` names the kind only: what people write
/// stays out of logs.
public sealed interface Content
    permits Content.Text,
        Content.Location,
        Content.LiveLocation,
        Content.Contact,
        Content.Contacts,
        Content.Poll,
        Content.PollResults,
        Content.Event,
        Content.GroupInvite,
        Content.NewsletterInvite,
        Content.Album,
        Content.CallLog,
        Content.ScheduledCall,
        Content.RequestPhoneNumber,
        Content.SharePhoneNumber,
        Content.EphemeralSetting,
        Content.Protocol,
        Content.Placeholder,
        Content.Unknown,
        MediaContent,
        Addition,
        BusinessContent {

  /// A text.
  ///
  /// @param body as typed; WhatsApp's markup is part of it
  /// @param preview of a link in it
  /// @param style its looks as a status
  record Text(String body, Optional<LinkPreview> preview, Optional<TextStyle> style)
      implements Content, BusinessContent.Header {
    public Text {
      Fields.present(body, preview, style);
    }

    /// A text and nothing else.
    public static Text of(String body) {
      return new Text(body, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
      return "Text";
    }
  }

  /// A place.
  ///
  /// @param latitude degrees, north is positive
  /// @param longitude degrees, east is positive
  /// @param name of the place, may be empty
  /// @param address of the place, may be empty
  /// @param url about the place, may be empty
  /// @param comment of the sender, may be empty
  /// @param jpegThumbnail a map; empty when there is none
  record Location(
      double latitude,
      double longitude,
      String name,
      String address,
      String url,
      String comment,
      ByteString jpegThumbnail)
      implements Content, BusinessContent.Header {
    public Location {
      Fields.present(name, address, url, comment, jpegThumbnail);
    }

    /// A place without a name.
    public static Location of(double latitude, double longitude) {
      return new Location(latitude, longitude, "", "", "", "", ByteString.EMPTY);
    }

    @Override
    public String toString() {
      return "Location";
    }
  }

  /// Where the sender is just now. Each move is a new message.
  ///
  /// @param latitude degrees, north is positive
  /// @param longitude degrees, east is positive
  /// @param accuracyMeters radius in which the sender is; 0 when unknown
  /// @param speedMps metres a second
  /// @param headingDegrees clockwise from magnetic north
  /// @param caption may be empty
  /// @param sequenceNumber rises with every move
  /// @param timeOffset since the sharing began
  /// @param jpegThumbnail a map; empty when there is none
  record LiveLocation(
      double latitude,
      double longitude,
      int accuracyMeters,
      float speedMps,
      int headingDegrees,
      String caption,
      long sequenceNumber,
      Duration timeOffset,
      ByteString jpegThumbnail)
      implements Content {
    public LiveLocation {
      Fields.present(caption, timeOffset, jpegThumbnail);
    }

    @Override
    public String toString() {
      return "LiveLocation";
    }
  }

  /// An entry of an address book.
  ///
  /// @param displayName the name shown
  /// @param vcard vCard 3.0; `TEL` with a parameter `waid` leads to the account
  record Contact(String displayName, String vcard) implements Content {
    public Contact {
      Fields.present(displayName, vcard);
    }

    @Override
    public String toString() {
      return "Contact";
    }
  }

  /// Several entries of an address book.
  ///
  /// @param displayName the title shown
  record Contacts(String displayName, List<Contact> contacts) implements Content {
    public Contacts {
      Objects.requireNonNull(displayName, "displayName");
      contacts = List.copyOf(contacts);
    }

    @Override
    public String toString() {
      return "Contacts";
    }
  }

  /// A poll. Which of WhatsApp's six messages it becomes follows from its components.
  ///
  /// @param name the question
  /// @param options the answers, all different
  /// @param selectableCount how many a voter may choose; 0 for any number
  /// @param type a quiz has a right answer
  /// @param correctAnswer of a quiz, one of the options
  /// @param endsAt when voting ends, in whole milliseconds
  /// @param hidesVoters whether who voted stays hidden
  /// @param allowsNewOptions whether voters may add options
  /// @param isForAnnouncements whether it goes to a community's announcement group
  record Poll(
      String name,
      List<String> options,
      int selectableCount,
      PollType type,
      Optional<String> correctAnswer,
      Optional<Instant> endsAt,
      boolean hidesVoters,
      boolean allowsNewOptions,
      boolean isForAnnouncements)
      implements Content {
    public Poll {
      Fields.present(name, type, correctAnswer, endsAt);
      options = List.copyOf(options);
    }

    /// A poll that stays open.
    public static Poll of(String name, List<String> options, int selectableCount) {
      return new Poll(
          name,
          options,
          selectableCount,
          PollType.POLL,
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false);
    }

    @Override
    public String toString() {
      return "Poll";
    }
  }

  /// How a poll stands, as a message of its own.
  ///
  /// @param name the question
  /// @param tallies the votes for each option
  /// @param type of the poll
  record PollResults(String name, List<Tally> tallies, PollType type) implements Content {
    public PollResults {
      Fields.present(name, type);
      tallies = List.copyOf(tallies);
    }

    /// @param votes for that option
    public record Tally(String option, long votes) {}

    @Override
    public String toString() {
      return "PollResults";
    }
  }

  /// An appointment. Guests answer with [Addition.EventResponse].
  ///
  /// @param name what it is called
  /// @param description may be empty
  /// @param location where it takes place
  /// @param joinLink of a call; may be empty
  /// @param startsAt in whole seconds
  /// @param endsAt in whole seconds
  /// @param isCanceled whether it does not take place
  /// @param allowsExtraGuests whether guests may bring others
  /// @param isScheduledCall whether it is a call
  /// @param reminder how long before the start guests are reminded
  record Event(
      String name,
      String description,
      Optional<Location> location,
      String joinLink,
      Optional<Instant> startsAt,
      Optional<Instant> endsAt,
      boolean isCanceled,
      boolean allowsExtraGuests,
      boolean isScheduledCall,
      Optional<Duration> reminder)
      implements Content {
    public Event {
      Fields.present(name, description, location, joinLink, startsAt, endsAt, reminder);
    }

    @Override
    public String toString() {
      return "Event";
    }
  }

  /// An invitation into a group, for somebody who cannot be added.
  ///
  /// @param group its address
  /// @param code that lets the invited in
  /// @param expiresAt in whole seconds
  /// @param groupName its name
  /// @param caption of the sender, may be empty
  /// @param jpegThumbnail the group's picture; empty when there is none
  /// @param isCommunity whether the group is a community
  record GroupInvite(
      Jid group,
      String code,
      Optional<Instant> expiresAt,
      String groupName,
      String caption,
      ByteString jpegThumbnail,
      boolean isCommunity)
      implements Content {
    public GroupInvite {
      Fields.present(group, code, expiresAt, groupName, caption, jpegThumbnail);
    }

    @Override
    public String toString() {
      return "GroupInvite";
    }
  }

  /// An invitation to a newsletter.
  ///
  /// @param newsletter its address
  /// @param name its name
  /// @param caption of the sender, may be empty
  /// @param jpegThumbnail its picture; empty when there is none
  /// @param asAdmin whether to help run it, else to follow it
  /// @param expiresAt in whole seconds; only for admins
  record NewsletterInvite(
      Jid newsletter,
      String name,
      String caption,
      ByteString jpegThumbnail,
      boolean asAdmin,
      Optional<Instant> expiresAt)
      implements Content {
    public NewsletterInvite {
      Fields.present(newsletter, name, caption, jpegThumbnail, expiresAt);
    }

    @Override
    public String toString() {
      return "NewsletterInvite";
    }
  }

  /// The frame of several pictures and videos. They follow as messages of their own that name this
  /// one in [MessageContext.Association].
  ///
  /// @param images how many pictures follow
  /// @param videos how many videos follow
  record Album(int images, int videos) implements Content {}

  /// A call that was.
  ///
  /// @param isVideo whether with picture
  /// @param outcome how it ended
  /// @param duration how long it lasted
  /// @param type how it came about
  /// @param participants who was called, in groups
  record CallLog(
      boolean isVideo,
      CallOutcome outcome,
      Duration duration,
      CallType type,
      List<Participant> participants)
      implements Content {
    public CallLog {
      Fields.present(outcome, duration, type);
      participants = List.copyOf(participants);
    }

    /// @param outcome how it ended for that user
    public record Participant(Jid user, CallOutcome outcome) {}

    @Override
    public String toString() {
      return "CallLog";
    }
  }

  /// A call that will be.
  ///
  /// @param at when it begins, in whole milliseconds
  /// @param isVideo whether with picture
  /// @param title may be empty
  record ScheduledCall(Optional<Instant> at, boolean isVideo, String title) implements Content {
    public ScheduledCall {
      Fields.present(at, title);
    }

    @Override
    public String toString() {
      return "ScheduledCall";
    }
  }

  /// Asks a user who is known by LID alone for the phone number.
  record RequestPhoneNumber() implements Content {}

  /// Tells a user who knows this account by LID alone the phone number.
  record SharePhoneNumber() implements Content {}

  /// Sets how long messages of a chat of two stay. Groups are set by iq.
  ///
  /// @param expiration 0 for ever, else 1, 7 or 90 days
  /// @param setAt when it was set, in whole seconds
  record EphemeralSetting(Duration expiration, Optional<Instant> setAt) implements Content {
    public EphemeralSetting {
      Fields.present(expiration, setAt);
    }
  }

  /// What devices tell each other: keys, history, requests between own devices, settings.
  ///
  /// @param message as it travels; may hold keys
  record Protocol(ProtocolMessage message) implements Content {
    public Protocol {
      Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
      return "Protocol[" + (message.hasType() ? message.getType() : "untyped") + "]";
    }
  }

  /// Stands for a message that linked devices may not see.
  record Placeholder() implements Content {}

  /// A kind that this version does not read, or one whose fields make no sense.
  ///
  /// @param kind the protobuf's name of the field that is set, such as `sendPaymentMessage`, or
  /// `unknown` for one without a name
  /// @param raw the bytes of the WhatsApp message without its wrappers and without sender keys
  record Unknown(String kind, ByteString raw) implements Content {
    public Unknown {
      Fields.present(kind, raw);
    }

    @Override
    public String toString() {
      return "Unknown[" + kind + "]";
    }
  }
}
