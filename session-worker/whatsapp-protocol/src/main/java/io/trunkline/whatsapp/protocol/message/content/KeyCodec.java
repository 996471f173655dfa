package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.protocol.message.MessageException;

/// `MessageKey{remoteJid=1, fromMe=2, id=3, participant=4}`. `fromMe` is written even when it is
/// false, as the apps do.
final class KeyCodec {
  private KeyCodec() {}

  static io.trunkline.whatsapp.proto.common.MessageKey write(MessageKey key) {
    var written =
        io.trunkline.whatsapp.proto.common.MessageKey.newBuilder()
            .setFromMe(key.fromMe())
            .setID(key.id());
    Fields.jid(key.chat(), written::setRemoteJID);
    Fields.jid(key.participant(), written::setParticipant);
    return written.build();
  }

  /// @throws MessageException MALFORMED for a key without an id
  static MessageKey read(io.trunkline.whatsapp.proto.common.MessageKey key) {
    if (key.getID().isEmpty()) {
      throw Fields.malformed("the key of a message");
    }
    return new MessageKey(
        Fields.jid(key.getRemoteJID()),
        key.getFromMe(),
        key.getID(),
        Fields.jid(key.getParticipant()));
  }
}
