package io.trunkline.simulator.phone;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// A message that a phone shows. JIDs are of the phone number kind, whatever the message was
/// addressed by.
///
/// @param cursor its place in the inbox, from 1
/// @param from the user who wrote it; the phone's own user for what a linked device sent
/// @param participant the writer in a group, else absent
/// @param to the phone's own user, or the chat for what a linked device sent
/// @param kind as in `POST /phones/{number}/messages`
/// @param fromDevice the device that sent it
/// @param timestamp unix seconds, of the server
/// @param raw the WhatsApp message, protobuf
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InboxMessage(
    long cursor,
    String id,
    String from,
    String participant,
    String to,
    String kind,
    String text,
    String caption,
    String mimetype,
    String mediaSha256,
    Long mediaSize,
    String quotedId,
    List<String> mentions,
    String fromDevice,
    long timestamp,
    byte[] raw) {

  @SuppressWarnings("ArrayRecordComponent") // written as JSON, never compared
  public InboxMessage {
    mentions = mentions == null ? List.of() : List.copyOf(mentions);
  }
}
