package io.trunkline.whatsapp.client.newsletter;

/// With what followers may react.
public enum NewsletterReactions {
  /// Any emoji.
  ALL,
  /// WhatsApp's own few.
  BASIC,
  NONE,
  /// Any but those that the admins have barred.
  BLOCKLIST
}
