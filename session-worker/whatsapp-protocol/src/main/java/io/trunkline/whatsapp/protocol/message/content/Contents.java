package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.trunkline.whatsapp.proto.e2e.FutureProofMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageContextInfo;
import io.trunkline.whatsapp.proto.e2e.PlaceholderMessage;
import io.trunkline.whatsapp.proto.e2e.PollType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.RequestPhoneNumberMessage;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.Unwrapped;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import java.time.Instant;
import java.util.Optional;

/// From contents to WhatsApp's messages and back.
///
/// Writing is a function of its inputs alone: equal inputs give equal bytes, so that a repeated
/// send or a retry encrypts the same plaintext. What is written reads back equal. Reading never
/// fails: what it does not understand is [Content.Unknown].
public final class Contents {
  private Contents() {}

  /// The message for a content. Wrapped where the kind asks for it: edits, documents with a
  /// caption, Lottie stickers, and whatever may be viewed once. An unknown kind is sent as it came,
  /// without the context.
  ///
  /// @param messageSecret 32 random bytes, fixed for all copies of one message, from which what is
  /// added to it is keyed; left out of reactions, votes, responses and protocol messages
  /// @throws IllegalArgumentException for a secret of another length, and for a vote or response
  /// that is not encrypted
  /// @throws MessageException MALFORMED when the bytes of an unknown kind are no message
  public static Message write(Content content, MessageContext context, byte[] messageSecret) {
    if (messageSecret.length != PlainMessages.SECRET_BYTES) {
      throw new IllegalArgumentException(
          "Expected a message secret of 32 bytes but was " + messageSecret.length);
    }
    ByteString secret = ByteString.copyFrom(messageSecret);
    if (content instanceof Content.Unknown(_, var raw)) {
      Message message = PlainMessages.parse(raw.toByteArray());
      var info = message.getMessageContextInfo().toBuilder();
      return info.hasMessageSecret() ? message : with(message, info.setMessageSecret(secret));
    }
    var info = MessageContextInfo.newBuilder();
    if (takesSecret(content)) {
      info.setMessageSecret(secret);
    }
    context
        .association()
        .ifPresent(association -> ContextCodec.writeAssociation(info, association));
    if (content instanceof Addition.Pin pin) {
      Fields.seconds(pin.duration(), info::setMessageAddOnDurationInSecs);
    }
    return with(body(content, context), info);
  }

  private static Message with(Message message, MessageContextInfo.Builder info) {
    MessageContextInfo built = info.build();
    return built.getSerializedSize() == 0
        ? message
        : message.toBuilder().setMessageContextInfo(built).build();
  }

  private static boolean takesSecret(Content content) {
    if (content instanceof Addition.Encrypted encrypted) {
      return switch (encrypted.purpose()) {
        case POLL_VOTE, REACTION, EVENT_RESPONSE -> false;
        case COMMENT, EVENT_EDIT, MESSAGE_EDIT, POLL_EDIT, POLL_ADD_OPTION -> true;
      };
    }
    return !(content instanceof Addition.Reaction) && !(content instanceof Content.Protocol);
  }

  /// The message without what accompanies it: as it is quoted, and as it stands in an edit.
  static Message body(Content content, MessageContext context) {
    if (content instanceof Content.Unknown(_, var raw)) {
      return PlainMessages.parse(raw.toByteArray());
    }
    var message = Message.newBuilder();
    write(message, content, context);
    return switch (content) {
      // Its context went to the content inside.
      case Addition.Edit _ -> Message.newBuilder().setEditedMessage(wrap(message.build())).build();
      case Addition.Comment _ -> message.build();
      default -> {
        if (context.hasInfo() || context.isViewOnce()) {
          ContextCodec.put(message, context);
        }
        Message wrapped = wrap(content, message.build());
        yield context.isViewOnce()
            ? Message.newBuilder().setViewOnceMessage(wrap(wrapped)).build()
            : wrapped;
      }
    };
  }

  private static Message wrap(Content content, Message message) {
    if (content instanceof MediaContent.Document document && !document.caption().isEmpty()) {
      return Message.newBuilder().setDocumentWithCaptionMessage(wrap(message)).build();
    }
    return content instanceof MediaContent.Sticker sticker && sticker.isLottie()
        ? Message.newBuilder().setLottieStickerMessage(wrap(message)).build()
        : message;
  }

  private static FutureProofMessage wrap(Message message) {
    return FutureProofMessage.newBuilder().setMessage(message).build();
  }

  private static void write(Message.Builder message, Content content, MessageContext context) {
    switch (content) {
      case Content.Text text -> {
        if (context.hasInfo() || text.preview().isPresent() || text.style().isPresent()) {
          message.setExtendedTextMessage(PlainCodec.write(text));
        } else {
          message.setConversation(text.body());
        }
      }
      case Content.Location location -> message.setLocationMessage(PlainCodec.write(location));
      case Content.LiveLocation location ->
          message.setLiveLocationMessage(PlainCodec.write(location));
      case Content.Contact contact -> message.setContactMessage(PlainCodec.write(contact));
      case Content.Contacts contacts -> message.setContactsArrayMessage(PlainCodec.write(contacts));
      case Content.Poll poll -> message.setField(pollField(poll), PlainCodec.write(poll));
      case Content.PollResults results -> {
        if (results.type() == PollType.QUIZ) {
          message.setPollResultSnapshotMessageV3(PlainCodec.write(results));
        } else {
          message.setPollResultSnapshotMessage(PlainCodec.write(results));
        }
      }
      case Content.Event event -> message.setEventMessage(PlainCodec.write(event));
      case Content.GroupInvite invite -> message.setGroupInviteMessage(PlainCodec.write(invite));
      case Content.NewsletterInvite invite -> {
        if (invite.asAdmin()) {
          message.setNewsletterAdminInviteMessage(PlainCodec.writeForAdmin(invite));
        } else {
          message.setNewsletterFollowerInviteMessageV2(PlainCodec.writeForFollower(invite));
        }
      }
      case Content.Album(var images, var videos) ->
          message
              .getAlbumMessageBuilder()
              .setExpectedImageCount(images)
              .setExpectedVideoCount(videos);
      case Content.CallLog call -> message.setCallLogMesssage(PlainCodec.write(call));
      case Content.ScheduledCall call ->
          message.setScheduledCallCreationMessage(PlainCodec.write(call));
      case Content.RequestPhoneNumber _ ->
          message.setRequestPhoneNumberMessage(RequestPhoneNumberMessage.getDefaultInstance());
      case Content.SharePhoneNumber _ ->
          message.getProtocolMessageBuilder().setType(ProtocolMessage.Type.SHARE_PHONE_NUMBER);
      case Content.EphemeralSetting(var expiration, var setAt) ->
          Fields.seconds(
              setAt,
              message
                      .getProtocolMessageBuilder()
                      .setType(ProtocolMessage.Type.EPHEMERAL_SETTING)
                      .setEphemeralExpiration((int) expiration.toSeconds())
                  ::setEphemeralSettingTimestamp);
      case Content.Protocol(var protocol) -> message.setProtocolMessage(protocol);
      case Content.Placeholder _ ->
          message.setPlaceholderMessage(
              PlaceholderMessage.newBuilder()
                  .setType(PlaceholderMessage.PlaceholderType.MASK_LINKED_DEVICES));
      case MediaContent media -> MediaCodec.write(message, media);
      case Addition addition -> AdditionCodec.write(message, addition, context);
      case BusinessContent business -> BusinessCodec.write(message, business);
      case Content.Unknown _ -> throw new IllegalStateException("An unknown kind has its bytes");
    }
  }

  /// Newer clients read all of them; older ones learned them in this order.
  private static FieldDescriptor pollField(Content.Poll poll) {
    int number;
    if (poll.isForAnnouncements()) {
      number = Message.POLLCREATIONMESSAGEV2_FIELD_NUMBER;
    } else if (poll.endsAt().isPresent() || poll.hidesVoters() || poll.allowsNewOptions()) {
      number = Message.POLLCREATIONMESSAGEV6_FIELD_NUMBER;
    } else if (poll.type() == PollType.QUIZ) {
      number = Message.POLLCREATIONMESSAGEV5_FIELD_NUMBER;
    } else if (poll.selectableCount() == 1) {
      number = Message.POLLCREATIONMESSAGEV3_FIELD_NUMBER;
    } else {
      number = Message.POLLCREATIONMESSAGE_FIELD_NUMBER;
    }
    return Message.getDescriptor().findFieldByNumber(number);
  }

  /// What a message says; empty for one that only carries keys.
  public static Optional<ReadMessage> read(Unwrapped unwrapped) {
    Message message = unwrapped.message();
    Optional<ByteString> secret = secret(message.getMessageContextInfo());
    Optional<FieldDescriptor> kind = PlainMessages.kindField(message);
    if (kind.isEmpty()) {
      return message.getUnknownFields().asMap().isEmpty()
          ? Optional.empty()
          : Optional.of(new ReadMessage(unknown(message), MessageContext.NONE, secret));
    }
    MessageContext context = ContextCodec.read(message, kind.get(), unwrapped.isViewOnce());
    try {
      return Optional.of(read(message, kind.get(), context, secret));
    } catch (MessageException e) {
      return Optional.of(new ReadMessage(unknown(message), context, secret));
    }
  }

  /// As it came, but for keys that are nobody's to see.
  static Content.Unknown unknown(Message message) {
    return new Content.Unknown(
        PlainMessages.kind(message).orElse("unknown"),
        message.toBuilder()
            .clearSenderKeyDistributionMessage()
            .clearFastRatchetKeySenderKeyDistributionMessage()
            .build()
            .toByteString());
  }

  private static Optional<ByteString> secret(MessageContextInfo info) {
    return info.getMessageSecret().size() == PlainMessages.SECRET_BYTES
        ? Optional.of(info.getMessageSecret())
        : Optional.empty();
  }

  /// A message inside another one.
  ///
  /// @throws MessageException MALFORMED when it says nothing, or as [PlainMessages#unwrap]
  static ReadMessage readInner(Message message) {
    return read(PlainMessages.unwrap(message)).orElseThrow(() -> Fields.malformed("a message"));
  }

  private static ReadMessage read(
      Message message, FieldDescriptor kind, MessageContext context, Optional<ByteString> secret) {
    return switch (kind.getNumber()) {
      case Message.PROTOCOLMESSAGE_FIELD_NUMBER ->
          readProtocol(message.getProtocolMessage(), context, secret);
      case Message.COMMENTMESSAGE_FIELD_NUMBER -> {
        var comment = message.getCommentMessage();
        ReadMessage inner = readInner(comment.getMessage());
        yield new ReadMessage(
            new Addition.Comment(KeyCodec.read(comment.getTargetMessageKey()), inner.content()),
            inside(inner.context(), context),
            secret);
      }
      default -> new ReadMessage(read(message, kind), context, secret);
    };
  }

  /// The context of a message that holds another: that of the inner one, but for its place among
  /// messages.
  private static MessageContext inside(MessageContext inner, MessageContext outer) {
    return outer.association().map(inner::withAssociation).orElse(inner);
  }

  private static ReadMessage readProtocol(
      ProtocolMessage protocol, MessageContext context, Optional<ByteString> secret) {
    // Types of later versions read as absent, and an absent type as REVOKE.
    if (!protocol.hasType()) {
      return new ReadMessage(new Content.Protocol(protocol), context, secret);
    }
    return switch (protocol.getType()) {
      case REVOKE ->
          new ReadMessage(new Addition.Revoke(KeyCodec.read(protocol.getKey())), context, secret);
      case MESSAGE_EDIT -> {
        ReadMessage inner = readInner(protocol.getEditedMessage());
        yield new ReadMessage(
            new Addition.Edit(
                KeyCodec.read(protocol.getKey()),
                inner.content(),
                Fields.millis(protocol.getTimestampMS())),
            inside(inner.context(), context),
            secret);
      }
      case EPHEMERAL_SETTING ->
          new ReadMessage(
              new Content.EphemeralSetting(
                  Fields.duration(protocol.getEphemeralExpiration()),
                  Fields.seconds(protocol.getEphemeralSettingTimestamp())),
              context,
              secret);
      case SHARE_PHONE_NUMBER -> new ReadMessage(new Content.SharePhoneNumber(), context, secret);
      default -> new ReadMessage(new Content.Protocol(protocol), context, secret);
    };
  }

  private static Content read(Message message, FieldDescriptor kind) {
    return switch (kind.getNumber()) {
      case Message.CONVERSATION_FIELD_NUMBER -> Content.Text.of(message.getConversation());
      case Message.EXTENDEDTEXTMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getExtendedTextMessage());
      case Message.IMAGEMESSAGE_FIELD_NUMBER -> MediaCodec.read(message.getImageMessage());
      case Message.VIDEOMESSAGE_FIELD_NUMBER -> MediaCodec.read(message.getVideoMessage());
      case Message.PTVMESSAGE_FIELD_NUMBER ->
          MediaCodec.read(message.getPtvMessage(), MediaKind.VIDEO_NOTE);
      case Message.AUDIOMESSAGE_FIELD_NUMBER -> MediaCodec.read(message.getAudioMessage());
      case Message.DOCUMENTMESSAGE_FIELD_NUMBER -> MediaCodec.read(message.getDocumentMessage());
      case Message.STICKERMESSAGE_FIELD_NUMBER -> MediaCodec.read(message.getStickerMessage());
      case Message.STICKERPACKMESSAGE_FIELD_NUMBER ->
          MediaCodec.read(message.getStickerPackMessage());
      case Message.LOCATIONMESSAGE_FIELD_NUMBER -> PlainCodec.read(message.getLocationMessage());
      case Message.LIVELOCATIONMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getLiveLocationMessage());
      case Message.CONTACTMESSAGE_FIELD_NUMBER -> PlainCodec.read(message.getContactMessage());
      case Message.CONTACTSARRAYMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getContactsArrayMessage());
      case Message.POLLCREATIONMESSAGE_FIELD_NUMBER,
          Message.POLLCREATIONMESSAGEV3_FIELD_NUMBER,
          Message.POLLCREATIONMESSAGEV5_FIELD_NUMBER,
          Message.POLLCREATIONMESSAGEV6_FIELD_NUMBER ->
          PlainCodec.read(
              (io.trunkline.whatsapp.proto.e2e.PollCreationMessage) message.getField(kind), false);
      case Message.POLLCREATIONMESSAGEV2_FIELD_NUMBER ->
          PlainCodec.read(message.getPollCreationMessageV2(), true);
      case Message.POLLRESULTSNAPSHOTMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getPollResultSnapshotMessage());
      case Message.POLLRESULTSNAPSHOTMESSAGEV3_FIELD_NUMBER ->
          PlainCodec.read(message.getPollResultSnapshotMessageV3());
      case Message.EVENTMESSAGE_FIELD_NUMBER -> PlainCodec.read(message.getEventMessage());
      case Message.GROUPINVITEMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getGroupInviteMessage());
      case Message.NEWSLETTERADMININVITEMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getNewsletterAdminInviteMessage());
      case Message.NEWSLETTERFOLLOWERINVITEMESSAGEV2_FIELD_NUMBER ->
          PlainCodec.read(message.getNewsletterFollowerInviteMessageV2());
      case Message.ALBUMMESSAGE_FIELD_NUMBER ->
          new Content.Album(
              Fields.count(message.getAlbumMessage().getExpectedImageCount()),
              Fields.count(message.getAlbumMessage().getExpectedVideoCount()));
      case Message.CALLLOGMESSSAGE_FIELD_NUMBER -> PlainCodec.read(message.getCallLogMesssage());
      case Message.SCHEDULEDCALLCREATIONMESSAGE_FIELD_NUMBER ->
          PlainCodec.read(message.getScheduledCallCreationMessage());
      case Message.REQUESTPHONENUMBERMESSAGE_FIELD_NUMBER -> new Content.RequestPhoneNumber();
      case Message.PLACEHOLDERMESSAGE_FIELD_NUMBER -> new Content.Placeholder();
      case Message.REACTIONMESSAGE_FIELD_NUMBER -> AdditionCodec.read(message.getReactionMessage());
      case Message.PININCHATMESSAGE_FIELD_NUMBER ->
          AdditionCodec.read(
              message.getPinInChatMessage(),
              Fields.duration(message.getMessageContextInfo().getMessageAddOnDurationInSecs()));
      case Message.KEEPINCHATMESSAGE_FIELD_NUMBER ->
          AdditionCodec.read(message.getKeepInChatMessage());
      case Message.POLLUPDATEMESSAGE_FIELD_NUMBER ->
          AdditionCodec.read(message.getPollUpdateMessage());
      case Message.SECRETENCRYPTEDMESSAGE_FIELD_NUMBER ->
          AdditionCodec.read(message.getSecretEncryptedMessage());
      case Message.ENCREACTIONMESSAGE_FIELD_NUMBER -> {
        var reaction = message.getEncReactionMessage();
        yield encrypted(
            Purpose.REACTION,
            reaction.getTargetMessageKey(),
            reaction.getEncPayload(),
            reaction.getEncIV());
      }
      case Message.ENCCOMMENTMESSAGE_FIELD_NUMBER -> {
        var comment = message.getEncCommentMessage();
        yield encrypted(
            Purpose.COMMENT,
            comment.getTargetMessageKey(),
            comment.getEncPayload(),
            comment.getEncIV());
      }
      case Message.ENCEVENTRESPONSEMESSAGE_FIELD_NUMBER -> {
        var response = message.getEncEventResponseMessage();
        yield encrypted(
            Purpose.EVENT_RESPONSE,
            response.getEventCreationMessageKey(),
            response.getEncPayload(),
            response.getEncIV());
      }
      case Message.BUTTONSMESSAGE_FIELD_NUMBER -> BusinessCodec.read(message.getButtonsMessage());
      case Message.LISTMESSAGE_FIELD_NUMBER -> BusinessCodec.read(message.getListMessage());
      case Message.TEMPLATEMESSAGE_FIELD_NUMBER -> BusinessCodec.read(message.getTemplateMessage());
      case Message.INTERACTIVEMESSAGE_FIELD_NUMBER ->
          InteractiveCodec.read(message.getInteractiveMessage());
      case Message.BUTTONSRESPONSEMESSAGE_FIELD_NUMBER ->
          BusinessCodec.read(message.getButtonsResponseMessage());
      case Message.LISTRESPONSEMESSAGE_FIELD_NUMBER ->
          BusinessCodec.read(message.getListResponseMessage());
      case Message.TEMPLATEBUTTONREPLYMESSAGE_FIELD_NUMBER ->
          BusinessCodec.read(message.getTemplateButtonReplyMessage());
      case Message.INTERACTIVERESPONSEMESSAGE_FIELD_NUMBER ->
          BusinessCodec.read(message.getInteractiveResponseMessage());
      case Message.ORDERMESSAGE_FIELD_NUMBER -> BusinessCodec.read(message.getOrderMessage());
      case Message.PRODUCTMESSAGE_FIELD_NUMBER ->
          InteractiveCodec.read(message.getProductMessage());
      default -> unknown(message);
    };
  }

  private static Content encrypted(
      Purpose purpose,
      io.trunkline.whatsapp.proto.common.MessageKey key,
      ByteString payload,
      ByteString iv) {
    return AdditionCodec.encrypted(purpose, key, payload, iv, Optional.<Instant>empty());
  }
}
