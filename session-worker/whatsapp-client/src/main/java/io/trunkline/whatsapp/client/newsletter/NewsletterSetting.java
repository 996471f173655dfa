package io.trunkline.whatsapp.client.newsletter;

/// What admins change of a newsletter.
public sealed interface NewsletterSetting {

  record Name(String name) implements NewsletterSetting {}

  /// @param text empty removes it
  record Description(String text) implements NewsletterSetting {}

  /// @param jpeg empty removes it
  @SuppressWarnings("ArrayRecordComponent") // lives only until it is sent
  record Picture(byte[] jpeg) implements NewsletterSetting {}

  record Reactions(NewsletterReactions allowed) implements NewsletterSetting {}
}
