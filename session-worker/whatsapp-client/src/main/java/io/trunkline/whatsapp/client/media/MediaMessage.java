package io.trunkline.whatsapp.client.media;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Objects;
import java.util.Optional;

/// Which message carries a file; by it the phone finds a file that it is to upload again.
///
/// @param id of the message
/// @param chat where it stands
/// @param isFromMe whether an own device wrote it
/// @param participant who wrote it, in groups
public record MediaMessage(String id, Jid chat, boolean isFromMe, Optional<Jid> participant) {
  public MediaMessage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(chat, "chat");
    Objects.requireNonNull(participant, "participant");
  }
}
