package io.trunkline.worker.content;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.proto.content.Album;
import io.trunkline.proto.content.DeviceMessage;
import io.trunkline.proto.content.Placeholder;
import io.trunkline.proto.content.RequestPhoneNumber;
import io.trunkline.proto.content.SharePhoneNumber;
import io.trunkline.proto.content.Unknown;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.message.content.Addition;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.MediaContent;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;

/// Between what messages say in the contract and in the protocol. What was read maps back equal.
/// Keys are in this session's view on both sides.
public final class ContentMapper {
  private ContentMapper() {}

  /// @throws IllegalArgumentException for what cannot be sent, such as a file that is not at
  ///     WhatsApp yet; its text holds nothing of the message
  /// @throws io.trunkline.whatsapp.protocol.jid.JidException where an address is no JID
  public static Content content(io.trunkline.proto.content.Content content) {
    return switch (content.getKindCase()) {
      case TEXT -> PlainMapper.text(content.getText());
      case IMAGE -> MediaMapper.image(content.getImage());
      case VIDEO -> MediaMapper.video(content.getVideo());
      case AUDIO -> MediaMapper.audio(content.getAudio());
      case DOCUMENT -> MediaMapper.document(content.getDocument());
      case STICKER -> MediaMapper.sticker(content.getSticker());
      case STICKER_PACK -> MediaMapper.stickerPack(content.getStickerPack());
      case ALBUM ->
          new Content.Album(content.getAlbum().getImages(), content.getAlbum().getVideos());
      case LOCATION -> PlainMapper.location(content.getLocation());
      case LIVE_LOCATION -> PlainMapper.liveLocation(content.getLiveLocation());
      case CONTACT -> PlainMapper.contact(content.getContact());
      case CONTACTS -> PlainMapper.contacts(content.getContacts());
      case REACTION -> AdditionMapper.reaction(content.getReaction());
      case EDIT -> AdditionMapper.edit(content.getEdit());
      case REVOKE -> new Addition.Revoke(Parts.key(content.getRevoke().getTarget()));
      case PIN -> AdditionMapper.pin(content.getPin());
      case KEEP -> AdditionMapper.keep(content.getKeep());
      case COMMENT -> AdditionMapper.comment(content.getComment());
      case POLL -> PlainMapper.poll(content.getPoll());
      case POLL_VOTE -> AdditionMapper.pollVote(content.getPollVote());
      case POLL_RESULTS -> PlainMapper.pollResults(content.getPollResults());
      case EVENT -> PlainMapper.event(content.getEvent());
      case EVENT_RESPONSE -> AdditionMapper.eventResponse(content.getEventResponse());
      case ENCRYPTED -> AdditionMapper.encrypted(content.getEncrypted());
      case GROUP_INVITE -> NoticeMapper.groupInvite(content.getGroupInvite());
      case NEWSLETTER_INVITE -> NoticeMapper.newsletterInvite(content.getNewsletterInvite());
      case REQUEST_PHONE_NUMBER -> new Content.RequestPhoneNumber();
      case SHARE_PHONE_NUMBER -> new Content.SharePhoneNumber();
      case EPHEMERAL_SETTING -> NoticeMapper.ephemeralSetting(content.getEphemeralSetting());
      case CALL_LOG -> NoticeMapper.callLog(content.getCallLog());
      case SCHEDULED_CALL -> NoticeMapper.scheduledCall(content.getScheduledCall());
      case PLACEHOLDER -> new Content.Placeholder();
      case DEVICE_MESSAGE -> deviceMessage(content.getDeviceMessage());
      case BUTTONS -> BusinessMapper.buttons(content.getButtons());
      case LIST_MENU -> BusinessMapper.listMenu(content.getListMenu());
      case TEMPLATE -> BusinessMapper.template(content.getTemplate());
      case INTERACTIVE -> InteractiveMapper.interactive(content.getInteractive());
      case BUTTON_REPLY -> BusinessMapper.reply(content.getButtonReply());
      case LIST_REPLY -> BusinessMapper.reply(content.getListReply());
      case TEMPLATE_REPLY -> BusinessMapper.reply(content.getTemplateReply());
      case INTERACTIVE_REPLY -> BusinessMapper.reply(content.getInteractiveReply());
      case ORDER -> InteractiveMapper.order(content.getOrder());
      case PRODUCT -> InteractiveMapper.product(content.getProduct());
      case UNKNOWN ->
          new Content.Unknown(content.getUnknown().getKind(), content.getUnknown().getRaw());
      case KIND_NOT_SET -> throw new IllegalArgumentException("Expected a kind but was none");
    };
  }

  /// @throws IllegalArgumentException for a number or name that WhatsApp does not define
  /// @throws io.trunkline.whatsapp.protocol.jid.JidException where an address is no JID
  public static MessageContext context(io.trunkline.proto.content.Content content) {
    return ContextMapper.context(content);
  }

  public static io.trunkline.proto.content.Content of(ReadMessage read) {
    return of(read.content(), read.context());
  }

  static io.trunkline.proto.content.Content of(Content content, MessageContext context) {
    var built = io.trunkline.proto.content.Content.newBuilder();
    put(content, built);
    ContextMapper.put(context, built);
    return built.build();
  }

  /// A content without a context.
  static io.trunkline.proto.content.Content of(Content content) {
    return of(content, MessageContext.NONE);
  }

  private static void put(Content content, io.trunkline.proto.content.Content.Builder to) {
    switch (content) {
      case Content.Text text -> to.setText(PlainMapper.of(text));
      case Content.Location location -> to.setLocation(PlainMapper.of(location));
      case Content.LiveLocation location -> to.setLiveLocation(PlainMapper.of(location));
      case Content.Contact contact -> to.setContact(PlainMapper.of(contact));
      case Content.Contacts contacts -> to.setContacts(PlainMapper.of(contacts));
      case Content.Poll poll -> to.setPoll(PlainMapper.of(poll));
      case Content.PollResults results -> to.setPollResults(PlainMapper.of(results));
      case Content.Event event -> to.setEvent(PlainMapper.of(event));
      case Content.GroupInvite invite -> to.setGroupInvite(NoticeMapper.of(invite));
      case Content.NewsletterInvite invite -> to.setNewsletterInvite(NoticeMapper.of(invite));
      case Content.Album(var images, var videos) ->
          to.setAlbum(Album.newBuilder().setImages(images).setVideos(videos));
      case Content.CallLog call -> to.setCallLog(NoticeMapper.of(call));
      case Content.ScheduledCall call -> to.setScheduledCall(NoticeMapper.of(call));
      case Content.RequestPhoneNumber _ ->
          to.setRequestPhoneNumber(RequestPhoneNumber.getDefaultInstance());
      case Content.SharePhoneNumber _ ->
          to.setSharePhoneNumber(SharePhoneNumber.getDefaultInstance());
      case Content.EphemeralSetting setting -> to.setEphemeralSetting(NoticeMapper.of(setting));
      case Content.Protocol(var message) ->
          to.setDeviceMessage(
              DeviceMessage.newBuilder()
                  .setType(message.hasType() ? message.getType().name() : "")
                  .setRaw(message.toByteString()));
      case Content.Placeholder _ -> to.setPlaceholder(Placeholder.getDefaultInstance());
      case Content.Unknown(var kind, var raw) ->
          to.setUnknown(PaymentMapper.of(Unknown.newBuilder().setKind(kind).setRaw(raw)));
      case MediaContent media -> MediaMapper.put(media, to);
      case Addition addition -> AdditionMapper.put(addition, to);
      case BusinessContent business -> BusinessMapper.put(business, to);
    }
  }

  private static Content.Protocol deviceMessage(DeviceMessage message) {
    try {
      return new Content.Protocol(ProtocolMessage.parseFrom(message.getRaw()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("Expected a protocolMessage", e);
    }
  }
}
