package io.trunkline.whatsapp.client.newsletter;

/// WhatsApp's persisted queries about newsletters, with the ids of the client versions of 2025.
/// They age: `WhatsAppSettings.newsletterQueries` replaces them. Source: protocol dossier, 13.7.
public enum NewsletterQuery {
  METADATA("6563316087068696"),
  SUBSCRIBED("6388546374527196"),
  DIRECTORY("6190824427689257"),
  SUBSCRIBERS("9800646650009898"),
  CREATE("8823471724422422"),
  UPDATE("24250201037901610"),
  FOLLOW("24404358912487870"),
  UNFOLLOW("9767147403369991"),
  MUTE("29766401636284406"),
  UNMUTE("9864994326891137"),
  CHANGE_OWNER("7341777602580933"),
  DEMOTE("6551828931592903"),
  INVITE_ADMIN("9387141988078609"),
  REVOKE_ADMIN_INVITE("9656078347839416"),
  ACCEPT_ADMIN_INVITE("9580828702035549"),
  DELETE("30062808666639665");

  private final String id;

  NewsletterQuery(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }
}
