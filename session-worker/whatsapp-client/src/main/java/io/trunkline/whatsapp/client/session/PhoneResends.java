package io.trunkline.whatsapp.client.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage.PlaceholderMessageResendRequest;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.history.HistoryMessage;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.Unwrapped;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Messages that this device cannot decrypt, asked for at the own phone, which can: once each, and
/// only where the sender has not encrypted them anew in the meantime. What the phone answers
/// becomes the message's event.
///
/// However many cannot be decrypted, the phone is asked every [#PAUSE] for at most [#PER_REQUEST],
/// and the eldest are forgotten beyond [#REMEMBERED].
///
/// Source: protocol dossier, 09.3.
final class PhoneResends {
  static final Duration PAUSE = Duration.ofSeconds(5);
  static final int PER_REQUEST = 32;

  private static final Duration MAX_AGE = Duration.ofDays(14);
  private static final int REMEMBERED = 256;

  private record Missing(MessageKey key, long sinceNanos) {}

  private final SessionCore core;
  private final Addresses addresses;
  private final Additions additions;
  private final PeerMessages peers;
  private final Bounded<String, Missing> missing = new Bounded<>(REMEMBERED);
  private final Bounded<String, Boolean> asked = new Bounded<>(REMEMBERED);
  private long lastAskedNanos;
  private boolean isAsking;

  PhoneResends(SessionCore core, Addresses addresses, Additions additions, PeerMessages peers) {
    this.core = core;
    this.addresses = addresses;
    this.additions = additions;
    this.peers = peers;
  }

  /// A message arrived and cannot be read.
  void missing(IncomingMessage message) {
    boolean isOld = message.timestamp().isBefore(core.now().minus(MAX_AGE));
    if (message.isPeer() || isOld || asked.containsKey(message.key())) {
      return;
    }
    var key =
        MessageKey.newBuilder()
            .setRemoteJID(message.chat().toString())
            .setFromMe(message.isFromMe())
            .setID(message.id());
    message.participant().ifPresent(jid -> key.setParticipant(jid.toUserJid().toString()));
    missing.putIfAbsent(message.key(), new Missing(key.build(), core.nanoTime()));
  }

  /// It came after all.
  void found(IncomingMessage message) {
    if (!missing.isEmpty()) {
      missing.remove(message.key());
    }
  }

  /// To be called at each tick while the session is open.
  void tick(long nowNanos) {
    if (missing.isEmpty() || isAsking || nowNanos - lastAskedNanos < PAUSE.toNanos()) {
      return;
    }
    var ids = new ArrayList<String>();
    var wanted =
        PeerDataOperationRequestMessage.newBuilder()
            .setPeerDataOperationRequestType(
                PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND);
    for (var entry : missing.entrySet()) {
      if (ids.size() == PER_REQUEST || nowNanos - entry.getValue().sinceNanos() < PAUSE.toNanos()) {
        break;
      }
      ids.add(entry.getKey());
      wanted.addPlaceholderMessageResendRequest(
          PlaceholderMessageResendRequest.newBuilder().setMessageKey(entry.getValue().key()));
    }
    if (!ids.isEmpty()) {
      lastAskedNanos = nowNanos;
      ask(ids, wanted);
    }
  }

  private void ask(List<String> ids, PeerDataOperationRequestMessage.Builder wanted) {
    core.environment().tallies().resendAsked(ids.size());
    isAsking = true;
    var content =
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE)
            .setPeerDataOperationRequestMessage(wanted)
            .build();
    var unused =
        peers
            .send(content)
            .whenComplete(
                (id, failure) -> {
                  isAsking = false;
                  if (failure == null) {
                    missing.keySet().removeAll(ids);
                    ids.forEach(key -> asked.put(key, true));
                  } else {
                    SessionCore.log.info(
                        "session {}: the phone was not asked for {} messages: {}",
                        core.label(),
                        ids.size(),
                        Sends.asSendFailure(failure).getMessage());
                  }
                });
  }

  /// The messages in what the own phone says.
  List<SessionEvent> answered(ProtocolMessage told) {
    List<SessionEvent> events = new ArrayList<>();
    for (var result :
        told.getPeerDataOperationRequestResponseMessage().getPeerDataOperationResultList()) {
      try {
        var info =
            WebMessageInfo.parseFrom(
                result.getPlaceholderMessageResendResponse().getWebMessageInfoBytes());
        HistoryMessage.of(Optional.empty(), info, OptionalLong.empty())
            .flatMap(this::received)
            .ifPresent(events::add);
      } catch (InvalidProtocolBufferException | MessageException e) {
        SessionCore.log.warn(
            "session {}: a message that the phone sent again cannot be read", core.label());
      }
    }
    return events;
  }

  private Optional<SessionEvent> received(HistoryMessage message) {
    if (message.content().isEmpty()) {
      return Optional.empty();
    }
    Unwrapped unwrapped = PlainMessages.unwrap(message.content().get());
    UserAddress chat = addresses.known(message.chat());
    Jid author =
        message.fromMe()
            ? addresses.own().canonical()
            : message.participant().orElse(message.chat());
    UserAddress sender = message.fromMe() ? addresses.own() : addresses.known(author);
    Optional<ReadMessage> read = Contents.read(unwrapped);
    read.ifPresent(content -> additions.keep(message.chat(), message.id(), author, content));
    return read.map(
        content ->
            new SessionEvent.MessageReceived(
                message.id(),
                chat,
                sender,
                message.fromMe(),
                message.pushName().orElse(""),
                message.timestamp(),
                false,
                content.asReceived(chat.canonical(), sender.canonical(), addresses::isOwn),
                unwrapped.message().toByteArray(),
                OptionalLong.empty()));
  }

  /// A request that had not left yet never will.
  void disconnected() {
    isAsking = false;
  }

  void clear() {
    missing.clear();
    asked.clear();
  }
}
