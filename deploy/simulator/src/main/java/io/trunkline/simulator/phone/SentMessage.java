package io.trunkline.simulator.phone;

/// A message that a phone has sent: what it needs to answer a retry receipt, and what it knows of
/// its fate.
///
/// @param to the chat, a user JID by phone number or by LID as it was addressed
/// @param type of the stanza
/// @param status `sent`, `delivered`, `read` or `played`; never goes back
/// @param raw the WhatsApp message, protobuf
record SentMessage(String id, String to, String type, long timestamp, String status, byte[] raw) {

  @SuppressWarnings("ArrayRecordComponent") // written as JSON, never compared
  SentMessage {}

  SentMessage withStatus(String newer) {
    return rank(newer) > rank(status) ? new SentMessage(id, to, type, timestamp, newer, raw) : this;
  }

  private static int rank(String status) {
    return switch (status) {
      case "played" -> 3;
      case "read" -> 2;
      case "delivered" -> 1;
      default -> 0;
    };
  }
}
